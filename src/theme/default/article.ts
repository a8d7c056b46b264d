import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { alternatesOf } from '../alternates.ts';
import { datesFor } from '../dates.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PostView } from '../theme.ts';
import { avatarPicture, coverPicture, link, type Picture, whole } from './address.ts';
import { document, mainId } from './document.ts';
import type { Head } from './head.ts';
import { nameOf } from './list.ts';
import { authorsOf } from './meta.ts';
import { shorten } from './shorten.ts';
import { article as articleData } from './structured-data.ts';

/** The document around a post, a note or a page. `below`: what stands after the article. */
export function articleDocument(view: PostView, article: Html, below: Html | null = null): Html {
  const authors = authorsOf(view);
  const head = headOf(view);
  return document({
    view,
    head: { ...head, data: articleData(view.site, view.post, authors, head) },
    main: html`<main id="${mainId}">
${article}${below}</main>`,
  });
}

function headOf(view: PostView): Head {
  const { site, post, older, newer } = view;
  const { machine, long } = datesFor(site.language, site.timezone);
  const messages = messagesFor(site.language);
  const authors = authorsOf(view);
  const warning = post.contentWarning && `${messages.contentWarning}: ${post.contentWarning}`;
  const beginning = warning ?? post.excerpt;
  return {
    title: post.title ?? shorten(nameOf(site, post), 70),
    cardTitle: post.title ?? messages.noteOf(long(post.date)),
    description: post.summary ?? beginning,
    canonical: post.canonical ?? whole(site, post.permalink),
    indexed: !post.unlisted,
    type: post.kind === 'page' ? 'website' : 'article',
    language: post.language,
    translations: alternatesOf(site, view.translations, post.id),
    picture: warning ? null : pictureOf(view),
    ...(post.kind === 'page'
      ? {}
      : {
          article: {
            published: machine(post.date),
            modified: post.updated && machine(post.updated),
            tags: post.tags.map(({ name }) => name),
            authors: authors.map(({ url, name }) => url ?? name),
          },
        }),
    creator: authors.find(({ handle }) => handle)?.handle ?? null,
    activity: view.object,
    replies: view.conversation?.feed ?? null,
    previous: older && link(site, older.permalink),
    next: newer && link(site, newer.permalink),
  };
}

/** The cover; without one, the drawn card; where none could be drawn, the author. */
function pictureOf(view: PostView): Picture | null {
  const { site, post, card } = view;
  const drawn = coverPicture(site, post) ?? card;
  if (drawn || post.kind !== 'post') return drawn ?? null;
  const author = authorsOf(view).find(({ avatar }) => avatar);
  return author ? avatarPicture(site, author) : null;
}

/** The cover, the table of contents and the rendered text; behind a fold where the author warns of them. */
export function body(view: PostView): Html {
  const { site, post, content } = view;
  const text = html`${site.parts.cover(view)}${site.parts.contents(view)}<div class="e-content prose">
${content}</div>
`;
  if (!post.contentWarning) return text;
  const messages = messagesFor(site.language);
  return html`<details class="warned"><summary><strong>${messages.contentWarning}:</strong> ${post.contentWarning} <span class="action">${messages.show}</span></summary>
${text}</details>
`;
}

/** The tags at the end of a post. */
export function tags({ site, post }: PostView): Html | null {
  if (post.tags.length === 0) return null;
  return html`<ul class="tags" aria-label="${messagesFor(site.language).tags}">
${post.tags.map(({ name, slug }) => html`<li><a rel="tag" href="${link(site, `/tags/${encodeURIComponent(slug)}`)}"><bdi>#<span class="p-category">${name}</span></bdi></a></li>\n`)}</ul>
`;
}
