import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { HomeView } from '../theme.ts';
import { avatarPicture, link, whole } from './address.ts';
import { avatar } from './author-card.ts';
import { document, mainId } from './document.ts';
import { emptyBlog } from './empty.ts';
import { byYear, rows } from './list.ts';
import { pager, pageTitle } from './paging.ts';
import { website } from './structured-data.ts';

/** The front of the blog: who writes here, and what, newest first. */
export function home(view: HomeView): Html {
  const { site, posts, pinned, paging } = view;
  const owner = site.accounts[0];
  const messages = messagesFor(site.language);
  const shownAbove = new Set(pinned.map(({ id }) => id));
  const others = posts.filter(({ id }) => !shownAbove.has(id));
  return document({
    view,
    head: {
      title: pageTitle(site, null, paging),
      description: site.description || messages.everything(site.title),
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
      picture: owner ? avatarPicture(site, owner) : null,
      creator: owner?.handle ?? null,
      activity: view.actor,
      me: site.me,
      previous: paging.newer,
      next: paging.older,
      ...(paging.page === 1 ? { data: website(site) } : {}),
    },
    heading: true,
    main: html`<main id="${mainId}">
${paging.page === 1 && site.parts.intro(view)}<div class="h-feed">
<data class="p-name" value="${site.title}"></data>
${
  pinned.length > 0 &&
  html`<h2 class="label">${messages.pinned}</h2>\n${rows(
    site,
    pinned.map((post) => ({ ...post, pinned: false })),
    'month',
  )}`
}${posts.length + pinned.length > 0 ? byYear(site, others) : emptyBlog(site)}</div>
${pager(site, paging)}${paging.page === 1 && owner && site.parts.follow({ site, author: owner, brief: false })}</main>`,
  });
}

// The representative h-card: its url and uid are those of this page.
export function intro({ site }: HomeView): Html | null {
  const owner = site.accounts[0];
  if (!owner) return site.description ? html`<p class="intro">${site.description}</p>\n` : null;
  return html`<div class="intro h-card">
${avatar(site, owner, 72)}<div>
<p class="p-note">${owner.summary ?? site.description}</p>
<p class="meta"><span><a class="p-name u-url u-uid" rel="me author" href="${link(site, '/')}">${owner.name}</a></span> ${
    owner.handle && html`<span><a class="handle" dir="ltr" href="${owner.href}">${owner.handle}</a></span>`
  }</p>
</div>
</div>
`;
}
