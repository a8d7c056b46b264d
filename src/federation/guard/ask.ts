import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Agent, Dispatcher } from 'undici';
import { TooMuch } from './measure.ts';

/** What another server answered. */
export interface Fetched {
  status: number;
  /** The URL that answered, after redirects. */
  url: string;
  /** Media type with parameters, lower-case; empty where none was sent, or several. */
  type: string;
  /** The `Link` header, as it came. */
  link?: string;
  /** Of a success; else empty. */
  body: Buffer;
}

/** Bytes of a body, as it comes and unpacked. */
export const maximumSize = 1024 * 1024;

const redirects = new Set([301, 302, 303, 307, 308]);
const unpack = promisify(gunzip);

/** A GET to this one URL; or where that redirects to, as it is written there: empty where it names nothing, or several. */
export async function ask(
  agent: Agent,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
  most: number,
): Promise<Fetched | { redirect: string }> {
  const {
    statusCode,
    headers: said,
    body,
  } = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    // One kind of packing, which every server knows: of packed packings a few bytes unpack to hours of work.
    headers: { ...headers, 'accept-encoding': 'gzip' },
    signal,
  });
  const only = (name: string): string | null => (typeof said[name] === 'string' ? said[name] : null);
  const isRedirect = redirects.has(statusCode) && said.location !== undefined;
  const isRead = statusCode < 300;
  if (!isRead) body.on('error', () => undefined).destroy();
  if (statusCode > 599) throw new Error(`answers ${statusCode}, which HTTP does not know`);
  // Header lines are read as Latin-1, and some servers write names in UTF-8.
  if (isRedirect) return { redirect: Buffer.from(only('location') ?? '', 'latin1').toString('utf8') };
  const link = [said.link ?? []].flat().join(', ');
  return {
    status: statusCode,
    url: url.href,
    type: (only('content-type') ?? '').toLowerCase(),
    ...(link ? { link } : {}),
    // A refusal says all by its status: who is gone is gone, however the page that says so is packed.
    body: isRead ? await unpacked(await whole(body, most), said['content-encoding'], most) : Buffer.alloc(0),
  };
}

/** What is above that is not waited for: who leaves the loop ends the connection. */
async function whole(body: Dispatcher.ResponseData['body'], most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > most) throw new TooMuch('It is longer.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

async function unpacked(
  bytes: Buffer,
  encoding: Dispatcher.ResponseData['headers'][string],
  most: number,
): Promise<Buffer> {
  const name = [encoding ?? ''].flat().join(', ').trim().toLowerCase();
  if (bytes.length === 0 || name === '' || name === 'identity') return bytes;
  if (name !== 'gzip' && name !== 'x-gzip') throw new Error('is packed in a way that was not asked for');
  try {
    return await unpack(bytes, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new TooMuch('It unpacks to more.');
    throw error;
  }
}
