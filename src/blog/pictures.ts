import { realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Entry } from '../content/entry.ts';
import { localFile, schemeOf } from '../content/markdown/sources.ts';
import type { Outline } from '../content/markdown.ts';
import type { Medium } from '../content/post.ts';
import { isWithin, lookAt } from '../content/scan.ts';
import type { Problem } from '../problem.ts';
import { readAgain } from './stamps.ts';

/** Makes a file servable; the path is relative to the site's folder. What is `passing` may succeed the next time. */
export type PrepareMedium = (source: string) => Promise<Medium | { problem: string; passing?: boolean }>;

interface Wanted {
  /** As the text and the theme ask for it. */
  src: string;
  /** Relative to the content folder; null when that is left. */
  path: string | null;
  line: number | null;
}

/** The media that an entry shows or links to, what is wrong with them, and the stamps of all that was looked at. */
export interface Gathered {
  media: Record<string, Medium>;
  /** Nothing wrong here holds a post back. */
  problems: Problem[];
  /** Path within the content folder → stamp, null for what is not there, `readAgain` for what is to be tried anew. */
  files: Map<string, string | null>;
}

export async function gatherMedia(
  folder: string,
  entry: Entry,
  outline: Outline,
  prepare: PrepareMedium,
): Promise<Gathered> {
  const media = new Map<string, Medium>();
  const problems = [...withoutAlternative(entry, outline), ...fromElsewhere(entry, outline)];
  const files = new Map<string, string | null>();
  const seen = new Set<string>();
  for (const { src, path, line } of wantedFiles(entry, outline)) {
    if (seen.has(src)) continue;
    seen.add(src);
    const stamp = path === null ? null : await stampWithin(folder, path);
    if (path !== null) files.set(path, stamp);
    const found = path === null || stamp === null ? missing(src, path) : await served(src, path, prepare);
    if ('hash' in found) media.set(src, found);
    else {
      const { what, mend, passing = false } = found;
      if (path !== null && passing) files.set(path, readAgain);
      problems.push({ path: `content/${entry.path}`, line, severity: 'warning', what, mend });
    }
  }
  return { media: Object.fromEntries(media), problems, files };
}

/** Where a path beside an entry leads, relative to the content folder; `/x` begins at that folder. Null outside of it. */
export function mediumSource(entryPath: string, src: string): string | null {
  const path = posix.normalize(src.startsWith('/') ? src.slice(1) : posix.join(posix.dirname(entryPath), src));
  const parts = path.split('/');
  const isHidden = parts.some((part) => part === '' || part.startsWith('.'));
  return isHidden || /[\p{Cc}\\]/u.test(path) ? null : path;
}

function wantedFiles(entry: Entry, outline: Outline): Wanted[] {
  const wanted = outline.files
    .filter(({ foreign }) => !foreign)
    .map(({ src, line }) => ({ src, path: mediumSource(entry.path, src), line: line + entry.bodyLine - 1 }));
  if (!entry.cover || schemeOf(entry.cover.src)) return wanted;
  const { src } = entry.cover;
  const path = src.startsWith('/') ? src : localFile(src);
  return [...wanted, { src, path: path === null ? null : mediumSource(entry.path, path), line: null }];
}

type Trouble = Pick<Problem, 'what' | 'mend'> & { passing?: boolean };

function missing(src: string, path: string | null): Trouble {
  if (path === null)
    return {
      what: `\`${src}\` lies outside of the content folder.`,
      mend: 'Put the file beside the text, and write its name.',
    };
  return { what: `There is no file \`${src}\` here.`, mend: `Put it at content/${path}, or correct its name.` };
}

async function served(src: string, path: string, prepare: PrepareMedium): Promise<Medium | Trouble> {
  const medium = await prepare(`content/${path}`);
  if ('hash' in medium) return medium;
  const what = `\`${src}\` cannot be shown: ${medium.problem}`;
  return medium.passing
    ? { what, mend: 'It is tried again by itself.', passing: true }
    : { what, mend: 'Or take it out of the text.' };
}

/** Null for what is no file, and for what lies outside: a folder on the way may be a link that leads elsewhere. */
async function stampWithin(folder: string, path: string): Promise<string | null> {
  const stamp = await lookAt(folder, path);
  if (typeof stamp !== 'string' || stamp === 'folder') return null;
  return isWithin(await realpath(folder), await realpath(join(folder, path))) ? stamp : null;
}

/** A reader's browser asks no server but the blog's for anything, so what lies elsewhere is not shown on pages. */
function fromElsewhere(entry: Entry, outline: Outline): Problem[] {
  const inText = outline.files
    .filter(({ foreign }) => foreign)
    .map(({ src, line }) => ({ src, line: line + entry.bodyLine - 1 }));
  const cover = entry.cover && schemeOf(entry.cover.src) ? [{ src: entry.cover.src, line: null }] : [];
  return [...inText, ...cover].map(({ src, line }) => ({
    path: `content/${entry.path}`,
    line,
    severity: 'warning',
    what: `\`${src.slice(0, 200)}\` lies on another server, so pages do not show it.`,
    mend: 'Save the file beside the text, and write its name.',
  }));
}

function withoutAlternative(entry: Entry, outline: Outline): Problem[] {
  return outline.files
    .filter(({ wordless }) => wordless)
    .map(({ src, line }) => ({
      path: `content/${entry.path}`,
      line: line + entry.bodyLine - 1,
      severity: 'warning',
      what: `The picture \`${src.slice(0, 200)}\` has no text for those who cannot see it.`,
      mend: `Write what it shows: \`![…](${src.slice(0, 200)})\`; in HTML \`alt="…"\`, or \`alt=""\` where it only decorates.`,
    }));
}
