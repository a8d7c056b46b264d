import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { canDraw, plainCard } from '../../../src/media/card/draw.ts';

const base = { site: 'Notes', line: 'James · 1 November 2026', isRightToLeft: false };
const card = (title: string) => plainCard({ ...base, title });

it.each([
  ['Plain', 'Plain', true],
  ['Trees 🌳 and 👩‍🚀 flags 🇩🇪 1️⃣', 'Trees and flags 1', true],
  ['© 2026 – “quoted” ½ €', '© 2026 – “quoted” ½ €', true],
  ['Ёлка, Ελλάδα, Łódź', 'Ёлка, Ελλάδα, Łódź', true],
  ['שלום עולם', 'שלום עולם', true],
  ['مرحبا بالعالم', 'مرحبا بالعالم', true],
  ['東京の夏', '東京の夏', false],
  ['ภาษาไทย', 'ภาษาไทย', false],
  ['🌳', '', false],
  ['\u200f\u2800\u00ad', '', false],
  ['a\u202eb\u0000c', 'abc', true],
])('%j is drawn as %j, or not at all', (title, plain, isDrawn) => {
  expect(card(title).title).toBe(plain);
  expect(canDraw(card(title))).toBe(isDrawn);
});

it('cuts a title that would go on and on', () => {
  expect([...card('long '.repeat(100)).title].length).toBeLessThanOrEqual(240);
  expect(card('long '.repeat(100)).title).toMatch(/…$/);
});

it('needs no font of the machine, and fits whatever it is given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-card-'));
  const configuration = join(folder, 'fonts.conf');
  await writeFile(configuration, `<?xml version="1.0"?><fontconfig><cachedir>${folder}</cachedir></fontconfig>`);
  const draw = fileURLToPath(new URL('../../../src/media/card/draw.ts', import.meta.url));
  const program = `
    const { drawCard } = await import(${JSON.stringify(draw)});
    const { default: sharp } = await import('sharp');
    const base = ${JSON.stringify(base)};
    const long = 'A title that goes on about how one may write, publish and be read. '.repeat(3).trim();
    const dark = [];
    for (const one of [{ title: 'Old <trees>' }, { title: long }, { title: 'm'.repeat(240) }, { title: 'שלום', isRightToLeft: true }, { title: 'שלום עולם this is mixed (test) 123', isRightToLeft: true }, { title: 'Mixed שלום עולם this is (test) 123', isRightToLeft: true }]) {
      const bytes = await drawCard({ ...base, ...one });
      const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
      const count = (from, to, left, right) => {
        let sum = 0;
        for (let y = from; y < to; y += 1) for (let x = left; x < right; x += 1) sum += data[y * info.width * info.channels + x * info.channels] < 128;
        return sum;
      };
      dark.push([info.width, info.height, count(100, 460, 80, 600), count(100, 460, 600, 1120), count(0, 630, 0, 60) + count(0, 630, 1140, 1200) + count(570, 630, 0, 1200), count(200, 290, 80, 600)]);
    }
    process.stdout.write(JSON.stringify(dark));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    env: { ...process.env, FONTCONFIG_FILE: configuration },
  });
  const [plain = [], long = [], one = [], hebrew = [], ...wrapped] = JSON.parse(stdout) as number[][];
  for (const drawn of [plain, long, one, hebrew, ...wrapped]) {
    expect(drawn.slice(0, 2)).toEqual([1200, 630]);
    // Nothing reaches into the margin.
    expect(drawn[4]).toBe(0);
  }
  expect([plain[2], long[2], long[3], one[2]].map((count = 0) => count > 1000)).toEqual([true, true, true, true]);
  expect([hebrew[2] === 0, (hebrew[3] ?? 0) > 1000]).toEqual([true, true]);
  // The second line begins at the right, too, whatever letter the first begins with.
  expect(wrapped.map((drawn) => [drawn[3] === 0, drawn[5]])).toEqual([
    [false, 0],
    [false, 0],
  ]);
  await rm(folder, { recursive: true });
}, 60_000);
