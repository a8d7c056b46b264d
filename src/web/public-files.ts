import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { foldPath } from '../content/permalink.ts';
import { watchContent } from '../content/watch.ts';
import type { Log } from '../log.ts';
import type { ServedFile } from './send-file.ts';

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

/** The files of `public/` as they are now, read again when the folder changes. */
export async function servePublicFiles(
  folder: string,
  log: Log,
): Promise<{ current(): ReadonlyMap<string, ServedFile>; close(): void }> {
  let files = await readPublicFiles(folder);
  const watcher = watchContent(folder, () => {
    readPublicFiles(folder).then(
      (read) => {
        files = read;
      },
      (error) => log.error('The folder public/ could not be read. Its files are served as they were.', { error }),
    );
  });
  return { current: () => files, close: () => watcher.close() };
}

/**
 * The files of `public/`, by the path at which each is served: `/favicon.ico`. The folder is read and a table made, so
 * that no request ever becomes a path. Links that lead out of the folder, dotfiles (but `.well-known`) and
 * `.well-known/webfinger` are left out: that one is answered by the allow-list alone.
 */
export async function readPublicFiles(folder: string): Promise<Map<string, ServedFile>> {
  const files = new Map<string, ServedFile>();
  const root = await realpath(folder).catch(() => null);
  if (root === null) return files;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (files.size >= most) break;
    const path = join(entry.parentPath, entry.name);
    const address = foldPath(`/${relative(root, path).split(sep).map(encodeURIComponent).join('/')}`);
    if (address === null || hidden(address)) continue;
    const real = await realpath(path).catch(() => null);
    if (!real?.startsWith(root + sep)) continue;
    const information = await stat(real);
    if (!information.isFile()) continue;
    files.set(address, {
      path: real,
      type: types[extname(real).toLowerCase()] ?? 'application/octet-stream',
      size: information.size,
      etag: `"${await digest(real)}"`,
      cacheControl: 'public, max-age=3600',
    });
  }
  return files;
}

function hidden(address: string): boolean {
  if (address.toLowerCase().startsWith('/.well-known/webfinger')) return true;
  return address.split('/').some((part) => part.startsWith('.') && part !== '.well-known');
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64url').slice(0, 22);
}
