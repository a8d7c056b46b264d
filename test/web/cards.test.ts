import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';

const yaml = `url: https://blog.example.com
title: Notes
accounts: [{ handle: james, name: James, avatar: james.png }]
`;
const picture = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#48657a' } })
  .png()
  .toBuffer();
const post = (title: string, more = ''): string => `---\ntitle: ${title}\ndate: 2026-11-01\n${more}---\n\nText.\n`;

let blog: TestBlog;

beforeAll(async () => {
  blog = await startBlog({
    'postern.yaml': yaml,
    'james.png': picture,
    'content/posts/plain.md': post('"Trees & \\"more\\""'),
    'content/posts/edited.md': post('Before'),
    'content/posts/hidden.md': post('Soon a draft'),
    'content/posts/covered/index.md': post('Covered', 'cover: { src: a.png, alt: A }\n'),
    'content/posts/covered/a.png': picture,
    'content/posts/warned.md': post('Warned', 'contentWarning: Spiders\n'),
    'content/posts/tokyo.md': post('東京の夏'),
    'content/pages/about.md': '---\ntitle: About\n---\n\nText.\n',
    'content/notes/n.md': '---\ndate: 2026-10-01\n---\n\nA note.\n',
  });
});
afterAll(() => blog?.dispose());

async function named(path: string): Promise<Record<string, string>> {
  const found = (await blog.text(path)).matchAll(
    /<meta (?:property|name)="((?:og:image|twitter:)[^"]*)" content="([^"]*)">/g,
  );
  return Object.fromEntries([...found].map(([, name, content]) => [name ?? '', content ?? '']));
}

async function cardOf(path: string): Promise<string> {
  const address = (await named(path))['og:image'] ?? '';
  expect(address).toMatch(/^https:\/\/blog\.example\.com\/cards\/[^/]+-[0-9a-f]{16}\.png$/);
  return new URL(address).pathname;
}

describe('the card of a post without a picture', () => {
  it('is named in the head, with its size and what it says', async () => {
    const { 'og:image': address, ...others } = await named('/posts/plain');
    expect(address).toMatch(/\/cards\/plain-[0-9a-f]{16}\.png$/);
    expect(others).toEqual({
      'og:image:alt': 'Trees &amp; &quot;more&quot;, Notes, James · 1 November 2026',
      'og:image:type': 'image/png',
      'og:image:width': '1200',
      'og:image:height': '630',
      'twitter:card': 'summary_large_image',
    });
  });

  it('is drawn when it is first asked for, by however many, and kept whole for those who come later', async () => {
    const path = await cardOf('/posts/plain');
    const folder = join(blog.site.folder, 'data/cards');
    await expect(readdir(folder)).rejects.toThrow();
    const answers = await Promise.all([1, 2, 3].map(() => blog.get(path)));
    const all = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    expect(answers[0]?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(all[1]?.equals(all[0] ?? Buffer.alloc(0))).toBe(true);
    const { format, width, height } = await sharp(all[0]).metadata();
    expect([format, width, height]).toEqual(['png', 1200, 630]);
    // There are letters on it: something else than the ground, in the upper half.
    const { channels } = await sharp(all[0])
      .extract({ left: 80, top: 100, width: 700, height: 90 })
      .greyscale()
      .stats();
    expect([channels[0]?.min ?? 255, channels[0]?.max ?? 0].map((one) => one > 200)).toEqual([false, true]);
    expect(await readdir(folder)).toEqual([`${path.slice(-20, -4)}.png`]);
    const again = Buffer.from(await (await blog.get(path)).arrayBuffer());
    expect(again.equals(all[0] ?? Buffer.alloc(0))).toBe(true);
  });

  it('is another after an edit, and the old one is gone, as is that of a post that was taken back', async () => {
    const [before, hidden] = [await cardOf('/posts/edited'), await cardOf('/posts/hidden')];
    const content = join(blog.site.folder, 'content/posts');
    await writeFile(join(content, 'edited.md'), post('After'));
    await writeFile(join(content, 'hidden.md'), post('Soon a draft', 'draft: true\n'));
    await blog.app.publisher.publish();
    await blog.app.posts.refresh();
    const after = await cardOf('/posts/edited');
    expect(after).not.toBe(before);
    expect((await blog.get(after)).status).toBe(200);
    for (const path of [before, hidden, after.replace(/.{5}\.png$/, '00000.png'), '/cards/x.png', '/cards/-.png'])
      expect([path, (await blog.get(path)).status]).toEqual([path, 404]);
  });

  it('is for previews alone, and only where nothing else stands there', async () => {
    expect((await named('/posts/covered'))['og:image']).toContain('/media/');
    expect(await named('/posts/warned')).toEqual({});
    for (const path of ['/about', '/notes/n']) expect((await blog.text(path)).includes('/cards/')).toBe(false);
    // Our fonts have no Japanese: the author stands there instead.
    const author = await named('/posts/tokyo');
    expect(author['og:image']).toMatch(/\/media\/[0-9a-f]{32}\/james\.png$/);
    expect(author).not.toHaveProperty('twitter:card');
    for (const path of ['/feed.xml', '/atom.xml', '/feed.json']) expect(await blog.text(path)).not.toContain('/cards/');
    const object = await blog.text('/ap/posts/plain', { accept: 'application/activity+json' });
    expect(object).not.toContain('/cards/');
  });
});
