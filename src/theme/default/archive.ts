import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { ArchiveView } from '../theme.ts';
import { link, whole } from './address.ts';
import { document, mainId } from './document.ts';
import { emptyBlog } from './empty.ts';
import { byYear } from './list.ts';

/** Beyond so many, tags are folded: they are to lead into the titles, not to hide them. */
const shownTags = 40;

/** Everything there is: tags with their counts, the way to each year of a large blog, then every title. */
export function archive(view: ArchiveView): Html {
  const { site, posts, tags, year } = view;
  const messages = messagesFor(site.language);
  const titles = posts.map((post) => ({ ...post, summary: null, pinned: false }));
  const title = year === null ? messages.archive : `${messages.archive} ${year}`;
  return document({
    view,
    head: {
      title,
      description: messages.everything(site.title),
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}" class="h-feed">
<h1 class="p-name">${title}</h1>
${years(view)}${
  tags.length > 0 &&
  html`<nav aria-label="${messages.tags}">${tagList(view, tags.slice(0, shownTags))}${
    tags.length > shownTags &&
    html`<details><summary class="label">${messages.moreTags(tags.length - shownTags)}</summary>${tagList(view, tags.slice(shownTags))}</details>`
  }</nav>
`
}${posts.length > 0 ? byYear(site, titles) : emptyBlog(site)}</main>`,
  });
}

function years({ site, years, path: here }: ArchiveView): Html | null {
  if (years.length === 0) return null;
  return html`<nav aria-label="${messagesFor(site.language).years}"><ul class="tags">
${years.map(({ year, count, path }) => html`<li><a href="${link(site, path)}"${path === here && html` aria-current="page"`}>${year}</a> <small>${count}</small></li>\n`)}</ul></nav>
`;
}

function tagList({ site }: ArchiveView, tags: ArchiveView['tags']): Html {
  return html`<ul class="tags">
${tags.map(({ name, slug, count }) => html`<li><a href="${link(site, `/tags/${encodeURIComponent(slug)}`)}"><bdi>#${name}</bdi></a> <small>${count}</small></li>\n`)}</ul>`;
}
