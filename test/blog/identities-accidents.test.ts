import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { type Keeping, path, startKeeping } from './keeping.ts';
import { post } from './publishing.ts';

const [engine] = engines;
const run = promisify(execFile);
const day = 86_400_000;

let blog: Keeping;
let sound = '';

async function start(on: (typeof engines)[number]): Promise<void> {
  blog = await startKeeping(on);
  await blog.publish();
  await blog.save({ 'posts/hello.md': post('Hello'), 'posts/other.md': post('Other') });
  await blog.publish();
  await blog.news();
  sound = (await blog.file()) ?? '';
}
const startUsual = (): Promise<void> => {
  if (!engine) throw new Error('There is no engine.');
  return start(engine);
};
afterEach(() => blog.dispose());

const full = (): string => join(blog.site.folder, path);
const elsewhere = (): string => join(blog.site.folder, 'elsewhere');
const problems = () => blog.publisher.problems();

/** Publishes an edit, which makes the file be looked at: nobody is told of anything but that. */
async function edit(text: string): Promise<void> {
  await blog.save({ 'posts/hello.md': post('Hello', '', text) });
  await blog.publish();
  expect(await blog.news()).toEqual(['Update /ap/posts/hello']);
}

/** Loses the database as well, and waits longer than anything waits. */
async function lose(): Promise<void> {
  await blog.lose();
  await blog.publish();
  await blog.clock.advance(3 * day);
  await blog.publish();
  expect(await blog.news()).toEqual([]);
}

describe('in place of the file there is', () => {
  beforeEach(startUsual);
  const things: [string, () => Promise<unknown>, string][] = [
    ['a link to a file elsewhere', () => symlink(elsewhere(), full()), 'The link leads out of the content folder'],
    ['a link to itself', () => symlink('identities.json', full()), 'The link leads to itself'],
    ['a pipe', () => run('mkfifo', [full()]), 'There is something else than a file here'],
    ['200 MB of zeros', () => writeFile(full(), '').then(() => truncate(full(), 200_000_000)), 'larger than 64 MB'],
    ['what a power cut leaves', () => writeFile(full(), Buffer.alloc(sound.length)), 'This line is no JSON'],
    ['text as PowerShell writes it', () => writeFile(full(), `\uFEFF${sound}`, 'utf16le'), 'This line is no JSON'],
    [
      'twenty thousand lines of something else',
      () => writeFile(full(), '{"a"\n'.repeat(20_000)),
      'This line is no JSON',
    ],
    ['a long row of brackets', () => writeFile(full(), `${']'.repeat(300_000)}x`), 'This line is no JSON'],
    ['something very deep', () => writeFile(full(), '['.repeat(300_000)), 'This line is no JSON'],
  ];

  it.each(things)('%s: a problem, nothing is sent twice, and it comes back', async (_name, put, what) => {
    await writeFile(elsewhere(), sound);
    await rm(full());
    await put();
    await edit('Better.');
    expect((await problems()).at(0)).toMatchObject({ path, severity: 'error', what: expect.stringContaining(what) });
    expect((await problems()).at(0)?.mend).toMatch(/[Rr]emove it/);
    await rm(full());
    await put();
    await lose();
    expect(await problems()).not.toEqual([]);
    expect(await readFile(elsewhere(), 'utf8')).toBe(sound);

    await rm(full());
    await blog.publish();
    expect(await problems()).toEqual([]);
    expect(Object.keys(await blog.lines())).toEqual(['hello', 'other']);
    expect(await blog.news()).toEqual([]);
  });

  it('a link to nowhere, or one within the content folder: the file itself takes its place', async () => {
    for (const target of [join(blog.site.folder, 'nowhere'), join(blog.site.folder, 'content', 'kept.json')]) {
      await rename(full(), join(blog.site.folder, 'content', 'kept.json'));
      await symlink(target, full());
      await edit(`Better by ${target}.`);
      // What leads nowhere is as if it had been taken away.
      await blog.clock.advance(day / 24);
      await blog.keeper.save();
      expect(await problems()).toEqual([]);
      expect((await blog.lines()).hello).toMatchObject({ updated: expect.any(String) });
      expect(await readFile(join(blog.site.folder, 'content', 'kept.json'), 'utf8')).not.toContain('by content');
      await expect(stat(join(blog.site.folder, 'nowhere'))).rejects.toThrow('ENOENT');
    }
  });

  it('nothing, in a folder that is a link out of the content: nothing is written there', async () => {
    await rm(join(full(), '..'), { recursive: true });
    await mkdir(elsewhere());
    await symlink(elsewhere(), join(full(), '..'));
    await edit('Better.');
    await expect(stat(join(elsewhere(), 'identities.json'))).rejects.toThrow('ENOENT');
    await expect(stat(join(elsewhere(), '.gitattributes'))).rejects.toThrow('ENOENT');
    expect(await problems()).toMatchObject([
      { path, what: expect.stringContaining('leads out of the content folder') },
    ]);
  });
});

describe('a file that', () => {
  beforeEach(startUsual);
  it.each([
    ['has the ends of lines that Windows writes', (text: string) => text.replaceAll('\n', '\r\n')],
    ['has a byte order mark', (text: string) => `\uFEFF${text}`],
    ['was laid out by a formatter', (text: string) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`],
  ])('%s is as good as ever', async (_name, change) => {
    await writeFile(full(), change(sound));
    await lose();
    expect(await problems()).toEqual([]);
    await writeFile(full(), change((await blog.file()) ?? ''));
    await edit('Better.');
    expect(await problems()).toEqual([]);
    expect((await blog.file())?.split('\n')).toHaveLength(5);
  });

  it('is read-only is replaced, since its folder can be written', async () => {
    await chmod(full(), 0o444);
    await unprivileged(() => edit('Better.'));
    expect(await problems()).toEqual([]);
    expect((await blog.lines()).hello).toMatchObject({ updated: expect.any(String) });
  });

  it('nobody may read is left alone, until somebody may', async () => {
    await chmod(full(), 0o000);
    await unprivileged(async () => {
      await edit('Better.');
      expect(await problems()).toMatchObject([{ path, what: 'The file cannot be read (EACCES).' }]);
    });
    await chmod(full(), 0o644);
    expect(await blog.file()).toBe(sound);
    await blog.publish();
    expect(await problems()).toEqual([]);
    expect((await blog.lines()).hello).toMatchObject({ updated: expect.any(String) });
  });
});

describe.each(engines)('values that no Postern wrote, with $name', (on) => {
  beforeEach(() => start(on));

  it('are a problem of their line, and nothing is sent', async () => {
    for (const [before, after, what] of [
      ['"generation":1', '"generation":9007199254740991', 'has no `generation`'],
      ['"firstPublished":"2026', '"firstPublished":"0000', 'has no instant at `firstPublished`'],
      ['"announced":"2026-11-21', '"announced":"2026-13-45', 'has no instant at `announced`'],
      ['"/posts/hello"', `"/${'x'.repeat(10_000)}"`, 'has no `address`'],
      ['"posts/hello.md"', '"../../etc/passwd.md"', 'has no `path`'],
      ['"posts/hello.md"', '"posts/hel\\u0000lo.md"', 'has no `path`'],
      ['"in":"', '"in":"!', 'has no name of a database'],
    ] as const) {
      const damaged = sound.replace(before, after);
      expect(damaged).not.toBe(sound);
      await writeFile(full(), damaged);
      await lose();
      expect(await problems()).toMatchObject([{ path, line: 2, what: expect.stringContaining(what) }]);
      expect(await blog.file()).toBe(damaged);
    }
  });

  it('a NUL in a guid is left out, and half a character replaced', async () => {
    await writeFile(full(), sound.replace('"guid":"', '"guid":"a\\u0000b\\ud800'));
    await lose();
    expect((await blog.lines()).hello).toMatchObject({ guid: expect.stringMatching(/^ab\uFFFDhttps:/) });
  });
});

describe('git', () => {
  beforeEach(startUsual);
  const git = async (...words: string[]): Promise<string> => {
    const who = ['-c', 'user.name=James', '-c', 'user.email=james@blog.example', '-c', 'init.defaultBranch=main'];
    return (await run('git', [...who, ...words], { cwd: blog.site.folder })).stdout;
  };
  const commit = async (): Promise<void> => {
    await git('add', '.');
    await git('commit', '-qm', 'As it is.');
  };

  it('clean -fdx takes a file away that was never committed, and it comes back', async () => {
    await git('init', '-q');
    await git('add', 'content/posts');
    await git('commit', '-qm', 'Posts alone.');
    await git('clean', '-qfdx');
    await blog.publish();
    expect(await blog.file()).toBeNull();
    await blog.clock.advance(day / 24);
    await until(async () => (await blog.file()) === sound);
    expect(await blog.news()).toEqual([]);
  });

  it('checks out a branch from before there was such a file, and comes back from there', async () => {
    await git('init', '-q');
    await git('add', 'content/posts');
    await git('commit', '-qm', 'Posts alone.');
    await git('branch', 'before');
    await commit();
    await git('checkout', '-q', 'before');
    await blog.publish();
    await blog.clock.advance(day / 25);
    await blog.save({ 'posts/of-that-branch.md': post('Of that branch', 'federate: false') });
    await blog.publish();
    expect(await blog.file()).toBeNull();
    await blog.save({ 'posts/of-that-branch.md': null });
    await git('checkout', '-q', 'main');
    expect(await blog.file()).toBe(sound);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    const { 'of-that-branch': there, ...others } = await blog.lines();
    expect([there?.silent, Object.keys(others)]).toEqual([true, ['hello', 'other']]);
  });

  it('checks out an old branch with the file of then: what was renamed and edited since is found by it', async () => {
    await git('init', '-q');
    await commit();
    await git('branch', 'before');
    await blog.save({ 'posts/hello.md': null, 'posts/renamed.md': post('Hello') });
    await blog.publish();
    await blog.save({ 'posts/renamed.md': post('Another title', '', 'And another text, so that nothing is alike.') });
    await blog.publish();
    await commit();
    const news = (): Promise<string[]> => blog.news().then((all) => all.filter((one) => !one.startsWith('Update')));
    expect(await news()).toEqual([]);
    for (const branch of ['before', 'main', 'before']) {
      await git('checkout', '-qf', branch);
      await blog.publish();
      await blog.clock.advance(2 * day);
      await blog.publish({ confirmRemovals: true });
      expect(await news()).toEqual([]);
      const name = branch === 'main' ? 'renamed' : 'hello';
      expect((await blog.lines()).hello).toMatchObject({ path: `posts/${name}.md`, generation: 1 });
    }
    expect(Object.keys(await blog.lines())).toEqual(['hello', 'other']);
  });

  it('leaves a conflict where the lines of both sides are not kept: a problem, until it is resolved', async () => {
    await git('init', '-q');
    await writeFile(join(full(), '..', '.gitattributes'), 'identities.json merge\n');
    await commit();
    await git('checkout', '-qb', 'side');
    await blog.save({ 'posts/i.md': post('I') });
    await blog.publish();
    await commit();
    const side = await blog.backup();
    await git('checkout', '-q', 'main');
    await blog.lose();
    await blog.publish();
    await blog.save({ 'posts/j.md': post('J') });
    await blog.publish();
    await commit();
    await blog.news();
    await expect(git('merge', '-q', '--no-edit', 'side')).rejects.toThrow('merge -q');
    const conflict = (await blog.file()) ?? '';
    expect(conflict).toContain('<<<<<<<');
    await blog.publish();
    expect(await problems()).toMatchObject([{ path, line: 3, what: 'A merge was left unfinished here.' }]);
    expect(await blog.file()).toBe(conflict);
    // This database has never heard of the other branch's post; it is of the same blog, so the line is believed.
    expect(await blog.news()).toEqual([]);
    await blog.putBack(side);
    await blog.publish();
    expect(await blog.news()).toEqual([]);
    await lose();

    await writeFile(full(), conflict.replaceAll(/^(<<<<<<<|=======|>>>>>>>).*\n/gm, ''));
    await blog.publish();
    expect(await problems()).toEqual([]);
    expect(await blog.news()).toEqual([]);
    expect(Object.keys(await blog.lines())).toEqual(['hello', 'i', 'j', 'other']);
  });
});

/** Root may read and write everywhere. */
async function unprivileged(act: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return act();
  for (const folder of ['', 'content', 'content/posts', 'content/.postern'])
    await chmod(join(blog.site.folder, folder), 0o777);
  await chmod(join(blog.site.folder, 'content/posts/hello.md'), 0o666);
  process.seteuid?.('nobody');
  return act().finally(() => process.seteuid?.(0));
}
