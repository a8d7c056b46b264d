import { readCavage } from './cavage.ts';
import { type Lines, once } from './lines.ts';
import { readMessageSignature } from './message-signature.ts';

/** What a signature says about itself, whichever way it is written. */
export interface Signature {
  scheme: 'draft-cavage' | 'rfc9421';
  /** Why it cannot be taken as it stands; what could be read is there nevertheless. */
  fault: string | null;
  keyId: string;
  algorithm: string | null;
  /** What it covers: `(request-target)`, `@method`, or a header's name. */
  covered: string[];
  /** Seconds since 1970. */
  created: number | null;
  expires: number | null;
  /** Base64. */
  value: string;
}

/**
 * Reads the signature of a request (RFC 9421, or draft-cavage-http-signatures-12). What two readers might read in two
 * ways is a fault: what is checked here and what is verified later must be the same signature.
 */
export function readSignature(lines: Lines): Signature {
  const input = once(lines, 'signature-input');
  const value = once(lines, 'signature');
  const isMessageSignature = lines.has('signature-input');
  const read = isMessageSignature ? readMessageSignature(input ?? '', value ?? '') : readCavage(value ?? '');
  const repeats = value === null || (isMessageSignature && input === null);
  return repeats ? { ...read, fault: 'The signature must stand in one line.' } : read;
}

/** Whether text is base64 in its one spelling: in another it would be the same signature and look new. */
export function isBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}
