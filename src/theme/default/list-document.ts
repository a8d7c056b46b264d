import type { Listed } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PageView, Paging } from '../theme.ts';
import { whole } from './address.ts';
import { document, mainId } from './document.ts';
import { empty } from './empty.ts';
import type { Head } from './head.ts';
import { byYear } from './list.ts';
import { pager, pageTitle } from './paging.ts';

interface ListPage extends Partial<Head> {
  title: string;
  description: string;
  ifEmpty: string;
  /** Instead of a plain heading. */
  intro?: Html;
  /** Below the list. */
  outro?: Html | null;
}

/** The document of a list in pages: a heading, its feed, rows under their years. */
export function listDocument(view: PageView & { posts: Listed[]; paging: Paging }, list: ListPage): Html {
  const { site, posts, paging, feeds } = view;
  const { title, ifEmpty, intro, outro, ...head } = list;
  return document({
    view,
    head: {
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
      previous: paging.newer,
      next: paging.older,
      ...head,
      title: pageTitle(site, title, paging),
      // The feed is the list's, not that of one page of it.
      feedTitle: title,
    },
    main: html`<main id="${mainId}" class="h-feed">
${intro ?? html`<h1 class="p-name">${title}</h1>\n`}${
  feeds &&
  html`<p class="meta"><span><a href="${feeds.rss}" type="application/rss+xml">${messagesFor(site.language).feed}</a></span></p>\n`
}${posts.length > 0 ? byYear(site, posts) : empty(site, ifEmpty)}${pager(site, paging)}${outro}</main>`,
  });
}
