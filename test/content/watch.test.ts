import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Watcher, type WatchOptions, watchContent } from '../../src/content/watch.ts';

describe('watching the content folder', () => {
  let site: string;
  let content: string;
  let watcher: Watcher | undefined;
  let hints: ('everything' | string[])[];

  beforeEach(async () => {
    site = await mkdtemp(join(tmpdir(), 'postern-watch-'));
    content = join(site, 'content');
    hints = [];
    await mkdir(join(content, 'posts'), { recursive: true });
  });
  afterEach(async () => {
    watcher?.close();
    await rm(site, { recursive: true, force: true });
  });

  const watch = (options?: WatchOptions): void => {
    watcher = watchContent(content, (hint) => hints.push(hint), options);
  };
  const toldOf = (path: string): Promise<void> =>
    vi.waitFor(() => expect(hints.some((hint) => hint !== 'everything' && hint.includes(path))).toBe(true), 10_000);
  const toldOfEverything = (): Promise<void> => vi.waitFor(() => expect(hints).toContain('everything'), 10_000);
  const write = (path: string): Promise<void> => writeFile(join(content, path), 'x');

  it('tells of a file that is written, replaced as editors do it, and removed', async () => {
    await write('posts/a.md');
    watch();
    for (const change of [
      () => write('posts/a.md'),
      async () => {
        await write('posts/.a.md.tmp');
        await rename(join(content, 'posts/.a.md.tmp'), join(content, 'posts/a.md'));
      },
      () => rm(join(content, 'posts/a.md')),
    ]) {
      hints.length = 0;
      await change();
      await toldOf('posts/a.md');
      expect(hints.flat()).toEqual(['posts/a.md']);
    }
  });

  it('tells once of what happens in quick succession', async () => {
    watch({ settle: 200, longest: 5000 });
    for (const name of ['a', 'b', 'c']) await write(`posts/${name}.md`);
    await toldOf('posts/c.md');
    expect(hints).toEqual([['posts/a.md', 'posts/b.md', 'posts/c.md']]);
  });

  it('does not wait for quiet for ever', async () => {
    watch({ settle: 200, longest: 300 });
    const writing = setInterval(() => void write('posts/a.md'), 20);
    try {
      await toldOf('posts/a.md');
    } finally {
      clearInterval(writing);
    }
  });

  it('watches folders that are made, moved and made again', async () => {
    watch();
    await mkdir(join(content, 'posts/2026/nov'), { recursive: true });
    await toldOf('posts/2026');
    await write('posts/2026/nov/a.md');
    await toldOf('posts/2026/nov/a.md');
    await rename(join(content, 'posts/2026'), join(content, 'posts/old'));
    await toldOf('posts/old');
    await write('posts/old/nov/b.md');
    await toldOf('posts/old/nov/b.md');
    await rm(join(content, 'posts/old'), { recursive: true });
    await mkdir(join(content, 'posts/old/nov'), { recursive: true });
    await vi.waitFor(async () => {
      await write('posts/old/nov/c.md');
      expect(hints.flat()).toContain('posts/old/nov/c.md');
    }, 10_000);
  });

  it('says nothing of what editors leave behind', async () => {
    watch();
    for (const name of ['.a.md.swp', 'a.md~', '#a.md#', '4913']) await write(`posts/${name}`);
    await write('posts/a.md');
    await toldOf('posts/a.md');
    expect(hints.flat()).toEqual(['posts/a.md']);
  });

  it('tells of everything when the content folder goes, comes back, or is replaced', async () => {
    watch();
    await rename(content, join(site, 'away'));
    await toldOfEverything();
    hints.length = 0;
    await rename(join(site, 'away'), content);
    await toldOfEverything();
    await write('posts/a.md');
    await toldOf('posts/a.md');
  });

  it('begins before there is a content folder', async () => {
    await rm(content, { recursive: true });
    watch();
    await mkdir(join(content, 'posts'), { recursive: true });
    await toldOfEverything();
    await vi.waitFor(async () => {
      await write('posts/a.md');
      expect(hints.flat()).toContain('posts/a.md');
    }, 10_000);
  });

  it('follows the content folder when it is a link that is turned elsewhere', async () => {
    for (const name of ['one', 'two']) await mkdir(join(site, name, 'posts'), { recursive: true });
    await rm(content, { recursive: true });
    await symlink('one', content);
    watch();
    await write('posts/a.md');
    await toldOf('posts/a.md');
    await symlink('two', join(site, 'next'));
    await rename(join(site, 'next'), content);
    await toldOfEverything();
    await writeFile(join(site, 'two/posts/b.md'), 'x');
    await toldOf('posts/b.md');
  });

  it('looks at everything from time to time, whatever it was told', async () => {
    watch({ sweep: 50 });
    await toldOfEverything();
    hints.length = 0;
    await toldOfEverything();
  });

  it('says nothing after it is closed', async () => {
    watch({ settle: 1 });
    watcher?.close();
    await write('posts/a.md');
    const other = watchContent(content, () => {}, {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    other.close();
    expect(hints).toEqual([]);
  });
});
