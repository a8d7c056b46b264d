import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { SeriesView } from '../theme.ts';
import { link, whole } from './address.ts';
import { document, mainId } from './document.ts';
import { empty } from './empty.ts';
import { languageBadge, nameOf } from './list.ts';
import { time } from './meta.ts';

/** A series, from its first part to its last. */
export function series(view: SeriesView): Html {
  const { site, name, posts, feeds } = view;
  const messages = messagesFor(site.language);
  return document({
    view,
    head: {
      title: name,
      description: messages.seriesOf(name, site.title),
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}" class="h-feed">
<p class="label">${messages.series}</p>
<h1 class="p-name">${name}</h1>
${
  posts.length > 0
    ? html`<p class="meta"><span>${messages.parts(posts.length)}</span>${feeds && html` <span><a href="${feeds.rss}" type="application/rss+xml">${messages.feed}</a></span>`}</p>
<ol class="rows parts">
${posts.map(
  (
    part,
  ) => html`<li class="h-entry"><div${languageAttributes(part.language, site.language)}><a class="u-url u-uid${part.title && ' p-name'}" href="${link(site, part.permalink)}">${nameOf(site, part)}</a>${languageBadge(site, part)}${
    part.summary && html`<p class="p-summary">${part.summary}</p>`
  }</div>
<p class="meta"><span>${time(site, part.date, 'dt-published')}</span></p></li>
`,
)}</ol>
`
    : empty(site, messages.emptySeries)
}</main>`,
  });
}
