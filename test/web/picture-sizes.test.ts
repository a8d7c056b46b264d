import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { until } from '../support/until.ts';

const secret = 'SECRET-SERIAL-4711';
const exif = {
  IFD0: { Copyright: secret },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 18/1' },
};

/** Grain, so that it is no small file; long and low, so that it is made quickly. */
function grain(width: number, height: number, mean = 128) {
  return sharp({
    create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean, sigma: 40 } },
  });
}

const wide = await grain(900, 60).withExif(exif).withMetadata({ orientation: 3 }).jpeg({ quality: 95 }).toBuffer();
const window = await grain(600, 60, 90)
  .joinChannel(Buffer.alloc(600 * 60, 128), { raw: { width: 600, height: 60, channels: 1 } })
  .png()
  .toBuffer();
const frames = await sharp(await grain(500, 40).raw().toBuffer(), {
  raw: { width: 500, height: 40, channels: 3, pageHeight: 20 },
})
  .webp({ lossless: true })
  .toBuffer();

const head = (title: string, more = '') => `---\ntitle: ${title}\ndate: 2026-11-01\n${more}---\n\n`;
let blog: TestBlog;

beforeAll(async () => {
  blog = await startBlog({
    'content/posts/walk/index.md': `${head('Walk')}![The ridge](Ridge.jpg "From the north")\n\n![A window](window.png)\n\n![Moving](frames.webp)\n\n![Small](small.png)\n`,
    'content/posts/walk/Ridge.jpg': wide,
    'content/posts/walk/window.png': window,
    'content/posts/walk/frames.webp': frames,
    'content/posts/walk/small.png': await sharp({ create: { width: 900, height: 60, channels: 3, background: '#fff' } })
      .png()
      .toBuffer(),
    'content/posts/cover/index.md': `${head('Cover', 'cover: { src: ridge.jpg, alt: The ridge }\n')}![The window](window.png)\n`,
    'content/posts/cover/ridge.jpg': await grain(500, 60, 200).jpeg({ quality: 95 }).toBuffer(),
    'content/posts/cover/window.png': window,
    'content/posts/secret/index.md': `${head('Secret', 'draft: true\n')}![Plans](ridge.jpg)\n`,
    'content/posts/secret/ridge.jpg': await grain(600, 60, 60).jpeg({ quality: 95 }).toBuffer(),
  });
});
afterAll(() => blog.dispose());

interface Offer {
  type: string;
  candidates: { path: string; width: number }[];
}

/** What stands on a page: each picture with its sources. */
async function offers(path: string): Promise<{ image: string; sources: Offer[] }[]> {
  const page = await blog.text(path);
  return [...page.matchAll(/<picture>(.*?)(<img [^>]*>)<\/picture>/g)].map(([, sources = '', image = '']) => ({
    image,
    sources: [...sources.matchAll(/type="([^"]+)" srcset="([^"]+)"/g)].map(([, type = '', srcset = '']) => ({
      type,
      candidates: srcset.split(', ').map((candidate) => {
        const [address = '', width = ''] = candidate.split(' ');
        return { path: address, width: Number(width.slice(0, -1)) };
      }),
    })),
  }));
}

async function bytesOf(path: string): Promise<Buffer> {
  const response = await blog.get(path);
  expect(response.status, path).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('a picture of a post', () => {
  it('is offered in AVIF and WebP, in widths up to its own, and each is what it says', async () => {
    const [ridge] = await offers('/posts/walk');
    expect(ridge?.sources.map(({ type }) => type)).toEqual(['image/avif', 'image/webp']);
    for (const { type, candidates } of ridge?.sources ?? []) {
      expect(candidates.map(({ width }) => width)).toEqual([480, 800, 900]);
      for (const { path, width } of candidates) {
        const response = await blog.get(path);
        expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
        expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        const bytes = Buffer.from(await response.arrayBuffer());
        const metadata = await sharp(bytes).metadata();
        expect([metadata.width, metadata.height]).toEqual([width, Math.round(width / 15)]);
        expect([metadata.exif, metadata.xmp, metadata.orientation ?? 1, metadata.space]).toEqual([
          undefined,
          undefined,
          1,
          'srgb',
        ]);
        expect(bytes.includes(secret)).toBe(false);
        const again = await blog.get(path, { 'if-none-match': response.headers.get('etag') ?? '' });
        expect(again.status).toBe(304);
      }
    }
  });

  it('is asked for at once where it is the first in sight, and the others when a reader comes near', async () => {
    const [ridge, see] = await offers('/posts/walk');
    expect(ridge?.image).toContain('fetchpriority="high"');
    expect(ridge?.image).not.toContain('loading=');
    expect(see?.image).toContain('loading="lazy" decoding="async"');
    const [cover, below] = await offers('/posts/cover');
    expect(cover?.image).toContain('fetchpriority="high"');
    expect(below?.image).toContain('loading="lazy"');
  });

  it('says its colour until it has come, but not where one can see through it', async () => {
    const [ridge, see] = await offers('/posts/walk');
    const [, tint = ''] = /data-tint="#([0-9a-f]{8})"/.exec(ridge?.image ?? '') ?? [];
    // Grey of 128, as 30 %.
    for (const part of [0, 2, 4])
      expect(Math.abs(Number.parseInt(tint.slice(part, part + 2), 16) - 128)).toBeLessThan(12);
    expect(tint.slice(6)).toBe('4d');
    expect(see?.image).not.toContain('data-tint');
  });

  it('keeps what one sees through', async () => {
    const [, see] = await offers('/posts/walk');
    for (const { candidates } of see?.sources ?? []) {
      const { channels } = await sharp(await bytesOf(candidates[0]?.path ?? '')).stats();
      expect(channels[3]?.mean).toBeCloseTo(128, -1);
    }
  });

  it('is shown as it is where it moves or is small already', async () => {
    expect(await offers('/posts/walk')).toHaveLength(2);
    const page = await blog.text('/posts/walk');
    expect(page).toMatch(
      /<img src="[^"]*\/frames\.webp" alt="Moving" width="500" height="20" loading="lazy" decoding="async" \/>/,
    );
    expect(page).toMatch(/<img src="[^"]*\/small\.png" alt="Small" width="900"/);
  });

  it('stays as it is in feeds', async () => {
    const feed = await blog.text('/feed.xml');
    expect(feed).toContain('/ridge.jpg" alt="The ridge" width="900" height="60"');
    expect(feed).not.toMatch(/\.avif|data-tint/);
  });

  it('is had in no other size, and of a draft in none', async () => {
    const [ridge] = await offers('/posts/walk');
    const path = ridge?.sources[0]?.candidates[0]?.path ?? '';
    const page = await blog.text('/posts/walk');
    const small = /\/media\/[0-9a-f]{32}\/small/.exec(page)?.[0] ?? '';
    for (const [from, to] of [
      ['480', '481'],
      ['480', '1200'],
      ['avif', 'jpg'],
      ['avif', 'png'],
      ['ridge', 'other'],
      ['ridge-480', '-480'],
    ])
      expect((await blog.get(path.replace(from ?? '', to ?? ''))).status, `${from} ${to}`).toBe(404);
    expect((await blog.get(`${small}-480.avif`)).status).toBe(404);
    await blog.site.write('content/posts/secret/index.md', `${head('Secret')}![Plans](ridge.jpg)\n`);
    await until(async () => (await blog.get('/posts/secret')).status === 200);
    const [plans] = await offers('/posts/secret');
    const address = plans?.sources[1]?.candidates[0]?.path ?? '';
    expect((await blog.get(address)).status).toBe(200);
    await blog.site.write('content/posts/secret/index.md', `${head('Secret', 'draft: true\n')}![Plans](ridge.jpg)\n`);
    await until(async () => (await blog.get(address)).status === 404);
  });

  it('is made again where it was taken away, once for all who ask', async () => {
    const [ridge] = await offers('/posts/walk');
    const path = ridge?.sources[0]?.candidates[0]?.path ?? '';
    const before = await bytesOf(path);
    const folder = join(blog.site.folder, 'data', path.slice(0, path.lastIndexOf('/')));
    await rm(folder, { recursive: true });
    const all = await Promise.all(Array.from({ length: 5 }, () => bytesOf(path)));
    for (const bytes of all) expect(bytes.equals(before)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['ridge-480.avif', 'ridge.jpg']);
  });
});

describe('a hundred pictures', () => {
  it('are offered on their page at once, and made in the background, each size once', async () => {
    const [width, height] = [490, 60];
    const noise = await grain(width, height + 100)
      .raw()
      .toBuffer();
    const raw = { width, height, channels: 3 } as const;
    const names = Array.from({ length: 100 }, (_, index) => `p${index}.jpg`);
    const files = names.map(async (name, index) => {
      const rows = noise.subarray(index * width * 3, (index + height) * width * 3);
      await blog.site.write(`content/posts/many/${name}`, await sharp(rows, { raw }).jpeg({ quality: 95 }).toBuffer());
    });
    await Promise.all(files);
    await blog.site.write(
      'content/posts/many/index.md',
      head('Many') + names.map((name) => `![${name}](${name})`).join('\n'),
    );
    await until(async () => (await blog.get('/posts/many')).status === 200, 60_000);
    const all = (await offers('/posts/many')).flatMap(({ sources }) => sources.flatMap(({ candidates }) => candidates));
    expect(all).toHaveLength(200);
    const last = all.at(-1)?.path ?? '';
    // On a busy machine the picture itself stands in for a size at first.
    await until(async () => (await blog.get(last)).headers.get('content-type') === 'image/webp', 60_000);
    const made = async () => {
      const folders = [...new Set(all.map(({ path }) => path.split('/')[2] ?? ''))];
      const lists = await Promise.all(folders.map((folder) => readdir(join(blog.site.folder, 'data/media', folder))));
      // What is being written has a name that begins with a dot.
      return lists.map((names) => names.filter((name) => !name.startsWith('.')));
    };
    await until(async () => (await made()).flat().length === 300, 60_000);
    for (const [index, names] of (await made()).entries())
      expect(names.sort()).toEqual([`p${index}-490.avif`, `p${index}-490.webp`, `p${index}.jpg`]);
    expect((await blog.get('/posts/walk')).status).toBe(200);
  }, 120_000);
});

describe('a size that cannot be made', () => {
  it('is answered with the picture itself, kept by nobody, and the owner is told', async () => {
    const [, see] = await offers('/posts/walk');
    const path = see?.sources[0]?.candidates[0]?.path ?? '';
    const folder = join(blog.site.folder, 'data', path.slice(0, path.lastIndexOf('/')));
    const whole = await readFile(join(folder, 'window.png'));
    await rm(join(folder, 'window-480.avif'), { force: true });
    // What is broken after it was taken in, as by a failing disk.
    await writeFile(
      join(folder, 'window.png'),
      Buffer.concat([whole.subarray(0, 300), Buffer.alloc(whole.length - 300)]),
    );
    const response = await blog.get(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.arrayBuffer()).byteLength).toBe(whole.length);
    expect(await blog.app.problems()).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('No smaller sizes of the picture can be made') }),
    );
    await writeFile(join(folder, 'window.png'), whole);
  });
});
