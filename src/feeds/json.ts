import type { Channel } from './channel.ts';
import { rfc3339 } from './date.ts';
import type { Person } from './feed.ts';
import type { Item, Picture } from './item.ts';

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
  const { guid, url, title, summary, content, language, published, updated, authors, tags, picture } = item;
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
    attachments: attachments(picture),
  };
}

function author({ name, url, avatar }: Person) {
  return { name, url: url ?? undefined, avatar: avatar ?? undefined };
}

function attachments(picture: Picture | null) {
  if (!picture?.file) return undefined;
  const { url, alt, file } = picture;
  return [{ url, mime_type: file.type, title: alt || undefined, size_in_bytes: file.size }];
}
