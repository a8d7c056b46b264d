import { createHash } from 'node:crypto';
import { once } from './lines.ts';
import { type Check, refuse } from './passage.ts';
import type { Signature } from './signature.ts';

/** Where the digest stands (RFC 3230; RFC 9530), and how one value is written there. */
const written: Record<Signature['scheme'], { name: string; value: RegExp }> = {
  'draft-cavage': { name: 'digest', value: /^([^=]+)=([A-Za-z0-9+/]+=*)$/ },
  rfc9421: { name: 'content-digest', value: /^([^=]+)=:([A-Za-z0-9+/]+=*):$/ },
};

const hashes = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** The body is what was signed: each digest of it that we can compute is right, and there is one at least. */
export const digest: Check = ({ request, lines, signature }) => {
  const { name, value } = written[signature.scheme];
  const digests = (once(lines, name) ?? '').split(',').map((one) => value.exec(one.trim()));
  let known = 0;
  for (const found of digests) {
    const hash = hashes.get(found?.[1]?.toLowerCase() ?? '');
    if (!found || !hash) continue;
    known += 1;
    const computed = createHash(hash).update(request.body).digest('base64');
    if (computed !== found[2]) return refuse(401, 'The digest is not that of the body.');
  }
  return known > 0 ? null : refuse(401, 'There must be a digest of the body by SHA-256 or SHA-512.');
};
