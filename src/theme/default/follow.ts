import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { FollowView, PostView } from '../theme.ts';
import { link } from './address.ts';
import { askHandle, byHand } from './ask-handle.ts';
import { authorsOf } from './meta.ts';

/** Below a post: how to follow its author. */
export function followAuthor(view: PostView): Html | null {
  const { site } = view;
  const author = authorsOf(view).find(({ handle }) => handle) ?? site.accounts[0] ?? null;
  return site.parts.follow({ site, author, brief: true });
}

/** The same in two lines, where the form is one for replies: two that look alike are one too many. */
function followBriefly({ site, author }: FollowView): Html {
  const messages = messagesFor(site.language);
  const title = messages.follow(author?.name ?? site.title);
  const { url = null, handle = null } = author ?? {};
  const form = url && handle && `${link(site, '/interact')}?uri=${encodeURIComponent(url)}`;
  return html`<section class="follow" aria-label="${title}">
<h2>${title}</h2>
${handle && html`<p><code class="handle" dir="ltr">${handle}</code></p>\n`}<p>${form && html`<a href="${form}" rel="nofollow">${messages.followFrom}</a> · `}<a href="${link(site, '/feed.xml')}" type="application/rss+xml">${messages.feed}</a> · <a href="${link(site, '/subscribe')}">${messages.waysToFollow}</a></p>
</section>
`;
}

/** How to hear of the next post: from an account of one's own, by the handle to copy, and by the feed. */
export function follow(view: FollowView): Html {
  if (view.brief) return followBriefly(view);
  const { site, author } = view;
  const messages = messagesFor(site.language);
  const title = messages.follow(author?.name ?? site.title);
  return html`<section class="follow" aria-label="${title}">
<h2>${title}</h2>
${author?.url && author.handle && html`${askHandle(site, { uri: author.url, deeds: ['follow'] })}${byHand(messages.followHow, author.handle)}`}<p>${author?.handle && html`${messages.followFeed} `}<a href="${link(site, '/feed.xml')}" type="application/rss+xml">${messages.feed}</a> · <a href="${link(site, '/subscribe')}">${messages.waysToFollow}</a></p>
</section>
`;
}
