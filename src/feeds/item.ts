import { absolute } from '../config.ts';
import { outline } from '../content/outline.ts';
import { mediumPath, type Post } from '../content/post.ts';
import { type Html, html, trusted } from '../html.ts';
import type { FeedSource, Person } from './feed.ts';
import { beginning, line, writable } from './text.ts';
import { warning } from './warning.ts';

/** A picture that goes with an item. */
export interface Picture {
  url: string;
  alt: string;
  caption: string | null;
  /** Known of the blog's own pictures only: media type, bytes, pixels. */
  file: { type: string; size: number; width: number | null; height: number | null } | null;
}

/** A film or a sound that goes with an item. */
export interface Played {
  url: string;
  type: string;
  /** Bytes. */
  size: number;
  /** What it is called in the text. */
  title: string;
}

/** A post as every format tells it: writable text, absolute addresses. */
export interface Item {
  guid: string;
  url: string;
  title: string | null;
  /** The title, or what stands for it where a format demands one. */
  heading: string;
  /** Plain text, what the author wrote; null when nothing. */
  summary: string | null;
  /** Plain text: the summary, else the beginning. */
  description: string;
  /** HTML, the whole of it. */
  content: string;
  language: string;
  published: Date;
  /** Later than `published`, or null. */
  updated: Date | null;
  authors: Person[];
  tags: string[];
  /** Where others' replies stand, absolute. */
  comments: string | null;
  /** Its cover, for lists of posts; null where the author warns of what it shows. */
  picture: Picture | null;
  /** In the order of the text; none where the author warns of what it shows. */
  played: Played[];
}

/** A post made ready for the feeds. A content warning stands before the text and instead of every excerpt from it. */
export function itemOf(post: Post, { site, authorsOf, commentsOf, contentOf }: FeedSource): Item {
  const url = address(site, post.permalink);
  const title = line(post.title ?? '') || null;
  const summary = line(post.summary ?? '') || null;
  const warned = line(post.contentWarning ?? '');
  const notice = warned === '' ? null : warning(warned, post.language);
  const description = summary ?? notice ?? line(post.excerpt);
  const cover = pictureOf(post, site);
  const comments = commentsOf?.(post) ?? null;
  const heading = title ?? (beginning(notice ?? line(post.excerpt), 80) || url);
  return {
    guid: line(post.guid) || url,
    url,
    title,
    heading,
    summary,
    // RSS demands a title or a description, also of a note that is nothing but a picture.
    description: description || (title === null ? heading : ''),
    content: writable(whole(notice, cover, contentOf(post)).toString()),
    language: post.language,
    published: post.date,
    updated: post.updated && post.updated > post.date ? post.updated : null,
    authors: namesOf(authorsOf(post), site.title),
    tags: post.tags.map((tag) => line(tag.name)).filter((name) => name !== ''),
    comments: comments && address(site, comments),
    picture: notice === null ? cover : null,
    played: notice === null ? playedIn(post, site) : [],
  };
}

/** The URL of a path of the blog as feeds write it: absolute, in ASCII. */
export function address(site: FeedSource['site'], path: string): string {
  return new URL(absolute(site, path)).href;
}

function namesOf(authors: Person[], fallback: string): Person[] {
  const named = authors.map((author) => ({ ...author, name: line(author.name) })).filter(({ name }) => name !== '');
  return named.length > 0 ? named : [{ name: line(fallback), url: null }];
}

function pictureOf({ cover, media }: Post, site: FeedSource['site']): Picture | null {
  if (!cover) return null;
  const words = { alt: line(cover.alt), caption: line(cover.caption ?? '') || null };
  const medium = media[cover.src];
  if (medium) {
    const { type, size, width, height } = medium;
    return { url: address(site, mediumPath(medium)), ...words, file: { type, size, width, height } };
  }
  if (!/^https?:\/\//i.test(cover.src) || !URL.canParse(cover.src)) return null;
  return { url: new URL(cover.src).href, ...words, file: null };
}

function playedIn({ body, media }: Post, site: FeedSource['site']): Played[] {
  const isPlayed = ({ type }: { type: string }): boolean => /^(?:audio|video)\//.test(type);
  if (!Object.values(media).some(isPlayed)) return [];
  const played = new Map<string, Played>();
  for (const { src, alt } of outline(body).files) {
    const medium = media[src];
    if (!medium || !isPlayed(medium) || played.has(medium.hash)) continue;
    const { hash, type, size } = medium;
    played.set(hash, { url: address(site, mediumPath(medium)), type, size, title: line(alt ?? '') });
  }
  return [...played.values()];
}

/** Few readers show an enclosure's picture with the text, so the cover stands in the content too, once. */
function whole(notice: string | null, picture: Picture | null, content: string): Html {
  const figure = picture && !content.includes(picture.url) ? figureOf(picture) : null;
  return html`${notice && html`<p><strong>${notice}</strong></p>\n`}${figure}${trusted(content)}`;
}

function figureOf({ url, alt, caption, file }: Picture): Html {
  const size = file?.width && file.height ? html` width="${file.width}" height="${file.height}"` : null;
  const words = caption && html`<figcaption>${caption}</figcaption>`;
  return html`<figure><img src="${url}" alt="${alt}"${size}>${words}</figure>\n`;
}
