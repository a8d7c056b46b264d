import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A font that comes with the program: a container has none. */
export interface Font {
  /** As Pango asks for it. */
  family: string;
  file: string;
  /** Whether it can draw a text. */
  has(text: string): boolean;
}

const files: readonly [family: string, file: string][] = [
  ['DejaVu Serif Bold', 'DejaVuSerif-Bold.ttf'],
  ['DejaVu Sans Bold', 'DejaVuSans-Bold.ttf'],
];

let fonts: Font[] | null = null;

/** The first of our fonts that can draw all of a text: Latin, Greek and Cyrillic; with Hebrew and Arabic; null: none can. */
export function fontFor(text: string): Font | null {
  fonts ??= files.map(([family, file]) => open(family, file));
  return fonts.find((font) => font.has(text)) ?? null;
}

function open(family: string, name: string): Font {
  const file = fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`));
  const ranges = charactersOf(readFileSync(file));
  const hasOne = (code: number): boolean => ranges.some(([first, last]) => first <= code && code <= last);
  // Blanks, and what turns the direction of what follows, are drawn by nobody.
  return {
    family,
    file,
    has: (text) => [...text.replace(/[\s\u200e\u200f]/g, '')].every((one) => hasOne(codeOf(one))),
  };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** What a TrueType font can draw, as ranges of code points: the table `cmap`, in its segmented forms 4 and 12. */
function charactersOf(bytes: Buffer): [first: number, last: number][] {
  const table = tableAt(bytes, 'cmap');
  const ranges: [number, number][] = [];
  for (let index = 0; index < bytes.readUInt16BE(table + 2); index += 1) {
    const at = table + bytes.readUInt32BE(table + 4 + 8 * index + 4);
    const format = bytes.readUInt16BE(at);
    if (format === 4) ranges.push(...segments(bytes, at));
    if (format === 12) ranges.push(...groups(bytes, at));
  }
  return ranges;
}

function tableAt(bytes: Buffer, name: string): number {
  for (let index = 0; index < bytes.readUInt16BE(4); index += 1) {
    const at = 12 + 16 * index;
    if (bytes.toString('latin1', at, at + 4) === name) return bytes.readUInt32BE(at + 8);
  }
  throw new Error(`The font has no table ${name}.`);
}

function segments(bytes: Buffer, at: number): [number, number][] {
  const size = bytes.readUInt16BE(at + 6);
  return Array.from({ length: size / 2 }, (_, index): [number, number] => {
    const last = bytes.readUInt16BE(at + 14 + 2 * index);
    const first = bytes.readUInt16BE(at + 16 + size + 2 * index);
    return [first, last];
  }).filter(([first]) => first !== 0xffff);
}

function groups(bytes: Buffer, at: number): [number, number][] {
  return Array.from({ length: bytes.readUInt32BE(at + 12) }, (_, index): [number, number] => {
    const group = at + 16 + 12 * index;
    return [bytes.readUInt32BE(group), bytes.readUInt32BE(group + 4)];
  });
}
