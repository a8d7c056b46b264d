const looping = ['NETSCAPE2.0', 'ANIMEXTS1.0'];

/**
 * A GIF without comments, texts and application data (XMP among it) but the count of its loops; its frames stay as
 * they are. Null when it is broken. (GIF89a: blocks that begin with 0x21 for an extension, 0x2C for a frame, 0x3B for
 * the end; their data in sub-blocks of a length byte each, up to a length of 0.)
 */
export function stripGif(bytes: Buffer): Buffer | null {
  let at = 13 + tableSize(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const begin = bytes[at];
    if (begin === 0x3b) return Buffer.concat([...parts, bytes.subarray(at, at + 1)]);
    const data = begin === 0x21 ? at + 2 : begin === 0x2c ? at + 11 + tableSize(bytes[at + 9] ?? 0) : null;
    const end = data === null ? null : endOfBlocks(bytes, data);
    if (end === null) return null;
    if (begin === 0x2c || isKept(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

function tableSize(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function endOfBlocks(bytes: Buffer, from: number): number | null {
  let at = from;
  while (at < bytes.length) {
    const size = bytes[at] ?? 0;
    at += size + 1;
    if (size === 0) return at;
  }
  return null;
}

function isKept(bytes: Buffer, at: number): boolean {
  const label = bytes[at + 1];
  if (label === 0xf9) return true;
  return label === 0xff && looping.includes(bytes.toString('latin1', at + 3, at + 14));
}
