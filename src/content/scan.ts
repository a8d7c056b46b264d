import { constants, type Dirent, readFile, type Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Problem } from '../problem.ts';
import { largest, tooLarge } from './front-matter/split.ts';
import { shortage } from './shortage.ts';

/** What lies in the content folder. Paths are relative to it, with forward slashes. */
export interface Scan {
  /** Every file, pictures too → its stamp: equal stamps, equal bytes. */
  files: Map<string, string>;
  /** Files and folders that are there and could not be looked into: what they hold is unknown, not gone. */
  closed: Map<string, Problem>;
}

/** Names that are no content: hidden ones, and what editors and synchronisers leave beside a file while they save it. */
const passing =
  /^(?:\..*|~.*|.*~|#.*#|.*\.(?:sw[a-z]|tmp|temp|bak|orig|rej|part|crdownload)|4913|node_modules|thumbs\.db|.*___jb_.*)$/i;

export function isIgnored(path: string): boolean {
  return path.split('/').some((name) => passing.test(name));
}

/** Whether a file is read as Markdown. */
export function isEntryPath(path: string): boolean {
  return /\.(?:md|markdown)$/i.test(path) && !isIgnored(path);
}

/** Looks through the content folder, or through one folder below it. Null when that folder is not there. */
export async function scanContent(folder: string, below = ''): Promise<Scan | null> {
  const scan: Scan = { files: new Map(), closed: new Map() };
  const root = await realpath(folder).catch(() => null);
  if (root === null) return null;
  const waiting = [below];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const names = await readFolder(root, path, scan);
    if (names === null && path === below) return null;
    waiting.push(...(await lookAtAll(root, path, names ?? [], scan)));
  }
  return scan;
}

/** What is at one path now: a file's stamp, a folder, a problem, or null when there is nothing. */
export async function lookAt(folder: string, path: string): Promise<string | 'folder' | Problem | null> {
  try {
    const root = await realpath(folder);
    const stats = await lstat(join(root, path));
    if (stats.isDirectory()) return (await leadsOutside(root, join(root, path))) ? outside(path) : 'folder';
    return await stampWithin(root, path, stats);
  } catch (error) {
    return isAbsent(error) ? null : unreadable(path, error);
  }
}

/** Why a file that was seen with a stamp is not read at all. */
export function whyUnread(path: string, stamp: string): Problem | null {
  return Number(stamp.split('-')[1]) > largest ? problem(path, tooLarge.what, tooLarge.mend) : null;
}

/** The bytes of a file, or a problem that the next look may not find any more; null when it is not there any more. */
export async function readContent(folder: string, path: string): Promise<Uint8Array | Problem | null> {
  try {
    return await readWhole(join(folder, path));
  } catch (error) {
    return isAbsent(error) ? null : unreadable(path, error);
  }
}

/** With a callback it takes half the time that it takes with a promise. */
function readWhole(path: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  readFile(path, { flag: withoutWaiting }, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  return promise;
}

/** A pipe that took the file's place since it was looked at would let us wait for ever. */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK;

/** `<mtime>-<size>-<inode>`. */
function stampOf({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs}-${size}-${ino}`;
}

async function readFolder(root: string, path: string, scan: Scan): Promise<Dirent[] | null> {
  try {
    return await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return null;
    scan.closed.set(path, unreadable(path, error));
    return [];
  }
}

/** Enters a folder's files into the scan; the answer is the folders in it. */
async function lookAtAll(root: string, folder: string, entries: Dirent[], scan: Scan): Promise<string[]> {
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (passing.test(entry.name)) continue;
    if (entry.isDirectory()) folders.push(path);
    else files.push(path);
  }
  // A hundred at a time keep the four threads busy without a hundred thousand promises.
  for (let start = 0; start < files.length; start += 100) {
    await Promise.all(files.slice(start, start + 100).map((path) => enter(root, path, scan)));
  }
  return folders;
}

async function enter(root: string, path: string, scan: Scan): Promise<void> {
  try {
    const found = await stampWithin(root, path, await lstat(join(root, path)));
    if (typeof found === 'string') scan.files.set(path, found);
    else if (found) scan.closed.set(path, found);
  } catch (error) {
    // Removed since its folder was read: as if it had not been there.
    if (!isAbsent(error)) scan.closed.set(path, unreadable(path, error));
  }
}

/** The stamp of a file, or of what a link in the content folder leads to within it. Null for pipes and devices. */
async function stampWithin(root: string, path: string, stats: Stats): Promise<string | Problem | null> {
  if (!stats.isSymbolicLink()) return stats.isFile() ? stampOf(stats) : null;
  const target = await realpath(join(root, path)).catch(() => null);
  if (target === null) {
    return problem(path, 'The link leads nowhere.', 'Remove it, or let it lead to a file in the content folder.');
  }
  if (!isWithin(root, target)) return outside(path);
  const behind = await stat(target);
  if (!behind.isDirectory()) return behind.isFile() ? stampOf(behind) : null;
  return problem(path, 'This is a link to a folder, and those are not followed.', 'Move the folder here.');
}

async function leadsOutside(root: string, path: string): Promise<boolean> {
  return !isWithin(root, await realpath(path));
}

/** Whether a real path lies below another. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(path: string): Problem {
  return problem(
    path,
    'The link leads out of the content folder, so it is not followed.',
    'Copy what it leads to into the content folder.',
  );
}

function unreadable(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const short = shortage(error);
  if (short) return problem(path, `It cannot be read just now: ${short}.`, again);
  const what =
    code === 'EACCES' || code === 'EPERM' ? 'There is no permission to read it.' : `It cannot be read (${code}).`;
  return problem(path, what, 'Let the user that Postern runs as read it. What was published before stays as it is.');
}

const again = 'It is tried again by itself. What was published before stays as it is.';

function problem(path: string, what: string, mend: string): Problem {
  return { path: path === '' ? 'content' : `content/${path}`, line: null, severity: 'error', what, mend };
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
