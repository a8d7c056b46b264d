import type { Problem } from '../../problem.ts';
import { identitiesPath } from './entry.ts';
import { type Identities, isDamaged, readIdentities } from './read-identities.ts';

/** What a file says to this blog, and whether it must not be written over. */
export type Look = Identities & { isLeftAlone: boolean; text: string };

/** Reads a text for the blog at that address; null: it is one of a preview, and says nothing. */
export function readForBlog(written: string, url: string): Look | null {
  // Git may have changed the ends of lines.
  const text = written.replaceAll('\r\n', '\n');
  const found = readIdentities(text);
  const { head } = found;
  if (head === null || head.url === url) return { ...found, isLeftAlone: isDamaged(found), text };
  // What was told from an address of this machine, as in a preview, says nothing to the world's blog.
  if (isLocal(head.url)) return null;
  const what = `The file is for ${head.url}, and the blog is at ${url} now, so it is neither read nor changed.`;
  const mend = 'In a preview all is well; if the blog has moved, write the new address into the first line.';
  return unread({ path: identitiesPath, line: 1, severity: 'warning', what, mend }, text);
}

/** Of a file that says nothing, and stays as it is. */
export function unread(problem: Problem, text = ''): Look {
  return { head: null, entries: [], lines: [], problems: [problem], isLeftAlone: true, text };
}

function isLocal(url: string): boolean {
  return /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?(?:\/|$)/.test(url);
}
