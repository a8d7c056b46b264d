import type { Channel } from './channel.ts';
import { rfc3339 } from './date.ts';
import type { Person } from './feed.ts';
import type { Item, Picture, Played } from './item.ts';

/** A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1), written by hand: what is undefined is left out. */
export function renderJson(channel: Channel): string {
  const { title, description, page, self, next, hubs, icon, favicon, language, zone, items } = channel;
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    feed_url: self.json,
    description: description || undefined,
    next_url: next?.json,
    icon: icon ?? undefined,
    favicon: favicon ?? undefined,
    language,
    hubs: hubs.length > 0 ? hubs.map((url) => ({ type: 'WebSub', url })) : undefined,
    items: items.map((item) => entry(item, zone)),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

function entry(item: Item, zone: string) {
  const { guid, url, title, summary, content, language, published, updated, authors, tags, picture, played } = item;
  return {
    id: guid,
    url,
    title: title ?? undefined,
    content_html: content,
    summary: summary ?? undefined,
    image: picture?.url,
    date_published: rfc3339(published, zone),
    date_modified: updated ? rfc3339(updated, zone) : undefined,
    authors: authors.map(author),
    tags: tags.length > 0 ? tags : undefined,
    language,
    attachments: attachments(picture, played),
  };
}

function author({ name, url, avatar }: Person) {
  return { name, url: url ?? undefined, avatar: avatar ?? undefined };
}

function attachments(picture: Picture | null, played: Played[]) {
  const files = played.map(({ url, type, size, title }) => attachment(url, type, size, title));
  const { url = '', alt = '', file = null } = picture ?? {};
  const all = file ? [...files, attachment(url, file.type, file.size, alt)] : files;
  return all.length > 0 ? all : undefined;
}

function attachment(url: string, type: string, size: number, title: string) {
  return { url, mime_type: type, title: title || undefined, size_in_bytes: size };
}
