import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes, languageName } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { AuthorView, FeedGroupView, SubscribeView } from '../theme.ts';
import { link, whole } from './address.ts';
import { askHandle, byHand } from './ask-handle.ts';
import { document, mainId } from './document.ts';

/** How to hear of what is new: what a feed is and which address to paste, and how to follow from an account elsewhere. */
export function subscribe(view: SubscribeView): Html {
  const { site, groups } = view;
  const { subscribe: words } = messagesFor(site.language);
  const accounts = site.accounts.filter(({ handle, url }) => handle && url);
  return document({
    view,
    head: {
      title: words.title,
      description: words.description(site.title),
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}">
<article>
<header>
<h1>${words.title}</h1>
<p class="lede">${accounts.length > 0 ? words.twoWays : words.oneWay}</p>
</header>
<div class="prose">
<h2>${words.byFeed}</h2>
<p>${words.whatIsFeed}</p>
${mainFeeds(view)}${accounts.length > 0 && html`<h2>${words.byAccount}</h2>\n<p>${words.whatIsAccount}</p>\n${accounts.map((account) => handleOf(view, account))}`}${groups.length > 0 && html`<h2>${words.part}</h2>\n<p>${words.whatIsPart}</p>\n${groups.map((group) => partOf(view, group))}`}${
  site.hasBlogroll && html`<p><a href="${link(site, '/blogroll')}">${words.blogroll}</a></p>\n`
}</div>
</article>
</main>`,
  });
}

function mainFeeds({ site }: SubscribeView): Html {
  const { subscribe: words } = messagesFor(site.language);
  return html`<div class="follow">
${byHand(words.copy, whole(site, '/feed.xml'))}<p><a href="${link(site, '/feed.xml')}" type="application/rss+xml">${words.open('RSS')}</a></p>
<details><summary>${words.otherFormats}</summary>
<p>${words.whatAreFormats}</p>
${byHand('Atom', whole(site, '/atom.xml'))}<p><a href="${link(site, '/atom.xml')}" type="application/atom+xml">${words.open('Atom')}</a></p>
${byHand('JSON Feed', whole(site, '/feed.json'))}<p><a href="${link(site, '/feed.json')}" type="application/feed+json">${words.open('JSON Feed')}</a></p>
</details>
</div>
<p>${words.noReader}</p>
`;
}

/** One account: the form that leads to the visitor's own server, and the handle to paste there. */
function handleOf({ site }: SubscribeView, { name, handle, url }: AuthorView): Html | null {
  const messages = messagesFor(site.language);
  const title = messages.follow(name);
  if (!url || !handle) return null;
  return html`<section class="follow" aria-label="${title}">
<h3>${title}</h3>
${askHandle(site, { uri: url, deeds: ['follow'] })}${byHand(messages.followHow, handle)}</section>
`;
}

/** The feeds of one kind: by language, by series. */
function partOf({ site }: SubscribeView, { kind, feeds, more }: FeedGroupView): Html {
  const messages = messagesFor(site.language);
  return html`<h3>${messages.subscribe.kinds[kind]}</h3>
<ul>
${feeds.map(({ name, page, feed, language }) => {
  const own = language === null ? null : html` hreflang="${language}"${languageAttributes(language, site.language)}`;
  const shown = language === null ? name : languageName(language);
  const title = page === null ? html`${shown}` : html`<a href="${link(site, page)}"${own}><bdi>${shown}</bdi></a>`;
  return html`<li>${title}<br>
<span class="meta"><a href="${link(site, feed)}" type="application/rss+xml"><code dir="ltr">${whole(site, feed)}</code></a></span></li>\n`;
})}</ul>
${more && html`<p><a href="${link(site, '/archive')}">${messages.subscribe.moreTags}</a></p>\n`}`;
}
