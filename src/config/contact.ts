import type { Parsed } from './wrong.ts';

/** Reads an address that readers can write to. */
export function parseEmail(text: string): Parsed<string> {
  const email = text.trim().replace(/^mailto:/i, '');
  // What a link can carry and every mail program takes; no names, no comments, no quoted parts.
  if (/^[^\s@<>()[\],;:"\\]{1,64}@[^\s@<>()[\],;:"\\]+\.[^\s@<>()[\],;:"\\.]+$/u.test(email)) return { value: email };
  return { what: `"${text}" is no mail address.`, mend: 'Write it as james@example.com.' };
}
