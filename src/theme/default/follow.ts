import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { AuthorView, SiteView } from '../theme.ts';
import { link } from './address.ts';

/** How to hear of the next post: the handle to copy, and the feed. */
export function follow(site: SiteView, author: AuthorView | undefined): Html {
  const messages = messagesFor(site.language);
  const title = messages.follow(author?.name ?? site.title);
  return html`<section class="follow" aria-label="${title}">
<h2>${title}</h2>
${
  author?.handle &&
  html`<p>${messages.followHow}</p>
<p><code class="handle" dir="ltr">${author.handle}</code></p>
`
}<p>${author?.handle && html`${messages.followFeed} `}<a href="${link(site, '/feed.xml')}" type="application/rss+xml">${messages.feed}</a></p>
</section>
`;
}
