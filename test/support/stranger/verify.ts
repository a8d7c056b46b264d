import { createVerify } from 'node:crypto';
import { cavageString, digestLine, messageBase, type Scheme, type SignedRequest } from './sign.ts';

/** What a request proves. */
export interface Verdict {
  verified: boolean;
  /** What is wrong with it; empty when it is verified. */
  why: string;
  scheme: Scheme | null;
  keyId: string | null;
}

/** What a signature says of itself, by either scheme. */
interface Claim {
  scheme: Scheme;
  keyId: string;
  covered: string[];
  created: string | undefined;
  expires: string | undefined;
  /** What is signed. */
  base: string;
  signature: Buffer;
}

/**
 * Judges a request as a strict server does: what the signature covers, the digest, the time (an hour either way), and
 * the key, which is the sender's own.
 * @param keyOf the PEM of a key by its id; `fresh` once more, past any cache. Null: there is none.
 */
export async function judge(
  request: SignedRequest,
  now: Date,
  keyOf: (keyId: string, fresh: boolean) => Promise<string | null>,
): Promise<Verdict> {
  const claim = read(request);
  if (!claim) return { verified: false, why: 'no signature', scheme: null, keyId: null };
  const { scheme, keyId } = claim;
  const refused = (why: string): Verdict => ({ verified: false, why, scheme, keyId });
  const missing = needed(request, claim).filter((names) => !names.some((name) => claim.covered.includes(name)));
  if (missing.length > 0) return refused(`does not cover ${missing.map((names) => names[0]).join(', ')}`);
  const time = claim.created ? Number(claim.created) * 1000 : Date.parse(request.headers.date ?? '');
  if (!(Math.abs(time - now.getTime()) <= 3_600_000)) return refused('signed at another time');
  if (claim.expires && Number(claim.expires) * 1000 < now.getTime()) return refused('has expired');
  if (request.method === 'POST' && !digestHolds(scheme, request)) return refused('another digest');
  for (const fresh of [false, true]) {
    const pem = await keyOf(keyId, fresh);
    if (pem === null) return refused('no such key');
    const verifier = createVerify('sha256').update(claim.base);
    if (verifier.verify(pem, claim.signature)) return { verified: true, why: '', scheme, keyId };
  }
  return refused('another signature');
}

function digestHolds(scheme: Scheme, { headers, body }: SignedRequest): boolean {
  const line = headers[scheme === 'rfc9421' ? 'content-digest' : 'digest'];
  return line?.toLowerCase() === digestLine(scheme, body).toLowerCase();
}

/** What must be covered: of each list at least one. */
function needed({ method }: SignedRequest, { scheme }: Claim): string[][] {
  const digest = method === 'POST';
  if (scheme === 'rfc9421') {
    return [['@method'], ['@target-uri', '@request-target', '@path'], ...(digest ? [['content-digest']] : [])];
  }
  return [['(request-target)'], ['host'], ['date', '(created)'], ...(digest ? [['digest']] : [])];
}

function read(request: SignedRequest): Claim | null {
  const { signature = '', 'signature-input': input } = request.headers;
  if (signature === '') return null;
  return input ? readMessage(request, input, signature) : readCavage(request, signature);
}

function readCavage(request: SignedRequest, line: string): Claim | null {
  const fields = Object.fromEntries(
    [...line.matchAll(/(\w+)=(?:"([^"]*)"|(\d+))/g)].map(([, name, text, digits]) => [name, text ?? digits]),
  ) as Record<string, string | undefined>;
  if (!fields.keyId || !fields.signature) return null;
  const covered = (fields.headers ?? 'date').split(' ');
  return {
    scheme: 'draft-cavage',
    keyId: fields.keyId,
    covered,
    created: fields.created,
    expires: fields.expires,
    base: cavageString(request, covered, { created: fields.created, expires: fields.expires }),
    signature: Buffer.from(fields.signature, 'base64'),
  };
}

function readMessage(request: SignedRequest, input: string, line: string): Claim | null {
  const [, label = '', parameters = '', inner = ''] = input.match(/^([\w*.-]+)=(\(([^)]*)\).*)$/) ?? [];
  const labelled = line.split(/,\s*/).find((part) => part.startsWith(`${label}=:`));
  const signature = labelled?.slice(label.length + 2, -1);
  const parameter = (name: string) => parameters.match(new RegExp(`;${name}=(?:"([^"]*)"|(\\d+))`));
  const keyId = parameter('keyid')?.[1];
  if (!keyId || !signature) return null;
  const covered = [...inner.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  return {
    scheme: 'rfc9421',
    keyId,
    covered,
    created: parameter('created')?.[2],
    expires: parameter('expires')?.[2],
    base: messageBase(request, covered, parameters),
    signature: Buffer.from(signature, 'base64'),
  };
}
