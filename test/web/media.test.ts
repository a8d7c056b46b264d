import { request } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { until } from '../support/until.ts';

/** A photograph that tells where it was taken. */
const photograph = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#48657a' } })
  .withExif({ IFD0: { Copyright: 'secret owner' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
  .jpeg()
  .toBuffer();

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script><rect width="5" height="5"/></svg>';

let blog: TestBlog;

beforeAll(async () => {
  blog = await startBlog({
    'content/posts/walk/index.md':
      '---\ntitle: Walk\ndate: 2026-11-01\n---\n\n![Hills](Hills%20in%20Fog.jpg)\n\n![A drawing](drawing.svg)\n\n[The notes](notes.txt)\n',
    'content/posts/walk/Hills in Fog.jpg': photograph,
    'content/posts/walk/drawing.svg': drawing,
    'content/posts/walk/notes.txt': 'some notes\n',
    'content/posts/walk/unused.jpg': photograph,
    'content/posts/secret/index.md': '---\ntitle: Secret\ndraft: true\n---\n\n![Plans](plans.jpg)\n',
    'content/posts/secret/plans.jpg': await sharp(photograph).negate().jpeg().toBuffer(),
  });
});

afterAll(() => blog.dispose());

async function addresses(path: string): Promise<string[]> {
  const page = await blog.text(path);
  return [...page.matchAll(/(?:src|href)="(\/media\/[^"]+)"/g)].map((match) => match[1] ?? '');
}

describe('a picture beside a post', () => {
  it('is served under a name made from its content, for ever', async () => {
    const [path = ''] = await addresses('/posts/walk');
    expect(path).toMatch(/^\/media\/[0-9a-f]{32}\/hills-in-fog\.jpg$/);
    const response = await blog.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const again = await blog.get(path, { 'if-none-match': response.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('no longer says who took it and where', async () => {
    const [path = ''] = await addresses('/posts/walk');
    const served = Buffer.from(await (await blog.get(path)).arrayBuffer());
    expect(photograph.includes('secret owner')).toBe(true);
    expect(served.includes('secret owner')).toBe(false);
    expect((await sharp(served).metadata()).exif).toBeUndefined();
    expect((await sharp(served).metadata()).width).toBe(300);
  });

  it('can be had in parts', async () => {
    const [path = ''] = await addresses('/posts/walk');
    const whole = Buffer.from(await (await blog.get(path)).arrayBuffer());
    const part = await blog.get(path, { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 20));
    expect((await blog.get(path, { range: `bytes=${whole.length}-` })).status).toBe(416);
    const other = await blog.get(path, { range: 'bytes=10-19', 'if-range': '"another version"' });
    expect(other.status).toBe(200);
  });

  it('tells its size to HEAD', async () => {
    const [path = ''] = await addresses('/posts/walk');
    const whole = await (await blog.get(path)).arrayBuffer();
    const head = await blog.get(path, {}, 'HEAD');
    expect(head.headers.get('content-length')).toBe(String(whole.byteLength));
  });

  it('that is a drawing can do nothing, wherever it is opened', async () => {
    const path = (await addresses('/posts/walk')).find((address) => address.endsWith('.svg')) ?? '';
    const response = await blog.get(path);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(await response.text()).not.toContain('script');
  });

  it('of a draft cannot be had before the post is published', async () => {
    const published = await startBlog({
      'content/posts/secret/index.md': '---\ntitle: Secret\ndate: 2026-01-01\n---\n\n![Plans](plans.jpg)\n',
      'content/posts/secret/plans.jpg': await sharp(photograph).negate().jpeg().toBuffer(),
    });
    const [, path = ''] = /src="(\/media\/[^"]+)"/.exec(await published.text('/posts/secret')) ?? [];
    expect((await published.get(path)).status).toBe(200);
    expect((await blog.get(path)).status).toBe(404);
    await published.site.write(
      'content/posts/secret/index.md',
      '---\ntitle: Secret\ndate: 2026-01-01\ndraft: true\n---\n\n![Plans](plans.jpg)\n',
    );
    await until(async () => (await published.get(path)).status === 404);
    await published.dispose();
  });

  it('is found by its exact address alone', async () => {
    const [path = ''] = await addresses('/posts/walk');
    const [, , hash, name] = path.split('/');
    const wrong = [
      `/media/${hash}/other.jpg`,
      `/media/${hash}/`,
      `/media/${hash?.toUpperCase()}/${name}`,
      `/media/${'0'.repeat(32)}/${name}`,
      `/media/..%2f..%2fpostern.yaml/${name}`,
      `/media/${hash}/..%2f..%2f..%2fpostern.yaml`,
      `/media/${hash}/%00`,
    ];
    for (const address of wrong) expect((await blog.get(address)).status, address).toBe(404);
  });

  it('that lies on another server is not shown, and the author is told', async () => {
    await blog.site.write(
      'content/posts/far.md',
      '---\ntitle: Far\ndate: 2026-01-01\n---\n\n![Far away](https://example.com/far.jpg)\n',
    );
    await until(async () => (await blog.get('/posts/far')).status === 200);
    const page = await blog.text('/posts/far');
    expect(page).toContain('Far away');
    expect(page).not.toContain('https://example.com/far.jpg');
    expect(await blog.text('/feed.xml')).toContain('https://example.com/far.jpg');
    expect(await blog.app.problems()).toContainEqual(
      expect.objectContaining({ path: 'content/posts/far.md', line: 6 }),
    );
  });

  it('and every other file is safe from paths that climb', async () => {
    for (const path of [
      '/../postern.yaml',
      '/media/../../postern.yaml',
      '/posts/../../postern.yaml',
      '//postern.yaml',
      '/./postern.yaml',
      '/content/posts/walk/index.md',
      '/data/postern.db',
    ]) {
      expect(await rawStatus(path), path).toBeGreaterThanOrEqual(400);
    }
  });
});

/** Sends a path as it is: `fetch` would straighten it first. */
function rawStatus(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(blog.app.url, { path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
