import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { Paging, PostView, SiteView } from '../theme.ts';
import { link } from './address.ts';
import { nameOf } from './list.ts';

/** The way through the pages of a list; nothing where there is one page. */
export function pager(site: SiteView, { page, pages, newer, older }: Paging): Html | null {
  if (pages < 2) return null;
  const messages = messagesFor(site.language);
  return html`<nav class="pager" aria-label="${messages.pages}">
${newer && html`<a rel="prev" href="${newer}">${messages.newer}</a>\n`}<span>${messages.page(page, pages)}</span>
${older && html`<a rel="next" href="${older}">${messages.older}</a>\n`}</nav>
`;
}

/** The posts before and after one. */
export function neighbours({ site, older, newer }: PostView): Html | null {
  if (!older && !newer) return null;
  const messages = messagesFor(site.language);
  const step = (rel: 'prev' | 'next', label: string, post: PostView['older']): Html | null =>
    post &&
    html`<a rel="${rel}" href="${link(site, post.permalink)}"><small>${label}</small> <span${languageAttributes(
      post.language,
      site.language,
    )}>${nameOf(site, post)}</span></a>\n`;
  return html`<nav class="pager neighbours" aria-label="${messages.neighbours}">
${step('prev', messages.older, older)}${step('next', messages.newer, newer)}</nav>
`;
}

/** A list's title beyond its first page: `Page 2 of 5`. */
export function pageTitle(site: SiteView, title: string | null, { page, pages }: Paging): string | null {
  if (page === 1) return title;
  const counted = messagesFor(site.language).page(page, pages);
  return title ? `${title}, ${counted}` : counted;
}
