import { html, trusted } from '../html.ts';
import { line, writable } from './text.ts';

/** Something that waits for the owner. */
export interface HeldItem {
  /** The same for ever, and no address. */
  id: string;
  title: string;
  author: string;
  /** Where it is to be read, elsewhere; null: nowhere. */
  url: string | null;
  /** Safe HTML. */
  content: string;
  updated: Date;
}

/** What waits, as Atom (RFC 4287), for the owner alone: it names no address of its own, which is secret. */
export function renderHeldFeed({
  id,
  title,
  language,
  page,
  items,
  changed,
}: {
  id: string;
  title: string;
  language: string;
  /** The blog's home. */
  page: string;
  items: HeldItem[];
  changed: Date;
}): string {
  const entries = items.map(
    (item) => html`<entry>
<id>${item.id}</id>
<title>${line(item.title)}</title>
<updated>${item.updated.toISOString()}</updated>
<author><name>${line(item.author) || '-'}</name></author>
${item.url && html`<link rel="alternate" href="${item.url}"/>\n`}<content type="html">${writable(item.content)}</content>
</entry>
`,
  );
  return html`${trusted('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${id}</id>
<title>${line(title)}</title>
<updated>${changed.toISOString()}</updated>
<link rel="alternate" href="${page}"/>
${entries}</feed>
`.toString();
}
