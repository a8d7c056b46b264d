import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What a page, feed or stylesheet is when it is served: bytes made once, compressed once. */
export interface Body {
  type: string;
  bytes: Buffer;
  /** Of the bytes; each encoding's ETag is made from it. */
  digest: string;
  cacheControl: string;
  vary: string;
  lastModified: Date | null;
  /** Further header lines that belong to this body: `Link`. */
  headers: Record<string, string>;
  /** When something that it says is true no longer, without any change of the blog; null: never. */
  until: Date | null;
  /** Compressed forms, as they were first asked for. */
  encoded: Map<Encoding, Buffer | Promise<Buffer>>;
}

export type Encoding = 'br' | 'gzip' | 'identity';

// Below this, compression saves less than a packet.
const smallest = 900;

const compressors: Record<Exclude<Encoding, 'identity'>, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 6,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_LGWIN]: windowFor(bytes.length),
      },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 7 }),
};

/**
 * The size of the window that brotli looks back through, as a power of two, for so many bytes. It asks for memory for all of it: with
 * its usual 4 MB, half the time of compressing a page is getting that and giving it back.
 */
function windowFor(size: number): number {
  // 16 bytes less than the power are used (RFC 7932 §9.1).
  return Math.min(22, Math.max(16, Math.ceil(Math.log2(size + 16))));
}

/** Makes a body from text or bytes. By default a browser asks each time whether it changed. */
export function makeBody(
  content: string | Buffer,
  options: Pick<Body, 'type'> & Partial<Pick<Body, 'cacheControl' | 'vary' | 'lastModified' | 'headers' | 'until'>>,
): Body {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    cacheControl: 'public, max-age=0, must-revalidate',
    vary: 'Accept-Encoding',
    lastModified: null,
    headers: {},
    until: null,
    ...options,
    bytes,
    digest: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    encoded: new Map(),
  };
}

/** The best encoding that the client takes and that is worth it (RFC 9110 §12.5.3). */
export function chooseEncoding(accepted: string | undefined, size: number): Encoding {
  if (!accepted || size < smallest) return 'identity';
  if (accepts(accepted, 'br')) return 'br';
  if (accepts(accepted, 'gzip')) return 'gzip';
  return 'identity';
}

function accepts(accepted: string, encoding: string): boolean {
  return accepted.split(',').some((item) => {
    const [name, ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** A body's bytes in one encoding; compressed on first use, however many ask at once. */
export function encode(body: Body, encoding: Encoding): Buffer | Promise<Buffer> {
  if (encoding === 'identity') return body.bytes;
  const known = body.encoded.get(encoding);
  if (known) return known;
  const encoded = compressors[encoding](body.bytes).then((bytes) => {
    body.encoded.set(encoding, bytes);
    return bytes;
  });
  body.encoded.set(encoding, encoded);
  return encoded;
}

/** The strong ETag of a body in one encoding (RFC 9110 §8.8.3): other bytes, another tag. */
export function etag(body: Pick<Body, 'digest'>, encoding: Encoding): string {
  return encoding === 'identity' ? `"${body.digest}"` : `"${body.digest}-${encoding}"`;
}

/**
 * Whether the client already has it (RFC 9110 §13.2.2): `If-None-Match` is a list and decides alone where it is sent.
 */
export function isFresh(
  request: { 'if-none-match'?: string | undefined; 'if-modified-since'?: string | undefined },
  tag: string,
  lastModified: Date | null,
): boolean {
  const tags = request['if-none-match'];
  if (tags !== undefined) return tags.trim() === '*' || tags.split(',').some((item) => strong(item) === tag);
  const since = Date.parse(request['if-modified-since'] ?? '');
  if (Number.isNaN(since) || !lastModified) return false;
  return Math.floor(lastModified.getTime() / 1000) * 1000 <= since;
}

// If-None-Match compares weakly (§13.1.2), and proxies that compress mark our tags as weak.
function strong(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
