import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { datesFor } from '../dates.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { FoundRow, SearchView, SiteView } from '../theme.ts';
import { link } from './address.ts';
import { document, mainId } from './document.ts';
import { empty } from './empty.ts';
import { pageTitle } from './paging.ts';

/** Where readers search: the form, and what was found, the best first. */
export function search(view: SearchView): Html {
  const { site, typed, state, paging } = view;
  const { search: messages } = messagesFor(site.language);
  const title = typed === '' ? messages.title : `${typed} – ${messages.title}`;
  return document({
    view,
    head: {
      title: pageTitle(site, title, paging),
      description: '',
      canonical: null,
      indexed: false,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}">
<h1>${messages.title}</h1>
<form class="follow" action="${link(site, '/search')}" role="search">
<p><label>${messages.label}
<input type="search" name="q" value="${typed}" maxlength="200" dir="auto" autocapitalize="none" spellcheck="false"${state === 'often' && html` aria-describedby="fault"`}></label></p>
<p><button>${messages.send}</button></p>
</form>
${results(view)}</main>`,
  });
}

function results(view: SearchView): Html {
  const { site, state, count, isMore, isCut, posts, typed } = view;
  const { search: messages } = messagesFor(site.language);
  if (state === 'often') return html`<p id="fault" role="alert"><strong>${messages.often}</strong></p>\n`;
  if (state === 'asked') return html`<p class="empty">${messages.how}</p>\n`;
  const cut = isCut && html`<p class="empty">${messages.cut}</p>\n`;
  if (count === 0) return html`${cut}${empty(site, messages.none(typed))}<p class="empty">${messages.how}</p>\n`;
  return html`${cut}<h2 class="label">${isMore ? messages.many(count) : messages.found(count)}</h2>
<ul class="rows">
${posts.map((post) => row(site, post))}</ul>
${pages(view)}`;
}

function row(site: SiteView, post: FoundRow): Html {
  const { permalink, date, language, title, titlePieces, excerptPieces, contentWarning, tags } = post;
  const dates = datesFor(site.language, site.timezone);
  const messages = messagesFor(site.language);
  const name = title ? html`${marked(titlePieces)}` : messages.noteOf(dates.long(date));
  const around = languageAttributes(language, site.language);
  const own = title === null && around && html` lang="${site.language}"`;
  const text = contentWarning === null ? excerptPieces && marked(excerptPieces) : warning(site, contentWarning);
  return html`<li><time datetime="${dates.machine(date)}">${dates.month(date)}</time>
<div${around}><a class="p-name" href="${link(site, permalink)}"${own}>${name}</a>${text && html`<p class="p-summary">${text}</p>`}${
    tags.length > 0 &&
    html`<p class="tags">${tags.map(({ name: tag, slug }) => html`<a href="${link(site, `/tags/${encodeURIComponent(slug)}`)}"><bdi>#${tag}</bdi></a>`)}</p>`
  }</div></li>
`;
}

function warning(site: SiteView, words: string): Html {
  return html`${messagesFor(site.language).contentWarning}: ${words}`;
}

function marked(pieces: FoundRow['titlePieces']): Html {
  return html`${pieces.map(({ text, isMarked }) => (isMarked ? html`<mark>${text}</mark>` : text))}`;
}

function pages({ site, paging: { page, pages, newer, older } }: SearchView): Html | null {
  if (pages < 2) return null;
  const messages = messagesFor(site.language);
  return html`<nav class="pager" aria-label="${messages.pages}">
${newer && html`<a rel="prev" href="${newer}">${messages.search.previous}</a>\n`}<span>${messages.page(page, pages)}</span>
${older && html`<a rel="next" href="${older}">${messages.search.next}</a>\n`}</nav>
`;
}
