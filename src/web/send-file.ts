import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { shortage } from '../content/shortage.ts';
import { refuse } from './answer.ts';
import { isFresh } from './body.ts';
import { parseRange, type Range } from './range.ts';

/** A file that is ready to be streamed: its path was made by us, never from a request. */
export interface ServedFile {
  path: string;
  type: string;
  size: number;
  /** What it was when its ETag was made (`stampOf`); null for a file of ours, which is written once and never changed. */
  stamp: string | null;
  /** Strong: other bytes, another tag. */
  etag: string;
  cacheControl: string;
  /** Further header lines that belong to it. */
  headers: Record<string, string>;
}

/** What tells a file from any other, and from itself after a change. */
export function stampOf({
  dev,
  ino,
  size,
  mtimeMs,
}: {
  dev: number;
  ino: number;
  size: number;
  mtimeMs: number;
}): string {
  return `${dev}-${ino}-${size}-${mtimeMs}`;
}

/**
 * Streams a file, whole or a part of it (RFC 9110 §14), or answers 304. False, and nothing is answered, when the file is
 * not what it was: gone, changed, or a link to another one. It is the opened file that is judged, so that nothing can be
 * put in its place meanwhile.
 */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: ServedFile): Promise<boolean> {
  const opened = await openSame(file);
  if (!opened) return false;
  write(request, reply, file, opened);
  return true;
}

function write(request: FastifyRequest, reply: FastifyReply, file: ServedFile, opened: FileHandle): FastifyReply {
  reply.headers(file.headers);
  reply.header('etag', file.etag).header('cache-control', file.cacheControl).header('accept-ranges', 'bytes');
  // A part of what the client has of another version would not fit (§13.1.5).
  const current = request.headers['if-range'] === undefined || request.headers['if-range'] === file.etag;
  const range = current ? parseRange(request.headers.range, file.size) : null;
  const isThere = isFresh(request.headers, file.etag, null);
  const isEmpty = request.method === 'HEAD' || file.size === 0;
  if (isThere || range === 'unsatisfiable' || isEmpty) void opened.close();
  if (isThere) return reply.code(304).send();
  if (range === 'unsatisfiable') {
    return refuse(reply.header('content-range', `bytes */${file.size}`), 416);
  }
  reply.type(file.type);
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.size}`);
  reply.header('content-length', Math.max(0, end - start + 1));
  // An empty stream, since Fastify would count the bytes of anything else and tell those to HEAD.
  return reply.send(isEmpty ? Readable.from([]) : stream(opened, { start, end }, reply));
}

/** Opens a file to read, but no link; and waits for nobody, as a pipe would make us. */
export function openFile(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

async function openSame({ path, size, stamp }: ServedFile): Promise<FileHandle | null> {
  const opened = await openFile(path).catch((error: unknown) => {
    // Where nothing can be opened just now, it is not gone.
    if (shortage(error)) throw error;
    return null;
  });
  const found = await opened?.stat();
  if (found?.isFile() && found.size === size && (stamp === null || stampOf(found) === stamp)) return opened;
  await opened?.close();
  return null;
}

function stream(opened: FileHandle, { start, end }: Range, reply: FastifyReply): Readable {
  const bytes = opened.createReadStream({ start, end });
  bytes.once('end', () => {
    // Cut short while it was read: whoever waits for the rest would take the next answer for it.
    if (bytes.bytesRead < end - start + 1) reply.raw.destroy();
  });
  return bytes;
}
