import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { ArchiveView } from '../theme.ts';
import { link, whole } from './address.ts';
import { document, mainId } from './document.ts';
import { emptyBlog } from './empty.ts';
import { byYear } from './list.ts';

/** Everything there is: tags with their counts, then every title. */
export function archive(view: ArchiveView): Html {
  const { site, posts, tags } = view;
  const messages = messagesFor(site.language);
  const titles = posts.map((post) => ({ ...post, summary: null, pinned: false }));
  return document({
    view,
    head: {
      title: messages.archive,
      description: messages.everything(site.title),
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}" class="h-feed">
<h1 class="p-name">${messages.archive}</h1>
${
  tags.length > 0 &&
  html`<nav aria-label="${messages.tags}"><ul class="tags">
${tags.map(({ name, slug, count }) => html`<li><a href="${link(site, `/tags/${encodeURIComponent(slug)}`)}"><bdi>#${name}</bdi></a> <small>${count}</small></li>\n`)}</ul></nav>
`
}${posts.length > 0 ? byYear(site, titles) : emptyBlog(site)}</main>`,
  });
}
