const kept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const exifFlag = 0x08;
const xmpFlag = 0x04;

/**
 * A WebP without EXIF, XMP and unknown chunks; its pixels and frames stay as they are. Null when it is broken.
 * (RFC 9649, section 2.7: a RIFF file of chunks with a size in little endian, padded to even length.)
 */
export function stripWebp(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  const end = Math.min(bytes.length, bytes.readUInt32LE(4) + 8);
  let at = 12;
  while (at + 8 <= end) {
    const size = bytes.readUInt32LE(at + 4);
    const next = at + 8 + size + (size % 2);
    if (at + 8 + size > end) return null;
    const type = bytes.toString('latin1', at, at + 4);
    if (kept.has(type)) parts.push(type === 'VP8X' ? withoutFlags(bytes.subarray(at, next)) : bytes.subarray(at, next));
    at = next;
  }
  if (parts.length === 0) return null;
  const body = Buffer.concat(parts);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

function withoutFlags(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy.writeUInt8(copy.readUInt8(8) & ~(exifFlag | xmpFlag), 8);
  return copy;
}
