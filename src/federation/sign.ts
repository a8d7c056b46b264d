import { createHash, type KeyObject, sign, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';

/** Whose key, by its id, signs. */
export interface Signer {
  keyId: string;
  key: KeyObject;
}

/**
 * The header lines that prove who sends a GET, as every server understands them: draft-cavage-http-signatures-12,
 * rsa-sha256 over `(request-target) host date`. GoToSocial answers no GET without.
 */
export function signGet(url: URL, { keyId, key }: Signer, now: Date): Record<string, string> {
  const date = now.toUTCString();
  const lines = [`(request-target): get ${url.pathname}${url.search}`, `host: ${url.host}`, `date: ${date}`];
  const signature = sign('sha256', Buffer.from(lines.join('\n')), key).toString('base64');
  const headers = '(request-target) host date';
  return {
    date,
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${headers}",signature="${signature}"`,
  };
}

// Off the main thread: half a millisecond each, in which pages are served.
const signAside = promisify<string, Buffer, KeyObject, Buffer>(sign);

/**
 * The header lines that prove who sends a POST, as every server understands them: draft-cavage-http-signatures-12,
 * rsa-sha256 over `(request-target) host date digest`.
 * @param digest SHA-256 of the exact bytes that are sent, base64.
 */
export async function signPost(
  url: URL,
  digest: string,
  { keyId, key }: Signer,
  now: Date,
): Promise<Record<string, string>> {
  const date = now.toUTCString();
  const text = [
    `(request-target): post ${url.pathname}${url.search}`,
    `host: ${url.host}`,
    `date: ${date}`,
    `digest: SHA-256=${digest}`,
  ].join('\n');
  const signature = (await signAside('sha256', Buffer.from(text), key)).toString('base64');
  const headers = '(request-target) host date digest';
  return {
    date,
    digest: `SHA-256=${digest}`,
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${headers}",signature="${signature}"`,
  };
}

/** The same by RFC 9421, for servers that take nothing else; Fedify writes it. */
export async function signPostAsMessage(
  url: URL,
  body: string,
  { keyId, privateKey }: { keyId: string; privateKey: webcrypto.CryptoKey },
  now: Date,
): Promise<Record<string, string>> {
  const { signRequest } = await import('@fedify/fedify/sig');
  const bytes = new TextEncoder().encode(body);
  const digest = createHash('sha256').update(bytes).digest('base64');
  const headers = { date: now.toUTCString(), host: url.host, 'content-digest': `sha-256=:${digest}:` };
  const request = new Request(url, { method: 'POST', headers, body: bytes });
  const signed = await signRequest(request, privateKey, new URL(keyId), {
    spec: 'rfc9421',
    currentTime: instantOf(now),
    body: bytes.buffer,
  });
  const written = ['date', 'content-digest', 'signature-input', 'signature'];
  return Object.fromEntries(written.map((name) => [name, signed.headers.get(name) ?? '']));
}

type Instant = NonNullable<NonNullable<Parameters<typeof import('@fedify/fedify/sig').signRequest>[3]>['currentTime']>;

/** Node 24 has no Temporal. Of an instant Fedify reads these two. */
function instantOf(now: Date): Instant {
  const read = { epochMilliseconds: now.getTime(), toString: () => now.toISOString() };
  return read as unknown as Instant;
}
