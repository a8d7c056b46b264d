import { createHash } from 'node:crypto';

/**
 * The id of an Atom entry (RFC 4287, section 4.2.6: an absolute IRI) for a guid: the guid itself where it is one, else a
 * UUID that follows from it (RFC 9562, version 8), so that a guid brought by an import stays one and the same entry.
 */
export function identifier(guid: string): string {
  if (/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(guid)) return guid;
  const bytes = createHash('sha256').update(guid).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
