/** What a file is, by its bytes. */
export interface Kind {
  /** Media type as it is served. */
  type: string;
  /** What its name ends in, without the dot; null: as the author named it. */
  extension: string | null;
  /** How it is made fit to be shown: see picture.ts. Null: copied as it is. */
  picture: 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'svg' | null;
  /** Why it cannot be used at all. */
  problem?: string;
}

interface Signature {
  /** Latin-1 text at an offset. */
  marks: [at: number, text: string][];
  kind: Kind;
}

const file = (type: string, extension: string | null): Kind => ({ type, extension, picture: null });
const picture = (name: NonNullable<Kind['picture']>, extension: string = name): Kind => ({
  type: `image/${name}`,
  extension,
  picture: name,
});
// They can carry the place where they were taken, and no browser shows them everywhere.
const refused = (name: string): Kind => ({
  ...file('application/octet-stream', null),
  problem: `It is a ${name} picture, which browsers do not show. Save it as JPEG.`,
});

const signatures: Signature[] = [
  { marks: [[0, '\xFF\xD8\xFF']], kind: picture('jpeg', 'jpg') },
  { marks: [[0, '\x89PNG\r\n\x1A\n']], kind: picture('png') },
  { marks: [[0, 'GIF8']], kind: picture('gif') },
  {
    marks: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
    kind: picture('webp'),
  },
  { marks: [[4, 'ftypavif']], kind: picture('avif') },
  { marks: [[4, 'ftypavis']], kind: picture('avif') },
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map((brand) => ({
    marks: [[4, `ftyp${brand}`]] as Signature['marks'],
    kind: refused('HEIC'),
  })),
  { marks: [[0, 'II*\0']], kind: refused('TIFF or raw') },
  { marks: [[0, 'MM\0*']], kind: refused('TIFF or raw') },
  { marks: [[0, '\xFF\x0A']], kind: refused('JPEG XL') },
  { marks: [[4, 'JXL ']], kind: refused('JPEG XL') },
  { marks: [[4, 'ftypM4A']], kind: file('audio/mp4', 'm4a') },
  { marks: [[4, 'ftypqt']], kind: file('video/quicktime', 'mov') },
  { marks: [[4, 'ftyp']], kind: file('video/mp4', 'mp4') },
  {
    marks: [
      [0, 'RIFF'],
      [8, 'WAVE'],
    ],
    kind: file('audio/wav', 'wav'),
  },
  { marks: [[0, 'ID3']], kind: file('audio/mpeg', 'mp3') },
  ...['\xFF\xFB', '\xFF\xF3', '\xFF\xF2'].map((sync) => ({
    marks: [[0, sync]] as Signature['marks'],
    kind: file('audio/mpeg', 'mp3'),
  })),
  { marks: [[0, 'fLaC']], kind: file('audio/flac', 'flac') },
  {
    marks: [
      [0, 'OggS'],
      [29, 'theora'],
    ],
    kind: file('video/ogg', 'ogv'),
  },
  { marks: [[0, 'OggS']], kind: file('audio/ogg', 'ogg') },
  { marks: [[0, '%PDF-']], kind: file('application/pdf', 'pdf') },
  {
    marks: [
      [0, 'PK\x03\x04'],
      [38, 'application/epub+zip'],
    ],
    kind: file('application/epub+zip', 'epub'),
  },
  { marks: [[0, '\x1F\x8B']], kind: file('application/gzip', 'gz') },
];

// Texts and archives look alike inside; here the name decides between harmless types.
const archives: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
};
const texts: Record<string, string> = {
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  vtt: 'text/vtt',
  ics: 'text/calendar',
};
const unknown = file('application/octet-stream', null);

/** What a file is: pictures, sounds, films and papers by their bytes; `name` only says what kind of text or archive. */
export function kindOf(bytes: Buffer, name: string): Kind {
  const head = bytes.subarray(0, 64).toString('latin1');
  const found = signatures.find(({ marks }) => marks.every(([at, text]) => head.startsWith(text, at)));
  if (found) return found.kind;

  const extension = /\.([a-z0-9]+)$/.exec(name.toLowerCase())?.[1] ?? '';
  if (head.startsWith('PK\x03\x04'))
    return file(archives[extension] ?? 'application/zip', archives[extension] ? extension : 'zip');
  if (head.startsWith('\x1A\x45\xDF\xA3'))
    return head.includes('webm') ? file('video/webm', 'webm') : file('video/x-matroska', 'mkv');
  if (isSvg(bytes)) return { type: 'image/svg+xml', extension: 'svg', picture: 'svg' };
  const type = texts[extension];
  return type && isText(bytes) ? file(type, extension) : unknown;
}

function isText(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

function isSvg(bytes: Buffer): boolean {
  const head = bytes
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>\s*)*<(?:svg:)?svg[\s>]/i.test(
    head,
  );
}
