import { isEntryPath, isIgnored, lookAt, scanContent } from '../content/scan.ts';
import type { Problem } from '../problem.ts';
import { isUnchanged } from './stamps.ts';

/** What the index knows of a file. */
export interface KnownSource {
  path: string;
  /** As `joinStamps` made it. */
  stamp: string;
  due: Date | null;
}

/** What has to be done, by the look of the files. */
export interface Survey {
  read: { path: string; stamp: string }[];
  /** Known files that are not there. */
  gone: string[];
  /** What is there and could not be looked into. */
  closed: Map<string, Problem>;
  /** No file to publish in the whole folder. */
  isEmpty: boolean;
  isPresent(path: string): boolean;
}

/**
 * Compares the whole content folder with what is known, without reading a file. Null when the folder is not there.
 * @param isStale whether everything must be read anew.
 */
export async function surveyAll(
  folder: string,
  known: KnownSource[],
  { isStale, now }: { isStale: boolean; now: Date },
): Promise<Survey | null> {
  const scan = await scanContent(folder);
  if (!scan || scan.closed.has('')) return null;
  const { files, closed } = scan;
  const sources = new Map(known.map((source) => [source.path, source]));
  const read = new Map<string, string>();
  for (const [path, stamp] of files) {
    if (!isEntryPath(path)) continue;
    const source = sources.get(path);
    const isKnown = source && !isDue(source, now) && isUnchanged(source.stamp, stamp, files);
    if (isStale || !isKnown) read.set(path, stamp);
  }
  const isPresent = (path: string): boolean => files.has(path) || isClosed(path, closed);
  return {
    read: byPath(read),
    gone: known.map(({ path }) => path).filter((path) => !isPresent(path)),
    closed,
    isEmpty: closed.size === 0 && ![...files.keys()].some(isEntryPath),
    isPresent,
  };
}

/** What is asked of the index when only a few paths are looked at. */
export interface Memory {
  /** Files that are due, or wait for another to leave their address or id. */
  restless(): Promise<string[]>;
  /** Whether a file, or anything below a folder, is known. */
  knows(path: string): Promise<boolean>;
  /** The files whose texts show or want any of these, or anything below them. */
  showing(pictures: string[]): Promise<string[]>;
}

/**
 * The same for a few paths that something is said to have happened to; those are read whatever their stamps.
 * Null when it takes a look at everything: where something known is gone, it matters what else is.
 */
export async function surveySome(
  folder: string,
  paths: string[],
  memory: Memory,
): Promise<Pick<Survey, 'read' | 'closed'> | null> {
  const read = new Map<string, string>();
  const closed = new Map<string, Problem>();
  const others = new Set<string>();
  const sort = (path: string, stamp: string): unknown => (isEntryPath(path) ? read.set(path, stamp) : others.add(path));
  for (const path of new Set(paths)) {
    if (isIgnored(path)) continue;
    const found = path === '' ? null : await lookAt(folder, path);
    if (found === null && (await memory.knows(path))) return null;
    if (found === null) others.add(path);
    else if (typeof found !== 'string') closed.set(path, found);
    else if (found !== 'folder') sort(path, found);
    else {
      const scan = await scanContent(folder, path);
      for (const [inner, stamp] of scan?.files ?? []) sort(inner, stamp);
      for (const [inner, problem] of scan?.closed ?? []) closed.set(inner, problem);
    }
  }
  for (const path of [...(await memory.restless()), ...(await memory.showing([...others]))]) {
    const found = read.get(path) ?? (await lookAt(folder, path));
    if (found === null) return null;
    if (typeof found === 'string' && found !== 'folder') read.set(path, found);
  }
  return { read: byPath(read), closed };
}

function byPath(read: Map<string, string>): Survey['read'] {
  return [...read].map(([path, stamp]) => ({ path, stamp })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isDue({ due }: KnownSource, now: Date): boolean {
  return due !== null && due <= now;
}

function isClosed(path: string, closed: Map<string, Problem>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (closed.has(path.slice(0, end))) return true;
  }
  return false;
}
