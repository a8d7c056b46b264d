/** How large a film is shown, in pixels. */
export interface FilmSize {
  width: number;
  height: number;
}

/** The size of a film, from where its container says it: MP4 and QuickTime, WebM and Matroska. Null where it does not. */
export function filmSize(bytes: Buffer, type: string): FilmSize | null {
  const read = {
    'video/mp4': inBoxes,
    'video/quicktime': inBoxes,
    'video/webm': inElements,
    'video/x-matroska': inElements,
  };
  try {
    return read[type as keyof typeof read]?.(bytes) ?? null;
  } catch (error) {
    // It ends too early, or tells of lengths that it has not.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** ISO/IEC 14496-12, section 4.2: a length, a name, and what belongs to it. */
function* boxes(bytes: Buffer): Generator<{ name: string; data: Buffer }> {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const short = bytes.readUInt32BE(at);
    const head = short === 1 ? 16 : 8;
    const long = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    const end = short === 0 ? bytes.length : at + long;
    if (end < at + head) return;
    yield { name: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + head, end) };
    at = end;
  }
}

function inBoxes(bytes: Buffer): FilmSize | null {
  const within = (name: string, parts: Buffer[]): Buffer[] =>
    parts.flatMap((part) => [...boxes(part)].filter((box) => box.name === name).map(({ data }) => data));
  const sizes = within('tkhd', within('trak', within('moov', [bytes]))).map(inTrack);
  return sizes.find((size) => size !== null) ?? null;
}

/** Section 8.3.2: the header of a track ends in a matrix of nine numbers, width and height. Telephones lay films on their side. */
function inTrack(header: Buffer): FilmSize | null {
  const end = header.length;
  const [width, height] = [header.readUInt32BE(end - 8) / 65536, header.readUInt32BE(end - 4) / 65536];
  const isTurned = header.readInt32BE(end - 44) === 0 && header.readInt32BE(end - 28) === 0;
  return sized(isTurned ? [height, width] : [width, height]);
}

// RFC 8794 and RFC 9559: each element has an id and a length, both of as many bytes as the zeros that they begin with say.
const segment = 0x18538067;
const tracks = 0x1654ae6b;
const [track, video, pixelWidth, pixelHeight] = [0xae, 0xe0, 0xb0, 0xba];

function* elements(bytes: Buffer): Generator<{ id: number; data: Buffer }> {
  let at = 0;
  while (at < bytes.length) {
    const idLength = Math.clz32(bytes.readUInt8(at)) - 23;
    if (idLength > 4) return;
    const id = bytes.readUIntBE(at, idLength);
    const from = at + idLength;
    const sizeLength = Math.clz32(bytes.readUInt8(from)) - 23;
    if (sizeLength > 8) return;
    const start = from + sizeLength;
    const length = lengthAt(bytes, from, sizeLength);
    at = length === null ? bytes.length : start + length;
    yield { id, data: bytes.subarray(start, at) };
  }
}

/** Null: as long as there is anything, as those write who do not know it yet. */
function lengthAt(bytes: Buffer, at: number, size: number): number | null {
  let length = bytes.readUInt8(at) & (0xff >> size);
  let isUnknown = length === 0xff >> size;
  for (const byte of bytes.subarray(at + 1, at + size)) {
    length = length * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return isUnknown ? null : length;
}

function inElements(bytes: Buffer): FilmSize | null {
  const first = (id: number, parts: Buffer[]): Buffer[] => {
    for (const part of parts) for (const element of elements(part)) if (element.id === id) return [element.data];
    return [];
  };
  const all = (id: number, parts: Buffer[]): Buffer[] =>
    parts.flatMap((part) => [...elements(part)].filter((element) => element.id === id).map(({ data }) => data));
  const shown = all(video, all(track, first(tracks, first(segment, [bytes]))));
  const number = (id: number, part: Buffer): number =>
    first(id, [part]).map((data) => (data.length === 0 ? 0 : data.readUIntBE(0, Math.min(data.length, 6))))[0] ?? 0;
  const sizes = shown.map((part) => sized([number(pixelWidth, part), number(pixelHeight, part)]));
  return sizes.find((size) => size !== null) ?? null;
}

function sized([width, height]: [number, number]): FilmSize | null {
  const isReal = width >= 1 && height >= 1 && width <= 16384 && height <= 16384;
  return isReal ? { width: Math.round(width), height: Math.round(height) } : null;
}
