import { html, trusted } from '../html.ts';
import type { FeedSource } from './feed.ts';
import { address, type Item } from './item.ts';
import { renderRss } from './rss.ts';
import { line, writable } from './text.ts';
import { warning } from './warning.ts';

/** Something that somebody wrote about a post, as a feed tells it. */
export interface Comment {
  /** The id of its object, absolute: the same for ever. */
  guid: string;
  /** Where it stands on this blog: a path, or a URL. */
  url: string;
  author: string;
  /** Of the post that it is about, or what stands for one. */
  about: string;
  /** Its own, where it has one. */
  title: string | null;
  warning: string | null;
  /** Safe HTML. */
  content: string;
  /** BCP 47. */
  language: string;
  media: { url: string; words: string }[];
  published: Date;
  updated: Date | null;
}

/** What a feed of comments is made from. Paths are relative to the blog's address. */
export interface CommentSource extends Pick<FeedSource, 'site' | 'icon'> {
  title: string;
  /** The page that shows the same to a browser. */
  page: string;
  /** Where it is served. */
  self: string;
  /** WebSub hubs, absolute. */
  hubs?: string[];
  /** In this order. */
  comments: Comment[];
  /** The date of a feed that holds nothing. */
  changed: Date;
}

/** What others say about a post, or about all of them, as RSS. The same source gives the same bytes. */
export function renderCommentFeed({
  site,
  icon,
  title,
  page,
  self,
  hubs = [],
  comments,
  changed,
}: CommentSource): string {
  const times = comments.map(({ published, updated }) => (updated ?? published).getTime());
  return renderRss({
    title: line(title) || address(site, page),
    description: line(title),
    page: address(site, page),
    self: { rss: address(site, self) },
    next: null,
    hubs,
    icon: icon && address(site, icon),
    language: site.language,
    zone: site.timezone,
    updated: times.length > 0 ? new Date(Math.max(...times)) : changed,
    items: comments.map((comment) => itemOf(comment, site)),
  });
}

function itemOf(comment: Comment, site: FeedSource['site']): Item {
  const { guid, url, author, about, language, published, updated } = comment;
  const name = line(author) || line(site.title);
  const title = [name, line(about)].filter((part) => part !== '').join(': ');
  return {
    guid: line(guid),
    url: address(site, url),
    title,
    heading: title,
    summary: null,
    description: '',
    content: writable(contentOf(comment)),
    language,
    published,
    updated,
    authors: [{ name, url: null }],
    tags: [],
    comments: null,
    picture: null,
    played: [],
  };
}

/** A warning stands before everything else; pictures are links, since a reader would fetch them from where they are. */
function contentOf({ title, warning: warned, content, language, media }: Comment): string {
  const strong = (words: string | null) => words && html`<p><strong>${words}</strong></p>\n`;
  const links = media.map(
    ({ url, words }) => html`\n<p><a href="${url}" rel="nofollow ugc noopener noreferrer">${words}</a></p>`,
  );
  return html`${strong(warned === null ? null : warning(line(warned), language))}${strong(title)}${trusted(content)}${links}`.toString();
}
