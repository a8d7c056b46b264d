import type { Pseudonym } from './pseudonym.ts';

const prefix = 'gone:';

/** What stands in `remarks.uri` in place of the address of a remark that was deleted. */
export function goneName(pseudonym: Pseudonym, uri: string): string {
  return prefix + pseudonym(uri);
}

export function isGoneName(uri: string): boolean {
  return uri.startsWith(prefix);
}
