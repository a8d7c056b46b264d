import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchContent } from '../../src/content/watch.ts';
import { engines } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { type Keeping, path, startKeeping } from './keeping.ts';
import { post } from './publishing.ts';

const [engine] = engines;
const run = promisify(execFile);

let blog: Keeping;
beforeEach(async () => {
  if (!engine) throw new Error('There is no engine.');
  blog = await startKeeping(engine);
  await blog.publish();
  await blog.save({ 'posts/hello.md': post('Hello'), 'posts/other.md': post('Other') });
  await blog.publish();
  await blog.news();
});
afterEach(() => blog.dispose());

const full = (): string => join(blog.site.folder, path);
const inode = async (): Promise<number> => (await stat(full())).ino;
const problems = () => blog.publisher.problems();
const sound = async (): Promise<string> => (await blog.file()) ?? '';

describe('the file beside the content', () => {
  it('is JSON with one line a post, and keeps what is known of each', async () => {
    const lines = (await sound()).split('\n');
    expect(lines[0]).toBe(
      '[{"postern":"identities","version":1,"url":"https://blog.example","since":"2026-11-21T12:00:00.000Z"}',
    );
    expect(lines.slice(1).map((line) => line.slice(0, 14))).toEqual([',{"id":"hello"', ',{"id":"other"', ']', '']);
    expect(await blog.lines()).toMatchObject({
      hello: {
        ...{ generation: 1, path: 'posts/hello.md', address: '/posts/hello', by: 'james' },
        ...{ guid: 'https://blog.example/ap/posts/hello', firstPublished: '2026-11-21T12:00:00.000Z' },
        ...{ announced: '2026-11-21T12:00:00.000Z', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    });
    expect(await readdir(join(full(), '..'))).toEqual(['.gitattributes', 'identities.json']);
    expect(await sound()).not.toMatch(/private|PRIVATE|"d":/);
  });

  it('is written only when there is something else to say', async () => {
    const before = await inode();
    await blog.save({ 'posts/hello.md': post('Hello', 'edit: minor', 'Nobody needs to know.') });
    await blog.publish();
    await blog.publish();
    expect(await inode()).toBe(before);
    await blog.save({ 'posts/third.md': post('Third') });
    await blog.publish();
    expect(await inode()).not.toBe(before);
  });

  it('is written again within an hour when it was removed', async () => {
    const before = await sound();
    await rm(join(full(), '..'), { recursive: true });
    await blog.publish();
    expect(await blog.file()).toBeNull();
    await blog.clock.advance(3_600_000);
    await until(async () => (await sound()) === before);
  });

  it('is written again at once by the next process when it was removed', async () => {
    const before = await sound();
    await blog.putBack(await blog.backup());
    await rm(join(full(), '..'), { recursive: true });
    await blog.publish();
    expect(await sound()).toBe(before);
  });

  it('takes away what a killed process left beside it', async () => {
    const leftover = `${full()}.12345.tmp`;
    await writeFile(leftover, 'half of it');
    await utimes(leftover, new Date(0), new Date(0));
    await blog.save({ 'posts/third.md': post('Third') });
    await blog.publish();
    expect(await readdir(join(full(), '..'))).toEqual(['.gitattributes', 'identities.json']);
  });

  it('follows by itself, a second after a publish', async () => {
    await blog.save({ 'posts/third.md': post('Third') });
    await blog.publisher.publish();
    expect(await sound()).not.toContain('third');
    await blog.clock.advance(1000);
    await until(async () => (await sound()).includes('third'));
  });

  it('says nothing to the watcher', async () => {
    const hints: unknown[] = [];
    const watcher = watchContent(join(blog.site.folder, 'content'), (hint) => hints.push(hint), { settle: 5 });
    await rm(join(full(), '..'), { recursive: true });
    await blog.publish();
    await blog.save({ 'posts/last.md': post('Last') });
    await until(() => hints.length > 0);
    watcher.close();
    expect(hints).toEqual([['posts/last.md']]);
  });

  it('is left alone while the folder looks like an accident, so that git can go back', async () => {
    await blog.save({ 'posts/a.md': post('A'), 'posts/b.md': post('B'), 'posts/c.md': post('C') });
    await blog.publish();
    const all = ['a', 'b', 'c', 'hello', 'other'].map((name) => `posts/${name}.md`);
    await blog.save({
      ...Object.fromEntries(all.map((name) => [name, null])),
      'posts/of-that-branch.md': post('Older'),
    });
    await blog.site.write(path, '[{"postern":"identities","version":1,"url":"https://blog.example"}\n]\n');
    const old = await sound();
    await blog.publish();
    expect(await problems()).toMatchObject([{ what: expect.stringContaining('looks like an accident') }]);
    expect(await sound()).toBe(old);
  });

  it('is not made where the content folder is not there', async () => {
    await blog.site.remove('content');
    await blog.publish();
    await expect(stat(join(blog.site.folder, 'content'))).rejects.toThrow('ENOENT');
  });

  it('is kept in the database alone where the folder is read-only, with one warning', async () => {
    await blog.putBack(await blog.backup());
    await rm(join(full(), '..'), { recursive: true });
    const content = join(blog.site.folder, 'content');
    await chmod(blog.site.folder, 0o755);
    await chmod(content, 0o555);
    try {
      await unprivileged(async () => {
        await blog.publish();
        expect(await problems()).toEqual([
          {
            ...{ path, line: null, severity: 'warning' },
            what: 'The content folder cannot be written, so what the world knows your posts by is in the database alone.',
            mend: 'Make a backup of the database, or let Postern write content/.postern.',
          },
        ]);
      });
    } finally {
      await chmod(content, 0o755);
    }
    await blog.publish();
    expect(await problems()).toEqual([]);
    expect(await sound()).toContain('hello');
  });

  it('of another address of the web is neither read nor changed; one of a preview is', async () => {
    const other = (await sound()).replaceAll('https://blog.example', 'https://other.example');
    await writeFile(full(), other);
    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await sound()).toBe(other);
    expect(await problems()).toMatchObject([
      { path, line: 1, severity: 'warning', what: expect.stringContaining('is for https://other.example') },
    ]);

    await writeFile(full(), other.replaceAll('https://other.example', 'http://localhost:3000'));
    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await problems()).toEqual([]);
    expect(await blog.lines()).toMatchObject({ hello: { guid: 'https://blog.example/ap/posts/hello', silent: true } });
  });
});

describe('a damaged file', () => {
  const damages: [string, (text: string) => string, number | null][] = [
    [
      'a merge that was left unfinished',
      (text) => text.replace(/(,\{"id":"hello.*\n)/, '<<<<<<< HEAD\n$1=======\n>>>>>>> other\n'),
      2,
    ],
    ['a line that is no JSON', (text) => text.replace('"id":"hello"', '"id":"hel'), 2],
    ['a line without an id', (text) => text.replace('"id":"other",', ''), 3],
    ['an end that is missing', (text) => text.slice(0, text.indexOf(',{"id":"other"')), 3],
    ['nothing in it', () => '', 1],
    ['something else in it', () => 'never mind\n', 1],
    ['another version', (text) => text.replace('"version":1', '"version":2'), 1],
    [
      'two posts with one id',
      (text) =>
        text.replace(
          /\n\]/,
          '\n,{"id":"hello","generation":1,"path":"posts/elsewhere.md","address":"/x","guid":"x","firstPublished":"2025-01-01T00:00:00.000Z"}\n]',
        ),
      4,
    ],
  ];

  it.each(damages)('by %s is a problem, not written over, and sends nothing', async (_name, damage, line) => {
    const text = await sound();
    await writeFile(full(), damage(text));
    await blog.save({ 'posts/third.md': post('Third') });
    await blog.publish();
    expect(await sound()).toBe(damage(text));
    expect(await problems()).toMatchObject([{ path, line, severity: 'error', mend: expect.any(String) }]);
    expect(await blog.news()).toEqual(['Create /ap/posts/third']);

    // Mended, it follows again.
    await writeFile(full(), text);
    await blog.publish();
    expect(await problems()).toEqual([]);
    expect(await sound()).toContain('third');
  });

  it.each(damages)('by %s sends nothing twice after the database was lost as well', async (_name, damage) => {
    const broken = damage(await sound());
    await writeFile(full(), broken);
    await blog.lose();
    await blog.publish();
    await blog.clock.advance(3 * 86_400_000);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await sound()).toBe(broken);
    expect(await problems()).not.toEqual([]);
    await blog.save({ 'posts/third.md': post('Third') });
    await blog.publish();
    expect(await blog.news()).toEqual(['Create /ap/posts/third']);
  });

  it.each(['.postern/identities.json', '.postern'])(
    'is a problem too where content/%s is no such thing',
    async (name) => {
      await rm(join(full(), '..'), { recursive: true });
      if (name === '.postern') await blog.site.write('content/.postern', '');
      else await mkdir(full(), { recursive: true });
      await blog.save({ 'posts/third.md': post('Third') });
      await blog.publish();
      expect(await problems()).toMatchObject([
        { path, line: null, severity: 'error', mend: expect.stringContaining('Remove it') },
      ]);
      await blog.lose();
      await blog.publish();
      expect(await blog.news()).toEqual([]);
      await rm(join(blog.site.folder, 'content', name), { recursive: true });
      await blog.publish();
      expect(await problems()).toEqual([]);
      expect(await sound()).toContain('third');
    },
  );
});

describe('two branches', () => {
  const git = async (...words: string[]): Promise<string> => {
    const who = ['-c', 'user.name=James', '-c', 'user.email=james@blog.example', '-c', 'init.defaultBranch=main'];
    return (await run('git', [...who, ...words], { cwd: blog.site.folder })).stdout;
  };
  const commit = async (): Promise<void> => {
    await git('add', '.');
    await git('commit', '-qm', 'As it is.');
  };

  it('that published different posts are merged by git, and a lost database knows those of both', async () => {
    await git('init', '-q');
    await commit();
    await git('checkout', '-qb', 'side');
    await blog.save({ 'posts/i-side.md': post('Side'), 'posts/z-side.md': post('Last of all') });
    await blog.publish();
    await commit();
    await git('checkout', '-q', 'main');
    await blog.lose();
    await blog.publish();
    await blog.save({ 'posts/i-main.md': post('Main'), 'posts/zz-main.md': post('Last of all') });
    await blog.publish();
    await commit();
    await git('merge', '-q', '--no-edit', 'side');
    expect(await git('status', '--porcelain')).toBe('');

    await blog.lose();
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await problems()).toEqual([]);
    expect(Object.keys(await blog.lines())).toEqual(['hello', 'i-main', 'i-side', 'other', 'z-side', 'zz-main']);
  });

  it('that both told an edit of one post leave two lines, of which the newer counts', async () => {
    await git('init', '-q');
    await commit();
    await git('checkout', '-qb', 'side');
    await blog.save({ 'posts/hello.md': post('Hello', '', 'Edited there.') });
    await blog.clock.advance(3_600_000);
    await blog.publish();
    await commit();
    await git('checkout', '-q', 'main');
    await blog.lose();
    await blog.publish();
    await blog.clock.advance(3_600_000);
    await blog.save({ 'posts/hello.md': post('Hello', '', 'Edited here.') });
    await blog.publish();
    await commit();
    await git('merge', '-q', '--no-edit', '-X', 'ours', 'side');
    expect((await sound()).match(/"id":"hello"/g)).toHaveLength(2);

    await blog.lose();
    expect(await problems()).toMatchObject([
      { path, severity: 'warning', what: expect.stringContaining('`hello` has another line') },
    ]);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    expect(await problems()).toEqual([]);
    const { hello } = await blog.lines();
    expect(hello).toMatchObject({ announced: '2026-11-21T12:00:00.000Z', updated: '2026-11-21T14:00:00.000Z' });
    expect(await readFile(join(blog.site.folder, 'content/posts/hello.md'), 'utf8')).toContain('Edited here.');
  });
});

/** Root may write everywhere. */
async function unprivileged(act: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.('nobody');
  return act().finally(() => process.seteuid?.(0));
}
