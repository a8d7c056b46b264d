import { type KeyObject, sign } from 'node:crypto';

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
