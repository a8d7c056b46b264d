import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatProblem } from '../../src/problem.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { postern } from '../support/postern.ts';
import { until } from '../support/until.ts';

/** How many posts are as they should be. */
const sound = 240;
const slugs = Array.from({ length: sound }, (_, n) => `post-${String(n).padStart(4, '0')}`);
const post = (title: string): string => `---\ntitle: ${title}\ndate: 2026-01-02\n---\n\nText of ${title}.\n`;

/** What lies among them, each with how its problem is told; null: it is no file, and nobody's fault. */
const corrupt: Record<string, { make(path: string): Promise<unknown>; told: RegExp | null }> = {
  'latin.md': {
    make: (path) => writeFile(path, Buffer.from([...Buffer.from('---\ntitle: L\n---\n\n'), 0xe9, 0xe8, 0x0a])),
    told: /latin\.md.*UTF-8/,
  },
  'zeros.md': { make: (path) => writeFile(path, Buffer.alloc(4096)), told: /zeros\.md/ },
  'endless.md': {
    make: async (path) => {
      await writeFile(path, '---\ntitle: Endless\n---\n\n');
      await truncate(path, 100_000_000);
    },
    told: /endless\.md.*larger than 4 MB/,
  },
  'folder.md': { make: (path) => mkdir(path), told: null },
  'pipe.md': { make: async (path) => execFileSync('mkfifo', [path]), told: null },
  'dangling.md': { make: (path) => symlink('nowhere.md', path), told: /dangling\.md.*leads nowhere/ },
  'circle-a.md': { make: (path) => symlink('circle-b.md', path), told: /circle-a\.md.*leads nowhere/ },
  'circle-b.md': { make: (path) => symlink('circle-a.md', path), told: /circle-b\.md.*leads nowhere/ },
  'bomb.md': {
    make: (path) => {
      const level = (n: number) =>
        `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`;
      const lines = ['a0: &a0 [x]', ...Array.from({ length: 9 }, (_, n) => level(n + 1))];
      return writeFile(path, `---\ntitle: B\n${lines.join('\n')}\ntags: *a9\n---\n\nx\n`);
    },
    told: /bomb\.md:13 /,
  },
  'yaml.md': {
    make: (path) => writeFile(path, '---\ntitle: [unclosed\ndate: 2026-01-02\n---\n\nx\n'),
    told: /yaml\.md:\d+/,
  },
  'date.md': { make: (path) => writeFile(path, '---\ntitle: D\ndate: never\n---\n\nx\n'), told: /date\.md:3/ },
};

let blog: TestBlog;
const at = (name: string): string => join(blog.site.folder, 'content/posts', name);

beforeAll(async () => {
  blog = await startBlog(Object.fromEntries(slugs.map((slug) => [`content/posts/${slug}.md`, post(slug)])));
  for (const [name, { make }] of Object.entries(corrupt)) await make(at(name));
  await blog.restart();
}, 120_000);
afterAll(() => blog.dispose());

it('serves all others, and names the file, the line where there is one, and what to do', async () => {
  const titles = await blog.app.posts.titles({ limit: 1000 });
  expect(titles.map(({ title }) => title).filter((title) => !slugs.includes(title ?? ''))).toEqual([]);
  expect(titles).toHaveLength(sound);
  for (const slug of ['post-0000', 'post-0100', slugs.at(-1)])
    expect((await blog.get(`/posts/${slug}`)).status).toBe(200);
  const problems = (await blog.app.problems()).map(formatProblem);
  for (const { told } of Object.values(corrupt)) {
    if (told)
      expect(
        problems.some((line) => told.test(line)),
        `${told} in ${problems.join('\n')}`,
      ).toBe(true);
  }
  const named = new Set((await blog.app.problems()).map(({ path }) => path.replace('content/posts/', '')));
  const expected = Object.keys(corrupt).filter((name) => corrupt[name]?.told);
  expect([...named].sort()).toEqual(expected.sort());
  const listed = await postern(['list', '--problems', '--site', blog.site.folder]);
  for (const { told } of Object.values(corrupt)) if (told) expect(listed.out + listed.err).toMatch(told);
}, 60_000);

it('takes up a file that is written over and over while it is read, as it is at its end', async () => {
  const path = at('busy.md');
  for (let n = 0; n <= 60; n += 1) {
    // Not at once, but as a slow program writes: the file is there, and only half of it.
    await writeFile(path, post(`busy ${n}`).slice(0, 30));
    await writeFile(path, post(`busy ${n}`));
  }
  await until(async () => (await (await blog.get('/posts/busy')).text()).includes('Text of busy 60.'), 30_000);
  expect((await blog.app.problems()).map(formatProblem).filter((line) => line.includes('busy.md'))).toEqual([]);
});

it('keeps the last good version of a post whose file is damaged, and takes the mended one', async () => {
  const slug = slugs[7] as string;
  const good = await readFile(at(`${slug}.md`));
  await writeFile(at(`${slug}.md`), Buffer.alloc(good.length));
  await until(async () => (await blog.app.problems()).some(({ path }) => path.endsWith(`${slug}.md`)), 20_000);
  expect(await (await blog.get(`/posts/${slug}`)).text()).toContain(`Text of ${slug}.`);
  await writeFile(at(`${slug}.md`), post(`${slug} mended`));
  await until(async () => (await (await blog.get(`/posts/${slug}`)).text()).includes('mended'), 20_000);
});
