import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEntryPath, isIgnored, lookAt, readContent, scanContent, whyUnread } from '../../src/content/scan.ts';

describe('a look through the content folder', () => {
  let site: string;
  let content: string;

  beforeEach(async () => {
    site = await mkdtemp(join(tmpdir(), 'postern-scan-'));
    content = join(site, 'content');
    await mkdir(join(content, 'posts/a'), { recursive: true });
  });
  afterEach(() => rm(site, { recursive: true, force: true }));

  const write = (path: string, text = 'x'): Promise<void> => writeFile(join(content, path), text);

  it('finds every file and nothing that is hidden', async () => {
    for (const path of ['posts/a/index.md', 'posts/a/hills.jpg', 'stray.md', '.hidden', 'posts/a/index.md~'])
      await write(path);
    const scan = await scanContent(content);
    expect([...(scan?.files.keys() ?? [])].sort()).toEqual(['posts/a/hills.jpg', 'posts/a/index.md', 'stray.md']);
    expect([...((await scanContent(content, 'posts/a'))?.files.keys() ?? [])]).toHaveLength(2);
    expect(await scanContent(content, 'posts/b')).toBeNull();
    expect(await scanContent(join(site, 'nothing'))).toBeNull();
  });

  it('gives another stamp to a file that was saved, even at the same moment and of the same size', async () => {
    await write('posts/a.md', 'one');
    const before = await lookAt(content, 'posts/a.md');
    const { atime, mtime } = await stat(join(content, 'posts/a.md'));
    await write('posts/next.md', 'two');
    await rename(join(content, 'posts/next.md'), join(content, 'posts/a.md'));
    await utimes(join(content, 'posts/a.md'), atime, mtime);
    expect(await lookAt(content, 'posts/a.md')).not.toBe(before);
    expect((await scanContent(content))?.files.get('posts/a.md')).toBe(await lookAt(content, 'posts/a.md'));
  });

  it('passes over pipes, and tells of links that lead nowhere, in a circle, or out', async () => {
    execFileSync('mkfifo', [join(content, 'posts/pipe.md')]);
    await symlink('circle.md', join(content, 'posts/circle.md'));
    await symlink('gone.md', join(content, 'posts/dead.md'));
    await symlink('/etc', join(content, 'posts/etc'));
    await symlink('/etc/passwd', join(content, 'posts/passwd.md'));
    await symlink('..', join(content, 'posts/up'));
    const scan = await scanContent(content);
    expect([...(scan?.files.keys() ?? [])]).toEqual([]);
    expect([...(scan?.closed.keys() ?? [])].sort()).toEqual([
      ...['posts/circle.md', 'posts/dead.md', 'posts/etc', 'posts/passwd.md', 'posts/up'],
    ]);
    expect(await lookAt(content, 'posts/passwd.md')).toMatchObject({
      path: 'content/posts/passwd.md',
      severity: 'error',
    });
    expect(await lookAt(content, 'posts/pipe.md')).toBeNull();
  });

  it('does not read what no person wrote', async () => {
    await write('posts/a.md');
    await truncate(join(content, 'posts/a.md'), 5_000_000_000);
    const stamp = await lookAt(content, 'posts/a.md');
    expect(whyUnread('posts/a.md', String(stamp))).toMatchObject({
      what: 'The file is larger than 4 MB.',
      severity: 'error',
    });
    expect(whyUnread('posts/a.md', '1-1-1')).toBeNull();
    expect(await readContent(content, 'posts/none.md')).toBeNull();
  });

  it('waits for nobody who writes into a pipe that took the place of a file', async () => {
    execFileSync('mkfifo', [join(content, 'posts/turned.md')]);
    expect(await readContent(content, 'posts/turned.md')).toHaveLength(0);
  });

  it('knows what is read as Markdown', () => {
    expect(['a.md', 'posts/A.MARKDOWN', 'a.txt', '.a.md', 'x/.git/a.md', 'a.md.swp'].map(isEntryPath)).toEqual([
      ...[true, true, false, false, false, false],
    ]);
    expect(['posts/node_modules/a.md', 'posts/a.jpg'].map(isIgnored)).toEqual([true, false]);
  });
});
