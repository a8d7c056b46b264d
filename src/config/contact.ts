import type { Parsed } from './wrong.ts';

/** Reads the address of a page or feed elsewhere. */
export function parseWebAddress(text: string): Parsed<string> {
  const address = text.trim();
  const url = URL.parse(address);
  if (url && /^https?:$/.test(url.protocol) && !/\s/.test(address)) return { value: url.href };
  const guess = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/i.test(address)
    ? `https://${address}`
    : 'https://blog.example.com';
  return { what: `"${text}" is no whole address.`, mend: `Write one with https://, such as ${guess}.` };
}

/** A text on one line, without characters that no page and no XML may hold. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Reads what something is called. */
export function parseName(text: string): Parsed<string> {
  const name = oneLine(text);
  return name ? { value: name } : { what: 'A title is empty.', mend: 'Write what it is called.' };
}

/** Reads an address that readers can write to. */
export function parseEmail(text: string): Parsed<string> {
  const email = text.trim().replace(/^mailto:/i, '');
  // What a link can carry and every mail program takes; no names, no comments, no quoted parts.
  if (/^[^\s@<>()[\],;:"\\?#%]{1,64}@[^\s@<>()[\],;:"\\?#%]+\.[^\s@<>()[\],;:"\\?#%.]+$/u.test(email))
    return { value: email };
  return { what: `"${text}" is no mail address.`, mend: 'Write it as james@example.com.' };
}
