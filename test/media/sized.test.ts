import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Medium } from '../../src/content/post.ts';
import { type Size, sizesOf } from '../../src/content/sizes.ts';
import { createMedia } from '../../src/media/media.ts';
import { createSizes, type Sizes } from '../../src/media/sized.ts';
import { turns } from '../../src/media/turns.ts';
import { engines } from '../support/databases.ts';
import { until } from '../support/until.ts';

const picture = await sharp({
  create: {
    width: 500,
    height: 20,
    channels: 3,
    background: '#000',
    noise: { type: 'gaussian', mean: 128, sigma: 40 },
  },
})
  .jpeg({ quality: 95 })
  .toBuffer();

let folder: string;
let live: Medium[];
/** Until it is called, nobody has a turn. */
let begin: () => void;
let sizes: Sizes;
let inLine: number;

const mediumOf = (index: number): Medium => ({
  ...{ hash: String(index).padStart(32, '0'), name: 'a.jpg', type: 'image/jpeg' },
  ...{ size: 20_000, width: 500, height: 20, tint: '#808080' },
});
const sizeOf = (medium: Medium): Size => sizesOf(medium).at(-1) as Size;
const ask = (medium: Medium) => sizes.open(medium, sizeOf(medium), true);
const whole = (): string => join(folder, 'whole.jpg');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-sized-'));
  await writeFile(whole(), picture);
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const turn = turns(2);
  live = [];
  inLine = 0;
  sizes = createSizes({
    placeOf: ({ hash, name }) => join(folder, hash, name),
    open: async () => ({ path: whole() }),
    sourceOf: async () => 'content/posts/walk/a.jpg',
    shown: async () => live,
    turn: (task, urgent) => {
      inLine += 1;
      return turn(() => begun.then(task), urgent);
    },
    now: () => new Date(),
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('sizes that many ask for', () => {
  it('are made for as many as can wait; who comes then is answered at once, and asks again', async () => {
    const some = Array.from({ length: 32 }, (_, index) => mediumOf(index));
    const waiting = some.map(ask);
    await until(() => inLine === 32);
    expect(await ask(mediumOf(99))).toBeNull();
    const [first] = some;
    const same = first && ask(first);
    begin();
    for (const sized of await Promise.all([...waiting, same])) expect(sized?.size).toBeGreaterThan(0);
    expect((await ask(mediumOf(99)))?.size).toBeGreaterThan(0);
  });

  it('hold up nothing that is to be published', async () => {
    const database = await (engines[0] as (typeof engines)[number]).open();
    const media = createMedia({ database, site: { folder }, now: () => new Date() });
    const order: string[] = [];
    const prepared = await media.prepare('whole.jpg');
    if ('problem' in prepared) throw new Error(prepared.problem);
    await writeFile(join(folder, 'next.jpg'), await sharp(picture).flip().jpeg().toBuffer());
    const openOne = (width: number) =>
      media.sizes
        .open(prepared, { name: `whole-${width}.webp`, width, format: 'webp' }, true)
        .then(() => order.push('size'));
    const before = [1500, 1501, 1502, 1503, 1504, 1505].map(openOne);
    await Promise.race(before);
    const next = media.prepare('next.jpg').then(() => order.push('next'));
    const after = [1506, 1507, 1508, 1509, 1510, 1511].map(openOne);
    await Promise.all([...before, next, ...after]);
    expect(order.lastIndexOf('size')).toBeGreaterThan(order.indexOf('next'));
    await database.close();
  });
});

describe('a picture whose sizes cannot be made', () => {
  it('is told of while a post shows it, and no longer when it was saved again', async () => {
    await writeFile(whole(), picture.subarray(0, 400));
    begin();
    const torn = mediumOf(1);
    live = [torn];
    expect(await ask(torn)).toBeNull();
    expect(await sizes.problems()).toHaveLength(1);
    live = [mediumOf(2)];
    expect(await sizes.problems()).toEqual([]);
  });

  it('is tried again where it was only taken away meanwhile', async () => {
    const medium = mediumOf(1);
    live = [medium];
    const asked = ask(medium);
    await until(() => inLine === 1);
    await rm(whole());
    begin();
    expect(await asked).toBeNull();
    expect(await sizes.problems()).toEqual([]);
    await writeFile(whole(), picture);
    expect((await ask(medium))?.size).toBeGreaterThan(0);
  });
});
