import type { Heading } from '../markdown.ts';

/** Ids that the pages of a theme have themselves. */
export const reserved: readonly string[] = [
  ...['content', 'main', 'comments', 'replies', 'toc', 'top', 'nav', 'search', 'follow'],
];

/** Of remarks below the post. */
const remark = /^reply-\d+$/;

/** Whether an id is one that a footnote of this text may have. Only those: `## fn main` has its permalink since before. */
function isOfFootnote(id: string, prefix: string): boolean {
  const start = ['fn-', 'fnref-'].find((kind) => id.startsWith(kind + prefix));
  return start !== undefined && /^\d+(?:-\d+)?$/.test(id.slice(start.length + prefix.length));
}

/**
 * An id that a heading may have, where its words would make one that belongs to something else.
 * @param prefix what stands in the ids of the text's footnotes.
 */
export function headingId(words: string, prefix: string): string {
  return remark.test(words) || isOfFootnote(words, prefix) ? `section-${words}` : words;
}

/**
 * Whether an element keeps its id: the author's raw HTML may have any, and no two of a page may be the same. The first
 * keeps it, but a heading's is no other element's, nor is a footnote's.
 */
export function createIds(headings: readonly Heading[], prefix: string): (tag: string, id: string) => boolean {
  const ofHeadings = new Set(headings.map(({ id }) => id));
  const taken = new Set(reserved);
  return (tag, id) => {
    const isOther = ofHeadings.has(id) && !/^h[1-6]$/.test(tag);
    const isNotes = isOfFootnote(id, prefix) && tag !== 'li' && tag !== 'a';
    if (taken.has(id) || isOther || isNotes || remark.test(id)) return false;
    taken.add(id);
    return true;
  };
}
