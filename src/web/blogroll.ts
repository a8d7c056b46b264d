import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import { line } from '../feeds/text.ts';
import { html } from '../html.ts';
import { messagesFor } from '../theme/messages/messages.ts';

export const blogrollPath = '/blogroll';
export const opmlPath = '/blogroll.opml';

/**
 * The blogroll for programs, as OPML 2.0 (opml.org/spec2.opml): what has a feed is a subscription, anything else a link. It carries
 * no date, so the same list is always the same bytes.
 */
export function blogrollOpml(
  site: Pick<Site, 'origin' | 'base' | 'title' | 'language' | 'accounts' | 'blogroll'>,
): string {
  const owner = site.accounts[0]?.name;
  return html`<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
<head>
<title>${line(`${messagesFor(site.language).blogroll.title}: ${site.title}`)}</title>
${owner && html`<ownerName>${line(owner)}</ownerName>\n`}<ownerId>${absolute(site, '/')}</ownerId>
</head>
<body>
${site.blogroll.map(({ title, url, feed, description }) => {
  const name = line(title) || url;
  const about = description && html` description="${line(description)}"`;
  return feed === null
    ? html`<outline type="link" text="${name}"${about} url="${url}"/>\n`
    : html`<outline type="rss" text="${name}" title="${name}"${about} xmlUrl="${feed}" htmlUrl="${url}"/>\n`;
})}</body>
</opml>
`.toString();
}
