import { mediumPath } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import type { AuthorView, SiteView } from '../theme.ts';
import { link, webUrl } from './address.ts';

/** An author within a line of text: name, link and a small picture (h-card). */
export function byline(site: SiteView, author: AuthorView): Html {
  return html`<span class="p-author h-card">${avatar(site, author, 24)}${
    author.href
      ? html`<a class="p-name u-url" rel="author" href="${author.href}">${author.name}</a>`
      : html`<span class="p-name">${author.name}</span>`
  }</span>`;
}

/** The picture of an author, which the name beside it describes. `size`: pixels as shown. */
export function avatar(site: SiteView, author: AuthorView, size: number): Html | null {
  return (
    author.avatar &&
    html`<img class="u-photo avatar" src="${link(site, mediumPath(author.avatar))}" alt="" width="${size}" height="${size}">`
  );
}

/** What an author says of themselves: label and value, URLs as links of rel=me. */
export function fields(author: AuthorView): Html | null {
  if (author.fields.length === 0) return null;
  const value = (text: string): Html => {
    const url = webUrl(text);
    return url ? html`<a class="u-url" rel="me" href="${url}">${shown(text)}</a>` : html`${text}`;
  };
  return html`<dl class="fields">
${author.fields.map((field) => html`<dt>${field.name}</dt><dd>${value(field.value)}</dd>\n`)}</dl>`;
}

// `https://www.example.com/` is read as `www.example.com`.
function shown(url: string): string {
  return url
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
}
