import { realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Entry } from '../content/entry.ts';
import { localFile, schemeOf } from '../content/markdown/sources.ts';
import type { Outline } from '../content/markdown.ts';
import type { Medium } from '../content/post.ts';
import { isWithin, lookAt } from '../content/scan.ts';
import type { StoredProblem } from './candidate.ts';

/** Makes a file servable; the path is relative to the site's folder. */
export type PrepareMedium = (source: string) => Promise<Medium | { problem: string }>;

interface Wanted {
  /** As the text and the theme ask for it. */
  src: string;
  /** Relative to the content folder; null when that is left. */
  path: string | null;
  line: number | null;
}

/** The media that an entry shows or links to, and what is wrong with them; nothing wrong here holds a post back. */
export async function gatherMedia(
  folder: string,
  entry: Entry,
  outline: Outline,
  prepare: PrepareMedium,
): Promise<{ media: Record<string, Medium>; problems: StoredProblem[] }> {
  const media = new Map<string, Medium>();
  const problems = withoutAlternative(entry, outline);
  const seen = new Set<string>();
  for (const wanted of wantedFiles(entry, outline)) {
    if (seen.has(wanted.src)) continue;
    seen.add(wanted.src);
    const found = await find(folder, wanted, prepare);
    if ('hash' in found) media.set(wanted.src, found);
    else problems.push({ path: `content/${entry.path}`, line: wanted.line, severity: 'warning', ...found });
  }
  return { media: Object.fromEntries(media), problems };
}

/** Where a path beside an entry leads, relative to the content folder; `/x` begins at that folder. Null outside of it. */
export function mediumSource(entryPath: string, src: string): string | null {
  const path = posix.normalize(src.startsWith('/') ? src.slice(1) : posix.join(posix.dirname(entryPath), src));
  const parts = path.split('/');
  const isHidden = parts.some((part) => part === '' || part.startsWith('.'));
  return isHidden || /[\0\\]/.test(path) ? null : path;
}

function wantedFiles(entry: Entry, outline: Outline): Wanted[] {
  const wanted = outline.files.map(({ src, line }) => ({
    src,
    path: mediumSource(entry.path, src),
    line: line + entry.bodyLine - 1,
  }));
  if (!entry.cover || schemeOf(entry.cover.src)) return wanted;
  const { src } = entry.cover;
  const path = src.startsWith('/') ? src : localFile(src);
  return [...wanted, { src, path: path === null ? null : mediumSource(entry.path, path), line: null }];
}

type Trouble = Pick<StoredProblem, 'what' | 'mend' | 'wants' | 'seen'>;

async function find(folder: string, { src, path }: Wanted, prepare: PrepareMedium): Promise<Medium | Trouble> {
  if (path === null) {
    return {
      what: `\`${src}\` lies outside of the content folder.`,
      mend: 'Put the file beside the text, and write its name.',
    };
  }
  const stamp = await lookAt(folder, path);
  if (typeof stamp !== 'string' || stamp === 'folder' || !(await isInside(folder, path))) {
    const what = stamp === 'folder' ? `\`${src}\` is a folder.` : `There is no file \`${src}\` here.`;
    return { what, mend: `Put it at content/${path}, or correct its name.`, wants: path, seen: null };
  }
  const medium = await prepare(`content/${path}`);
  if ('hash' in medium) return medium;
  return { what: `\`${src}\` cannot be shown: ${medium.problem}`, mend: 'Replace the file.', wants: path, seen: stamp };
}

/** A folder on the way may be a link that leads elsewhere. */
async function isInside(folder: string, path: string): Promise<boolean> {
  return isWithin(await realpath(folder), await realpath(join(folder, path)));
}

function withoutAlternative(entry: Entry, outline: Outline): StoredProblem[] {
  if (!outline.files.some(({ alt }) => alt === '')) return [];
  const lines = entry.body.split('\n');
  return outline.files
    .filter(({ alt, line }) => alt === '' && /!\[\s*\]/.test(lines[line - 1] ?? ''))
    .map(({ src, line }) => ({
      path: `content/${entry.path}`,
      line: line + entry.bodyLine - 1,
      severity: 'warning',
      what: `The picture \`${src}\` has no text for those who cannot see it.`,
      mend: `Write what it shows: \`![…](${src})\`.`,
    }));
}
