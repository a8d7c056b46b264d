import { type Html, html } from '../html.ts';
import { type Channel, generator } from './channel.ts';
import { rfc3339 } from './date.ts';
import { identifier } from './identifier.ts';
import type { Item } from './item.ts';

/** A feed as Atom (RFC 4287), written directly: see docs/decisions, "Who writes the feeds". */
export function renderAtom(channel: Channel): string {
  const { title, description, page, id, self, next, hubs, icon, favicon, language, zone, updated, items } = channel;
  // HTML and XML share the five escapes that `html` makes; characters that XML lacks were taken out before.
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="${language}">
<id>${id}</id>
<title>${title}</title>
${description && html`<subtitle>${description}</subtitle>\n`}<updated>${rfc3339(updated, zone)}</updated>
<generator>${generator}</generator>
<link rel="self" type="application/atom+xml" href="${self.atom}"/>
<link rel="alternate" type="text/html" href="${page}"/>
${next && html`<link rel="next" type="application/atom+xml" href="${next.atom}"/>\n`}${hubs.map(
  (hub) => html`<link rel="hub" href="${hub}"/>\n`,
)}${(favicon ?? icon) && html`<icon>${favicon ?? icon}</icon>\n`}${icon && html`<logo>${icon}</logo>\n`}${items.map(
  (item) => entry(item, zone),
)}</feed>
`.toString();
}

function entry(item: Item, zone: string): Html {
  const { guid, url, heading, summary, content, language, published, updated, authors, tags, comments } = item;
  return html`<entry xml:lang="${language}">
<id>${identifier(guid)}</id>
<title>${heading}</title>
<link rel="alternate" type="text/html" href="${url}"/>
${comments && html`<link rel="replies" type="text/html" href="${comments}"/>\n`}<published>${rfc3339(published, zone)}</published>
<updated>${rfc3339(updated ?? published, zone)}</updated>
${authors.map(({ name, url }) => html`<author><name>${name}</name>${url && html`<uri>${url}</uri>`}</author>\n`)}${tags.map(
  (tag) => html`<category term="${tag}"/>\n`,
)}${summary && html`<summary>${summary}</summary>\n`}${item.played.map(
  ({ url, type, size }) => html`<link rel="enclosure" type="${type}" length="${size}" href="${url}"/>\n`,
)}${pictureOf(item)}<content type="html">${content}</content>
</entry>
`;
}

function pictureOf({ picture }: Item): Html | null {
  if (!picture) return null;
  const { url, file } = picture;
  const size = file?.width && file.height ? html` width="${file.width}" height="${file.height}"` : null;
  const enclosure = file && html`<link rel="enclosure" type="${file.type}" length="${file.size}" href="${url}"/>\n`;
  return html`${enclosure}<media:thumbnail url="${url}"${size}/>\n`;
}
