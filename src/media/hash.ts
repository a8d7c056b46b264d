import { createHash } from 'node:crypto';

/** A part of what an address of a medium hashes: raise it when the same bytes come out of processing differently. */
const processingVersion = '1';

/** The hash in a medium's address, from the bytes of the author's file. */
export function mediumHash(bytes: Uint8Array): string {
  return createHash('sha256').update(processingVersion).update('\0').update(bytes).digest('hex').slice(0, 32);
}
