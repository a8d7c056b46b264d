import { createHash, type KeyObject, sign } from 'node:crypto';

export type Scheme = 'draft-cavage' | 'rfc9421';

/** A request as it goes out: exact bytes, and header lines in their order. */
export interface SignedRequest {
  method: string;
  url: string;
  /** Lower-case names, each once. */
  headers: Record<string, string>;
  body: Buffer;
}

/** What may be left out or falsified when a request is signed. */
export interface SignOptions {
  /** draft-cavage by default. */
  scheme?: Scheme;
  method?: string;
  now?: Date;
  keyId?: string;
  key?: KeyObject;
  /** What the signature covers; by default what the scheme's servers cover. */
  covered?: string[];
  /** `algorithm=` or `alg=`; null leaves it out. */
  algorithm?: string | null;
  /** The digest's header line; null leaves it out. */
  digest?: string | null;
  /** The Date header; null leaves it out. */
  date?: string | null;
  host?: string;
  /** Seconds since 1970, as parameters of the signature. draft-cavage has them only when they are given. */
  created?: number | null;
  expires?: number;
  /** Signed, where they are covered. */
  headers?: Record<string, string>;
  /** Set, or with null taken away, once everything is signed. */
  afterwards?: Record<string, string | null>;
}

/** Signs a request as another server would, by either scheme. */
export function signRequest(
  url: string,
  body: Buffer,
  options: SignOptions & { keyId: string; key: KeyObject },
): SignedRequest {
  const { scheme = 'draft-cavage', method = 'POST', now = new Date() } = options;
  const headers: Record<string, string> = { host: options.host ?? new URL(url).host };
  if (body.length > 0) headers['content-type'] = 'application/activity+json';
  const date = options.date === undefined ? now.toUTCString() : options.date;
  if (date !== null) headers.date = date;
  const own = body.length > 0 ? digestLine(scheme, body) : null;
  const digest = options.digest === undefined ? own : options.digest;
  if (digest !== null) headers[scheme === 'rfc9421' ? 'content-digest' : 'digest'] = digest;
  Object.assign(headers, options.headers);
  const request = { method, url, headers, body };
  const signed = scheme === 'rfc9421' ? messageSignature(request, options, now) : cavage(request, options);
  Object.assign(headers, signed);
  for (const [name, value] of Object.entries(options.afterwards ?? {})) {
    if (value === null) delete headers[name];
    else headers[name] = value;
  }
  return request;
}

function cavage(
  request: SignedRequest,
  options: SignOptions & { keyId: string; key: KeyObject },
): Record<string, string> {
  const { algorithm = 'rsa-sha256', created, expires } = options;
  const usual = ['(request-target)', 'host', 'date', ...(request.body.length > 0 ? ['digest'] : [])];
  const covered = options.covered ?? usual;
  const value = cavageString(request, covered, { created, expires });
  const signature = sign('sha256', Buffer.from(value), options.key).toString('base64');
  const parameters = [
    `keyId="${options.keyId}"`,
    ...(algorithm === null ? [] : [`algorithm="${algorithm}"`]),
    ...(typeof created === 'number' ? [`created=${created}`] : []),
    ...(expires === undefined ? [] : [`expires=${expires}`]),
    `headers="${covered.join(' ')}"`,
    `signature="${signature}"`,
  ];
  return { signature: parameters.join(',') };
}

/** The string that draft-cavage-http-signatures-12, §2.3 signs. */
export function cavageString(
  { method, url, headers }: Pick<SignedRequest, 'method' | 'url' | 'headers'>,
  covered: string[],
  times: { created?: number | string | null | undefined; expires?: number | string | undefined },
): string {
  const { pathname, search } = new URL(url);
  const special: Record<string, string> = {
    '(request-target)': `${method.toLowerCase()} ${pathname}${search}`,
    '(created)': String(times.created),
    '(expires)': String(times.expires),
  };
  return covered.map((name) => `${name}: ${special[name] ?? headers[name] ?? ''}`).join('\n');
}

function messageSignature(
  request: SignedRequest,
  options: SignOptions & { keyId: string; key: KeyObject },
  now: Date,
): Record<string, string> {
  const { algorithm = 'rsa-v1_5-sha256', expires } = options;
  const covered = options.covered ?? ['@method', '@target-uri', ...(request.body.length > 0 ? ['content-digest'] : [])];
  const created = options.created === undefined ? Math.floor(now.getTime() / 1000) : options.created;
  const parameters = [
    `(${covered.map((name) => `"${name}"`).join(' ')})`,
    ...(created === null ? [] : [`created=${created}`]),
    ...(expires === undefined ? [] : [`expires=${expires}`]),
    `keyid="${options.keyId}"`,
    ...(algorithm === null ? [] : [`alg="${algorithm}"`]),
  ].join(';');
  const signature = sign('sha256', Buffer.from(messageBase(request, covered, parameters)), options.key);
  return { 'signature-input': `sig1=${parameters}`, signature: `sig1=:${signature.toString('base64')}:` };
}

/** The signature base of RFC 9421 §2.5. */
export function messageBase(
  { method, url, headers }: Pick<SignedRequest, 'method' | 'url' | 'headers'>,
  covered: string[],
  parameters: string,
): string {
  const { protocol, host, pathname, search } = new URL(url);
  const derived: Record<string, string> = {
    '@method': method,
    '@target-uri': url,
    '@authority': host,
    '@scheme': protocol.slice(0, -1),
    '@request-target': pathname + search,
    '@path': pathname,
    '@query': search || '?',
  };
  const lines = covered.map((name) => `"${name}": ${derived[name] ?? headers[name] ?? ''}`);
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}

/** The digest of a body as a header line: `Digest` (RFC 3230) or `Content-Digest` (RFC 9530). */
export function digestLine(scheme: Scheme, body: Buffer): string {
  const digest = createHash('sha256').update(body).digest('base64');
  return scheme === 'rfc9421' ? `sha-256=:${digest}:` : `SHA-256=${digest}`;
}
