import { createHash } from 'node:crypto';
import { type FileHandle, readdir, realpath } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { foldPath } from '../content/permalink.ts';
import { shortage } from '../content/shortage.ts';
import { watchContent } from '../content/watch.ts';
import type { Log } from '../log.ts';
import { fileSecurityPolicy } from './headers.ts';
import { openFile, type ServedFile, stampOf } from './send-file.ts';

/** Endings that a browser must be told of; anything else is bytes. */
const types: Record<string, string> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};

const most = 10_000;

/** The files of `public/`, by the path at which each is served. */
export interface PublicFiles {
  current(): ReadonlyMap<string, ServedFile>;
  /** Reads the folder again, now: something in it is not what the table says. */
  look(): Promise<void>;
}

/** The files of `public/` as they are now, read again when the folder changes. */
export async function servePublicFiles(folder: string, log: Log): Promise<PublicFiles & { close(): void }> {
  let files: ReadonlyMap<string, ServedFile> = await readPublicFiles(folder);
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;

  async function read(): Promise<void> {
    try {
      files = await readPublicFiles(folder, files);
    } catch (error) {
      log.error('The folder public/ could not be read. Its files are served as they were.', { error });
    }
  }

  // A reading that is under way may have passed what has changed: whoever asks gets one that begins after that.
  function look(): Promise<void> {
    waiting ??= running.then(() => {
      waiting = null;
      running = read();
      return running;
    });
    return waiting;
  }

  const watcher = watchContent(folder, () => void look());
  return { current: () => files, look, close: () => watcher.close() };
}

/**
 * The files of `public/`, by the path at which each is served: `/favicon.ico`. The folder is read and a table made, so
 * that no request ever becomes a path. Links that lead out of the folder, dotfiles (but `.well-known`) and
 * `.well-known/webfinger` are left out: that one is answered by the allow-list alone.
 * @param before what was read last: of what has not changed since nothing is read.
 * @param limit so many files, and no more.
 */
export async function readPublicFiles(
  folder: string,
  before: ReadonlyMap<string, ServedFile> = new Map(),
  limit = most,
): Promise<Map<string, ServedFile>> {
  const files = new Map<string, ServedFile>();
  const root = await realpath(folder).catch(() => null);
  if (root === null) return files;
  for (const path of await namesIn(root)) {
    if (files.size >= limit) break;
    const address = foldPath(`/${relative(root, path).split(sep).map(encodeURIComponent).join('/')}`);
    if (address === null || hidden(address)) continue;
    // One that vanished meanwhile, or may not be read, is not there; all others are.
    const file = await readFile(root, path, before.get(address)).catch(absent);
    if (file) files.set(address, file);
  }
  return files;
}

/** What cannot be read is not there; but where the system can open nothing just now, nobody knows, and the table stays. */
function absent(error: unknown): null {
  if (shortage(error)) throw error;
  return null;
}

/** Every name below a folder, links too. A folder in it that may not be read is passed over. */
async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? namesIn(path).catch((error) => absent(error) ?? []) : [path];
    }),
  );
  return names.flat();
}

async function readFile(root: string, path: string, before: ServedFile | undefined): Promise<ServedFile | null> {
  const real = await realpath(path);
  if (!real.startsWith(root + sep)) return null;
  const opened = await openFile(real);
  try {
    const found = await opened.stat();
    if (!found.isFile()) return null;
    const stamp = stampOf(found);
    if (before?.path === real && before.stamp === stamp) return before;
    const type = types[extname(real).toLowerCase()] ?? 'application/octet-stream';
    return {
      path: real,
      type,
      size: found.size,
      stamp,
      etag: `"${await digest(opened)}"`,
      cacheControl: 'public, max-age=3600',
      headers: { 'content-security-policy': fileSecurityPolicy(type) },
    };
  } finally {
    await opened.close();
  }
}

function hidden(address: string): boolean {
  if (address.toLowerCase().startsWith('/.well-known/webfinger')) return true;
  return address.split('/').some((part) => part.startsWith('.') && part !== '.well-known');
}

async function digest(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(64 * 1024);
  for (;;) {
    const { bytesRead } = await file.read(piece);
    if (bytesRead === 0) return hash.digest('base64url').slice(0, 22);
    hash.update(piece.subarray(0, bytesRead));
  }
}
