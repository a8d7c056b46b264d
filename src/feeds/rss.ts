import { type Extension, Feed, type Item as FeedItem } from 'feed';
import { escapeHtml } from '../html.ts';
import { type Channel, generator } from './channel.ts';
import { rfc822 } from './date.ts';
import type { Item, Picture } from './item.ts';

/** An element as `feed` hands it to its XML writer. */
interface Element {
  _text?: string;
  _attributes?: Record<string, string>;
}

/** As much of a feed as RSS tells. */
export type RssChannel = Omit<Channel, 'id' | 'self' | 'next' | 'favicon'> & {
  self: Pick<Channel['self'], 'rss'>;
  next: Pick<Channel['self'], 'rss'> | null;
};

/**
 * A feed as RSS 2.0, written by the package `feed`. Its extensions are put in last and by name, so they also replace
 * what it would write otherwise; docs/decisions, "Who writes the feeds", says what each is for.
 */
export function renderRss(channel: RssChannel): string {
  const { title, description, page, self, next, hubs, icon, language, zone, updated, items } = channel;
  const feed = new Feed({
    title: escaped(title),
    // RSS demands one, and validators object to an empty one.
    description: escaped(description || title),
    link: page,
    language,
    generator,
    feedLinks: { rss: self.rss },
    ...(icon === null ? {} : { image: escaped(icon) }),
  });
  const type = 'application/rss+xml';
  const links = [
    element({ rel: 'self', type, href: self.rss }),
    ...(next ? [element({ rel: 'next', type, href: next.rss })] : []),
    ...hubs.map((href) => element({ rel: 'hub', href })),
  ];
  feed.extensions = [
    // The package declares `dc` only when an item has content, and `media` never.
    { name: '_attributes', objects: { 'xmlns:dc': dublinCore, 'xmlns:media': yahooMedia } },
    extension('lastBuildDate', text(rfc822(updated, zone))),
    extension('atom:link', links),
  ];
  for (const item of items) feed.addItem(itemOf(item, zone));
  return `${feed.rss2().replace(/<(title|description)>[^<]*<\/\1>/g, plainly)}\n`;
}

/**
 * A title, or what a feed is about, as RSS's best practices have plain text (RSS Advisory Board, "Character data"): the same text for XML, and for
 * readers that look for markup in it.
 */
function plainly(element: string): string {
  return element.replaceAll('&amp;', '&#x26;').replaceAll('&lt;', '&#x3C;').replaceAll('&gt;', '&#x3E;');
}

const dublinCore = 'http://purl.org/dc/elements/1.1/';
const yahooMedia = 'http://search.yahoo.com/mrss/';

function itemOf(item: Item, zone: string): FeedItem {
  const { guid, url, title, heading, description, language, published, authors, tags, comments, picture, played } =
    item;
  // RSS has room for one (its best practices say so), and programs for podcasts take what it holds for the episode.
  const enclosed = played[0] ?? (picture?.file && { url: picture.url, ...picture.file });
  return {
    // An empty title is left out; the other is replaced below, where it cannot end its CDATA section early.
    title: title ?? '',
    link: url,
    ...(guid === url ? {} : { guid: escaped(guid) }),
    date: published,
    // Before the content, and never missing: else validators take the content for a summary.
    description: escapeHtml(description || heading),
    // The same text in HTML. The package splits only the first `]]>` of a CDATA section.
    content: item.content.replaceAll(']]>', ']]&gt;'),
    category: tags.map((name) => ({ name: escaped(name) })),
    ...(enclosed ? { enclosure: { url: enclosed.url, length: enclosed.size, type: enclosed.type } } : {}),
    extensions: [
      ...(title === null ? [] : [extension('title', text(title))]),
      extension('pubDate', text(rfc822(published, zone))),
      extension(
        'dc:creator',
        authors.map(({ name }) => text(name)),
      ),
      extension('dc:language', text(language)),
      ...(comments === null ? [] : [extension('comments', text(comments))]),
      ...(picture ? [extension('media:thumbnail', thumbnail(picture))] : []),
    ],
  };
}

function thumbnail({ url, file }: Picture): Element {
  return element(file?.width && file.height ? { url, width: `${file.width}`, height: `${file.height}` } : { url });
}

/** The package types the value as an object; its XML writer takes a list as the element repeated. */
function extension(name: string, value: Element | Element[]): Extension {
  return { name, objects: value as unknown as Record<string, unknown> };
}

function text(value: string): Element {
  return { _text: escaped(value) };
}

function element(attributes: Record<string, string>): Element {
  const pairs = Object.entries(attributes).map(([name, value]) => [name, escapeHtml(value)]);
  return { _attributes: Object.fromEntries(pairs) };
}

/** The XML writer takes `&amp;` in a text for `&` before it escapes, so a text has to come with its ampersands escaped. */
function escaped(value: string): string {
  return value.replaceAll('&', '&amp;');
}
