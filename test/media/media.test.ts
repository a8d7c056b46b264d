import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Medium } from '../../src/content/post.ts';
import type { Database } from '../../src/database/database.ts';
import { foreseeMedia } from '../../src/media/foresee.ts';
import { createMedia, type Media } from '../../src/media/media.ts';
import { engines } from '../support/databases.ts';

describe.each(engines)('media on $name', ({ open }) => {
  let folder: string;
  let database: Database;
  let media: Media;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-media-'));
    database = await open();
    media = createMedia({ database, site: { folder }, now: () => new Date('2026-11-20T10:00:00Z') });
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function put(path: string, bytes: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }

  async function made(source: string): Promise<Medium> {
    const medium = await media.prepare(source);
    if ('problem' in medium) throw new Error(medium.problem);
    return medium;
  }

  async function problem(source: string): Promise<string> {
    const medium = await media.prepare(source);
    return 'problem' in medium ? medium.problem : '';
  }

  const pathOf = ({ hash, name }: Medium) => join(folder, 'data/media', hash, name);
  const red = () =>
    sharp({ create: { width: 40, height: 20, channels: 3, background: '#c00' } })
      .png()
      .toBuffer();

  it('foresees what a file will be served as, and makes nothing of it', async () => {
    await put('content/posts/hello/Hügel 1.PNG', await red());
    await put('content/posts/other/copy.png', await red());
    await put('content/posts/notes.pdf', '%PDF-1.7');
    await put('content/posts/photo.heic', '\0\0\0\x18ftypheic');
    const { prepare } = foreseeMedia(database, { folder });
    const foreseen: unknown[] = [];
    // One after the other: of files of the same bytes, the first gives its name.
    for (const name of ['hello/Hügel 1.PNG', 'other/copy.png', 'notes.pdf'])
      foreseen.push(await prepare(`content/posts/${name}`));
    await expect(readdir(join(folder, 'data'))).rejects.toThrow('ENOENT');
    expect(await database.query.$count(database.tables.media)).toBe(0);
    for (const [index, name] of ['hello/Hügel 1.PNG', 'other/copy.png', 'notes.pdf'].entries()) {
      const { hash, name: shown, type } = await made(`content/posts/${name}`);
      expect(foreseen[index]).toMatchObject({ hash, name: shown, type });
    }
    expect(await prepare('content/posts/hello/Hügel 1.PNG')).toEqual(await made('content/posts/hello/Hügel 1.PNG'));
    expect(await prepare('content/posts/photo.heic')).toEqual({ problem: await problem('content/posts/photo.heic') });
    expect(await prepare('content/posts/none.png')).toEqual({ problem: await problem('content/posts/none.png') });
  });

  it('serves a picture by its type, size and a folded name', async () => {
    await put('content/posts/hello/Hügel 1.JPEG', await red());
    const medium = await made('content/posts/hello/Hügel 1.JPEG');
    expect(medium).toMatchObject({ name: 'huegel-1.png', type: 'image/png', width: 40, height: 20 });
    expect(medium.hash).toMatch(/^[0-9a-f]{32}$/);
    expect((await stat(pathOf(medium))).size).toBe(medium.size);
    expect(await media.open(medium)).toEqual({ path: pathOf(medium) });
  });

  it('does not make a picture again that has not changed, and does when it has', async () => {
    await put('a.png', await red());
    const first = await made('a.png');
    const before = await stat(pathOf(first));
    expect(await made('a.png')).toEqual(first);
    await utimes(join(folder, 'a.png'), new Date(), new Date('2030-01-01'));
    expect(await made('a.png')).toEqual(first);
    expect((await stat(pathOf(first))).mtimeMs).toBe(before.mtimeMs);

    await put(
      'a.png',
      await sharp({ create: { width: 9, height: 9, channels: 3, background: '#00c' } })
        .png()
        .toBuffer(),
    );
    const second = await made('a.png');
    expect(second.hash).not.toBe(first.hash);
    expect(await media.open(first)).not.toBeNull();
  });

  it('keeps one file for the same bytes at two paths', async () => {
    await put('one.png', await red());
    await put('posts/two.png', await red());
    const [one, two] = await Promise.all([made('one.png'), made('posts/two.png')]);
    expect(two).toEqual(one);
    expect(await readdir(join(folder, 'data/media'))).toEqual([one.hash]);
    expect(await made('one.png')).toEqual(one);
    expect(await made('posts/two.png')).toEqual(one);
  });

  it('prepares many at once and leaves no temporary file behind', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}.txt`);
    for (const name of names) await put(name, `text ${name}`);
    const all = await Promise.all([...names, ...names].map(made));
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(12);
    const left = await readdir(join(folder, 'data/media'), { recursive: true });
    expect(left.filter((name) => name.split('/').at(-1)?.startsWith('.'))).toEqual([]);
  });

  it('makes a deleted data/media folder again', async () => {
    await put('a.png', await red());
    const medium = await made('a.png');
    await rm(join(folder, 'data'), { recursive: true });
    expect(await media.open(medium)).toEqual({ path: pathOf(medium) });
    await rm(join(folder, 'data'), { recursive: true });
    expect(await made('a.png')).toEqual(medium);
    await readFile(pathOf(medium));
  });

  it('opens nothing that was never prepared, and nothing outside its folder', async () => {
    const hash = 'a'.repeat(32);
    expect(await media.open({ hash, name: 'a.png' })).toBeNull();
    await put('secret', 'x');
    for (const name of ['../../../secret', '..', '.hidden', 'a/b', 'A.png', '']) {
      expect(await media.open({ hash, name })).toBeNull();
    }
    expect(await media.open({ hash: '../..', name: 'secret' })).toBeNull();
  });

  it('says what is wrong with a file that cannot be used', async () => {
    await mkdir(join(folder, 'folder'));
    await put('empty.png', '');
    const grain = { type: 'gaussian', mean: 128, sigma: 50 } as const;
    const grey = sharp({ create: { width: 200, height: 200, channels: 3, background: '#888', noise: grain } });
    await put('torn.jpg', (await grey.jpeg().toBuffer()).subarray(0, 5000));
    await put('torn.png', (await red()).subarray(0, 60));
    await put('photo.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
    await put('scan.tif', Buffer.from('II*\0\x08\0\0\0', 'latin1'));
    const large = Buffer.alloc(50 * 1024 * 1024 + 1);
    await put('large.bin', large);
    expect(await problem('missing.png')).toContain('no such file');
    expect(await problem('folder')).toContain('no file');
    expect(await problem('empty.png')).toContain('empty');
    expect(await problem('torn.jpg')).toContain('cannot be read');
    expect(await problem('torn.png')).toContain('cannot be read');
    expect(await problem('photo.heic')).toContain('Save it as JPEG');
    expect(await problem('scan.tif')).toContain('Save it as JPEG');
    expect(await problem('large.bin')).toContain('50 MB');
  });

  it('takes no file from outside the folder of the blog', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'postern-outside-'));
    await writeFile(join(outside, 'secret.txt'), 'secret');
    await symlink(join(outside, 'secret.txt'), join(folder, 'link.txt'));
    for (const source of ['link.txt', join(outside, 'secret.txt'), '../../etc/hostname', 'a\0.png']) {
      expect(await problem(source)).not.toBe('');
    }
    await rm(outside, { recursive: true });
  });

  it('tells a file by its bytes, and serves as a download what a browser could run', async () => {
    await put('notes.txt', 'plain text');
    await put('paper.pdf', '%PDF-1.7\n');
    await put('sound.bin', 'ID3\x03\0');
    await put('page.html', '<script>alert(1)</script>');
    await put('page.txt', Buffer.from([0xff, 0xfe, 0, 0x80]));
    await put('code.js', 'alert(1)');
    await put('feed.xml', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>');
    await put('fake.png', '<html></html>');
    await put('all.docx', 'PK\x03\x04rest');
    const types = Object.fromEntries(
      await Promise.all(
        [
          'notes.txt',
          'paper.pdf',
          'sound.bin',
          'page.html',
          'page.txt',
          'code.js',
          'feed.xml',
          'fake.png',
          'all.docx',
        ].map(async (name) => {
          const medium = await made(name);
          return [name, `${medium.name} ${medium.type}`];
        }),
      ),
    );
    expect(types).toEqual({
      'notes.txt': 'notes.txt text/plain',
      'paper.pdf': 'paper.pdf application/pdf',
      'sound.bin': 'sound.mp3 audio/mpeg',
      'page.html': 'page.html application/octet-stream',
      'page.txt': 'page.txt application/octet-stream',
      'code.js': 'code.js application/octet-stream',
      'feed.xml': 'feed.xml application/octet-stream',
      'fake.png': 'fake.png application/octet-stream',
      'all.docx': 'all.docx application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    });
  });
});
