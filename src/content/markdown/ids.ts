import type { Heading } from '../markdown.ts';

/** Ids that the pages of a theme have themselves. */
export const reserved: readonly string[] = [
  ...['content', 'main', 'comments', 'replies', 'toc', 'top', 'nav', 'search', 'follow'],
];

/** Those of remarks below the post, and of footnotes: no heading has one. */
const remark = /^reply-\d+$/;
const footnote = /^fn(?:ref)?-/;

/** An id that a heading may have, where its words would make one that belongs to something else. */
export function headingId(words: string): string {
  return remark.test(words) || footnote.test(words) ? `section-${words}` : words;
}

/**
 * Whether an element keeps its id: the author's raw HTML may have any, and no two of a page may be the same. The first
 * keeps it, but a heading's is no other element's.
 */
export function createIds(headings: readonly Heading[]): (tag: string, id: string) => boolean {
  const ofHeadings = new Set(headings.map(({ id }) => id));
  const taken = new Set(reserved);
  return (tag, id) => {
    const isOther = ofHeadings.has(id) && !/^h[1-6]$/.test(tag);
    if (taken.has(id) || isOther || remark.test(id) || (footnote.test(id) && tag !== 'li' && tag !== 'a')) return false;
    taken.add(id);
    return true;
  };
}
