import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { until } from '../support/until.ts';

let blog: TestBlog;
let outside: string;
const inPublic = (path: string): string => join(blog.site.folder, 'public', path);
const large = Buffer.alloc(8 * 1024 * 1024, 'x');

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'postern-outside-'));
  for (const name of ['file.txt', 'deep.txt', 'link.txt']) await writeFile(join(outside, name), 'SECRET');
  blog = await startBlog({
    'content/posts/hello.md': '---\ntitle: Hello\ndate: 2026-11-01\n---\n\nText.\n',
    'public/file.txt': 'public',
    'public/folder/deep.txt': 'public',
    'public/gone.txt': 'public',
    'public/shorter.txt': 'a long text',
    'public/longer.txt': 'short',
    'public/touched.txt': 'before',
    'public/large.bin': large,
    'public/caf\u00e9.txt': 'composed',
    'public/cafe\u0301s.txt': 'decomposed',
    'public/a+b & c.txt': 'odd',
    'public/.hidden': 'SECRET',
    'public/.git/config': 'SECRET',
    'public/.well-known/security.txt': 'Contact: mailto:x@example.com',
    'public/.well-known/webfinger': '{"subject":"FILE"}',
    'public/.well-known/WebFinger': '{"subject":"FILE"}',
    'public/.well-known/webfinger.json': '{"subject":"FILE"}',
  });
});
afterAll(async () => {
  await blog.dispose();
  await rm(outside, { recursive: true, force: true });
});

const answerOf = async (path: string): Promise<[number, string]> => {
  const response = await blog.get(path);
  return [response.status, await response.text()];
};

describe('a file of public/ that is changed under a running blog', () => {
  it('is not followed out of the folder when it becomes a link', async () => {
    await rm(inPublic('file.txt'));
    await symlink(join(outside, 'file.txt'), inPublic('file.txt'));
    const [status, text] = await answerOf('/file.txt');
    expect([status, text.includes('SECRET')]).toEqual([404, false]);
  });

  it('is not followed out of the folder when the folder above it becomes a link', async () => {
    await rename(inPublic('folder'), inPublic('was-folder'));
    await symlink(outside, inPublic('folder'));
    const [status, text] = await answerOf('/folder/deep.txt');
    expect([status, text.includes('SECRET')]).toEqual([404, false]);
    expect(await answerOf('/was-folder/deep.txt')).toEqual([200, 'public']);
  });

  it('is 404 at once when it is gone, without an ETag of what was there', async () => {
    await rm(inPublic('gone.txt'));
    const response = await blog.get('/gone.txt');
    expect([response.status, response.headers.get('etag')]).toEqual([404, null]);
    expect(response.headers.get('content-security-policy')).toContain("style-src 'self'");
    expect(blog.logged.join('')).not.toContain('A request failed');
  });

  it('is answered whole and under its own ETag, whatever became of it', async () => {
    const before = (await blog.get('/touched.txt')).headers.get('etag') ?? '';
    await writeFile(inPublic('shorter.txt'), 'cut');
    await writeFile(inPublic('longer.txt'), 'no longer short');
    await writeFile(inPublic('touched.txt'), 'behind');
    await utimes(inPublic('touched.txt'), 1, 1);
    expect(await answerOf('/shorter.txt')).toEqual([200, 'cut']);
    expect(await answerOf('/longer.txt')).toEqual([200, 'no longer short']);
    const after = await blog.get('/touched.txt', { 'if-none-match': before });
    expect([after.status, await after.text()]).toEqual([200, 'behind']);
    expect(after.headers.get('etag')).not.toBe(before);
  });

  it('ends the connection when it is cut short while it is sent: the rest will never come', async () => {
    const socket = connect(Number(new URL(blog.app.url).port), '127.0.0.1');
    let size = 0;
    socket.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise<void>((resolve) => socket.once('readable', resolve));
    await truncate(inPublic('large.bin'), 1000);
    socket.on('data', (piece) => {
      size += piece.length;
    });
    await new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => resolve()));
    expect(size).toBeLessThan(large.length);
  });
});

describe('the folder public/', () => {
  it.runIf(process.platform === 'linux')('leaves no file open behind an answer', async () => {
    const open = () =>
      readdirSync('/proc/self/fd').filter((number) => {
        try {
          return readlinkSync(`/proc/self/fd/${number}`).startsWith(`${blog.site.folder}/public/`);
        } catch {
          return false;
        }
      }).length;
    const tag = (await blog.get('/longer.txt')).headers.get('etag') ?? '';
    for (const headers of [{}, { 'if-none-match': tag }, { range: 'bytes=1-2' }, { range: 'bytes=999-' }]) {
      for (const method of ['GET', 'HEAD']) await (await blog.get('/longer.txt', headers, method)).text();
    }
    await until(() => open() === 0);
  });

  it('gives a name in any Unicode form and spelling of its address', async () => {
    for (const path of ['/caf%C3%A9.txt', '/cafe%CC%81.txt']) expect(await answerOf(path)).toEqual([200, 'composed']);
    for (const path of ['/caf%C3%A9s.txt', '/cafe%CC%81s.txt']) {
      expect(await answerOf(path)).toEqual([200, 'decomposed']);
    }
    for (const path of ['/a+b%20&%20c.txt', '/a%2Bb%20%26%20c.txt']) expect(await answerOf(path)).toEqual([200, 'odd']);
  });

  it.each([
    '/.hidden',
    '/%2ehidden',
    '/.git/config',
    '/.well-known/webfinger.json',
    '/.well-known/webfinger/',
    '/.well-known/WebFinger',
    '/.well-known/webfinger%00',
    '/%2Ewell-known/webfinger',
    '/.well-known/%77ebfinger',
    '/.well-known%2fwebfinger',
    '/.well-known/./webfinger',
    '/x/../.well-known/webfinger',
    '/.well-known//webfinger',
    '/.well-known/webfinger;x',
    '/CAF%C3%89.txt',
    '/../postern.yaml',
    '/%2e%2e%2fpostern.yaml',
    '/..%5cpostern.yaml',
    '/.well-known/../../postern.yaml',
  ])('does not give %s', async (path) => {
    // As it stands: fetch would fold the dots.
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(blog.app.url).port), '127.0.0.1');
      let heard = '';
      socket.setEncoding('utf8').on('data', (piece: string) => {
        heard += piece;
      });
      socket.on('close', () => resolve(heard)).on('error', reject);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    });
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(text).not.toMatch(/SECRET|FILE|title:|^location:/im);
    expect(await answerOf('/.well-known/security.txt')).toEqual([200, 'Contact: mailto:x@example.com']);
  });

  it('does not keep a blog from starting by what cannot be read in it, and gives the rest', async () => {
    await mkdir(inPublic('closed'));
    await symlink('nowhere', inPublic('dangling'));
    await symlink('loop', inPublic('loop'));
    await symlink(inPublic('longer.txt'), inPublic('within.txt'));
    await symlink(join(outside, 'link.txt'), inPublic('link.txt'));
    execFileSync('mkfifo', [inPublic('pipe')]);
    await blog.restart();
    for (const path of ['/dangling', '/loop', '/pipe', '/link.txt', '/closed', '/closed/']) {
      expect((await blog.get(path)).status).toBe(404);
    }
    expect(await answerOf('/within.txt')).toEqual([200, 'no longer short']);
    await writeFile(inPublic('new.txt'), 'new');
    await until(async () => (await blog.get('/new.txt')).status === 200);
  });
});
