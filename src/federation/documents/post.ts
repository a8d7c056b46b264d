import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { renderWire } from '../../content/markdown.ts';
import { outline } from '../../content/outline.ts';
import type { Medium, Post } from '../../content/post.ts';
import { mediumPath } from '../../content/post.ts';
import { html, trusted } from '../../html.ts';
import { actorId, objectPath } from '../addresses.ts';
import { collectionId, sizeOf } from './actor.ts';
import { everyone, postContext } from './contexts.ts';
import { hashtagsOf } from './hashtag.ts';

/** What others did with a post, so far. */
export interface Totals {
  replies: number;
  likes: number;
  shares: number;
}

type PostCollection = keyof Totals;
const postCollections: readonly PostCollection[] = ['replies', 'likes', 'shares'];

/** As much of a post as an activity about it needs. */
export type Outgoing = Pick<Post, 'id' | 'generation' | 'federate' | 'unlisted'>;

/** The instants at which the world was told of a post, and of the last edit of it. */
export interface Told {
  /**
   * The real instant. Never the author's date, which may be midnight: what is older than six hours reaches no timeline.
   */
  published: Date;
  /** Null: of no edit. */
  updated: Date | null;
}

/** The same for a post that nobody was told of, and that can be read all the same. */
export function untold({ firstPublished, updated }: Pick<Post, 'firstPublished' | 'updated'>): Told {
  return { published: firstPublished, updated: updated && updated > firstPublished ? updated : null };
}

// What Mastodon shows at most.
const maximumPictures = 4;

/** Whether a post goes out at all: pages have no date and no followers. */
export function federates(post: Pick<Post, 'federate' | 'kind'>): boolean {
  return post.federate !== 'no' && post.kind !== 'page';
}

/** `Article`, or `Note`: for what has no title, and for what carries a warning, which an Article would show as teaser. */
function typeOf(post: Pick<Post, 'as' | 'title' | 'contentWarning'>): 'Article' | 'Note' {
  return post.as === 'article' && post.title !== null && post.contentWarning === null ? 'Article' : 'Note';
}

/**
 * A post as other servers read it, without its context (wire.md, "The post we send").
 * @param totals none where it is sent: others would take them for their counters, and they would be old when they arrive.
 */
export function postObject(site: Site, post: Post, account: Account, told: Told, totals?: Totals): object {
  const id = absolute(site, objectPath(post));
  const article = typeOf(post) === 'Article';
  const content = contentOf(site, post, article);
  const inLanguage = (name: string, text: string): object => ({
    [name]: text,
    [`${name}Map`]: { [post.language]: text },
  });
  const summary = summaryOf(post, article);
  return {
    id,
    type: typeOf(post),
    url: absolute(site, post.permalink),
    attributedTo: actorId(site, account),
    ...audience(site, post, account),
    published: told.published.toISOString(),
    ...(told.updated === null ? {} : { updated: told.updated.toISOString() }),
    ...(article ? inLanguage('name', nameOf(post.title ?? '')) : {}),
    ...(summary === null ? {} : inLanguage('summary', summary)),
    ...inLanguage('content', content),
    ...(article ? { preview: previewOf(site, post, account, told) } : {}),
    ...coverOf(site, post),
    attachment: attachmentsOf(site, post),
    tag: hashtagsOf(site, post.tags),
    sensitive: post.contentWarning !== null,
    ...(post.contentWarning === null ? {} : { 'dcterms:subject': post.contentWarning }),
    // FEP-7888: everything that belongs to the conversation, as this blog sees it.
    context: `${id}/context`,
    interactionPolicy: { canQuote: { automaticApproval: quotersOf(site, account) } },
    ...Object.fromEntries(postCollections.map((name) => [name, collectionOf(`${id}/${name}`, name, totals)])),
    ...sourceOf(post),
    generator: { type: 'Application', name: 'Postern' },
  };
}

/** The same as a document of its own. */
export function postDocument(site: Site, post: Post, account: Account, told: Told, totals?: Totals): object {
  return { '@context': postContext, ...postObject(site, post, account, told, totals) };
}

// Mastodon looks for replies only where a collection that stands in the post says where its first page is.
function collectionOf(id: string, name: PostCollection, totals?: Totals): object | string {
  if (!totals) return id;
  const total = totals[name];
  const first = name === 'replies' && total > 0 ? { first: `${id}?page=1` } : {};
  return { id, type: 'Collection', totalItems: total, ...first };
}

/** To everyone, or quietly: to followers, and readable by everyone (Mastodon's "quiet public"). */
export function audience(site: Site, post: Outgoing, account: Account): { to: string[]; cc: string[] } {
  const followers = collectionId(site, account, 'followers');
  const quiet = post.federate === 'quiet' || post.unlisted;
  return quiet ? { to: [followers], cc: [everyone] } : { to: [everyone], cc: [followers] };
}

/**
 * Plain text that some servers put into a page as it is, as Mastodon does with a name: what looks like a tag or an entity
 * is escaped, all else stays as it was written.
 */
export function nameOf(title: string): string {
  return title.replace(/&(?=#?\w+;)/g, '&amp;').replace(/</g, '&lt;');
}

// On an Article a teaser in HTML, and only what the author wrote. On a Note it is the warning, which Mastodon sends and shows
// as plain text: escaped, its readers would see the entities.
function summaryOf(post: Post, article: boolean): string | null {
  if (!article) return post.contentWarning;
  return post.summary === null ? null : html`<p>${post.summary}</p>`.toString();
}

// A comment in the Markdown is a word of the author's to themselves: it is on no page, and must not travel either.
function sourceOf({ body }: Post): object {
  return body.includes('<!--') ? {} : { source: { content: body, mediaType: 'text/markdown' } };
}

function contentOf(site: Site, post: Post, article: boolean): string {
  const rendered = renderWire(post.body, {
    id: post.id,
    page: post.permalink,
    language: post.language,
    medium: (src) => post.media[src] ?? null,
    address: (path) => absolute(site, path),
    tag: (slug) => absolute(site, `/tags/${encodeURIComponent(slug)}`),
  });
  if (article || post.title === null) return rendered;
  // A Note has no name.
  return html`<p><strong>${post.title}</strong></p>${trusted(rendered)}`.toString();
}

// FEP-b2b8: for servers that show a Note and not an Article.
function previewOf(site: Site, post: Post, account: Account, { published }: Told): object {
  const content = html`<p><strong>${post.title}</strong></p><p>${post.summary ?? post.excerpt}</p>`.toString();
  return {
    type: 'Note',
    attributedTo: actorId(site, account),
    content,
    contentMap: { [post.language]: content },
    published: published.toISOString(),
  };
}

function coverOf(site: Site, { cover, media }: Post): object {
  if (!cover) return {};
  const medium = media[cover.src];
  const alt = cover.alt ? { name: cover.alt } : {};
  if (medium) return { image: imageOf(site, medium, alt) };
  return /^https:\/\//.test(cover.src) ? { image: { type: 'Image', url: cover.src, ...alt } } : {};
}

function imageOf(site: Site, medium: Medium, alt: object): object {
  return { type: 'Image', mediaType: medium.type, url: absolute(site, mediumPath(medium)), ...alt, ...sizeOf(medium) };
}

/**
 * A Link to the page, from which Mastodon 4.7 makes its card. A short note shows its pictures instead: its text arrives
 * without them, and with them there is no card.
 */
function attachmentsOf(site: Site, post: Post): object[] {
  const page = { type: 'Link', href: absolute(site, post.permalink), mediaType: 'text/html' };
  if (post.kind !== 'note') return [page];
  const pictures = outline(post.body).files.flatMap(({ src, alt }) => {
    const medium = post.media[src];
    return medium?.type.startsWith('image/') ? [imageOf(site, medium, alt ? { name: alt } : {})] : [];
  });
  return pictures.length > 0 ? pictures.slice(0, maximumPictures) : [page];
}

// FEP-044f. An empty list would read as "not said".
function quotersOf(site: Site, account: Account): string[] {
  const quoters = {
    everyone,
    followers: collectionId(site, account, 'followers'),
    nobody: actorId(site, account),
  };
  return [quoters[site.quotes]];
}
