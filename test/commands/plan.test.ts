import { createHash } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../src/commands/plan/entry.ts';
import { postern } from '../support/postern.ts';
import type { TemporarySite } from '../support/site.ts';
import { followedServer, type ServedBlog, servedBlog } from './served-blog.ts';

// Each starts processes of its own, which a busy machine does slowly.
vi.setConfig({ testTimeout: 120_000 });

const post = (title: string, front = '', body = 'A text.'): string => `---\ntitle: ${title}\n${front}---\n\n${body}\n`;

/** A blog that is followed, and whose server has ended; its first post is silent. */
async function followedOnce(files: Record<string, string> = {}): Promise<ServedBlog> {
  const blog = await servedBlog({ 'content/posts/old.md': post('Old'), ...files });
  const server = await followedServer(blog);
  await server.stop();
  return blog;
}

/** Every file of a site with its digest. */
async function everything({ folder }: TemporarySite): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const digest = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  return Promise.all(files.sort().map(async (path) => `${path} ${await digest(path)}`));
}

async function planOf(blog: ServedBlog) {
  const { code, out } = await blog.run('plan', '--json');
  return { code, ...JSON.parse(out) };
}

const yamlOf = ({ site }: ServedBlog): Promise<string> => readFile(join(site.folder, 'postern.yaml'), 'utf8');
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('postern plan', () => {
  test('says that nothing has changed, and what was silent before and stays so', async () => {
    const blog = await followedOnce();
    const nothing = 'Nothing has changed, and nothing waits.\n\nSilent since they appeared: ';
    const before = await blog.run('plan');
    expect(before).toMatchObject({ code: 0, out: expect.stringContaining(nothing), err: '' });
    expect(before.out).toContain('There before followers were first told of anything: 1 post.');

    await blog.site.write('content/posts/older.md', post('Older', 'date: 2020-01-01\n'));
    await blog.site.write('content/posts/private.md', post('Private', 'federate: false\n'));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
      await blog.site.write(`content/posts/${name}.md`, post(`Import ${name}`));
    await blog.run('publish');
    const { code, out } = await blog.run('plan');
    expect(code).toBe(0);
    expect(out).toContain(nothing);
    expect(out).toContain(
      `${['a', 'b', 'c', 'd', 'e'].map((name) => `  content/posts/${name}.md\n`).join('')}  and 2 more: postern plan`,
    );
    expect(out).toContain('Dated more than seven days back:\n  content/posts/older.md\n');
    expect(out).toContain('Kept back by federate: false:\n  content/posts/private.md\n');
    expect(out).toContain('postern publish --announce FILE');
    const { silent } = await planOf(blog);
    expect(silent).toMatchObject({ before: 1 });
    expect(silent.posts).toHaveLength(9);
    expect(await blog.run('publish', '--announce', 'content/posts/older.md')).toMatchObject({ code: 0 });
    expect((await planOf(blog)).silent.posts).toHaveLength(8);
  });

  test('tells of every change what it is and what followers hear of it, and does none of it', async () => {
    const told = Object.fromEntries(
      ['edited', 'moved', 'minor', 'gone'].map((name) => [`content/posts/${name}.md`, post(name, '', name)]),
    );
    const blog = await followedOnce();
    for (const [path, text] of Object.entries(told)) await blog.site.write(path, text);
    expect((await blog.run('publish')).out).toContain('Sending 4 messages to 1 follower on 1 server:');

    const { site } = blog;
    await site.write('content/posts/new.md', post('New'));
    await site.write('content/posts/edited.md', post('edited', '', 'other'));
    await site.write('content/posts/minor.md', post('minor', 'edit: minor\n', 'other'));
    await rename(join(site.folder, 'content/posts/moved.md'), join(site.folder, 'content/posts/there.md'));
    await site.remove('content/posts/gone.md');
    await site.write('content/posts/old.md', post('Old', '', 'other'));
    await site.write('content/posts/older.md', post('Older', 'date: 2020-01-01\n'));
    await site.write('content/posts/private.md', post('Private', 'federate: false\n'));
    await site.write('content/posts/ahead.md', post('Ahead', 'date: 2099-01-01\n'));
    await site.write('content/pages/about.md', post('About'));
    const before = await everything(site);
    const { code, out, err } = await blog.run('plan');
    const plan = await planOf(blog);
    const brief = await blog.run('publish', '--dry-run');
    expect(await everything(site)).toEqual(before);
    expect({ code, err, brief: brief.code }).toEqual({ code: 0, err: '', brief: 0 });
    const said = plan.entries.map(({ what, path, page, followers }: Entry) => {
      const { state, message, why } = followers;
      return `${what} ${path.replace('content/', '')}: ${page}, ${state} ${message ?? why}`;
    });
    expect(said.sort()).toEqual([
      'edit posts/edited.md: changes, sends edit',
      'edit posts/minor.md: changes, nothing minor',
      'edit posts/old.md: changes, nothing untold',
      'new pages/about.md: appears, nothing page',
      'new posts/new.md: appears, sends new',
      'new posts/older.md: appears, silent old',
      'new posts/private.md: appears, silent kept back',
      'removal posts/gone.md: disappears, waits removal',
      'rename posts/there.md: changes, sends edit',
      'scheduled posts/ahead.md: appears, waits new',
    ]);
    expect(plan.entries).toContainEqual(
      expect.objectContaining({
        what: 'rename',
        from: { path: 'content/posts/moved.md', address: `${blog.origin}/posts/moved` },
      }),
    );
    expect(plan.sending).toEqual({
      messages: 3,
      followers: 1,
      servers: 1,
      deliveries: 3,
      fetches: 6,
      requests: 9,
      seconds: 1,
    });
    expect(out).toContain('postern publish would send 3 messages to 1 follower on 1 server.\n');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await blog.run('publish')).out).toContain('Sending 3 messages to 1 follower on 1 server:\n');
  });

  test('works while the blog is served, and tells what waits there', async () => {
    const blog = await servedBlog({ 'content/posts/old.md': post('Old') });
    await followedServer(blog);
    await blog.site.write('content/posts/hello.md', post('Hello'));
    await vi.waitUntil(async () => (await fetch(`${blog.origin}/posts/hello`)).status === 200, { timeout: 20_000 });
    const { entries } = await planOf(blog);
    expect(entries).toMatchObject([
      { path: 'content/posts/hello.md', page: 'stays', followers: { state: 'sends', message: 'new' } },
    ]);
    expect(new Date(entries[0].followers.at).getTime()).toBeGreaterThan(Date.now());
    expect(await blog.arrived(0)).toEqual([]);
    expect((await fetch(`${blog.origin}/posts/hello`)).status).toBe(200);
  });

  test('makes no database where there is none, and says that what is there will be silent', async () => {
    const blog = await servedBlog({ 'content/posts/a.md': post('A'), 'content/posts/b.md': post('B') });
    const before = await everything(blog.site);
    const { code, out } = await blog.run('plan');
    expect(code).toBe(0);
    expect(flat(out)).toContain('(2 posts) is sent to nobody; what you publish after that is.');
    expect(await everything(blog.site)).toEqual(before);
  });

  test('processes no picture, and knows one that is there already', async () => {
    const picture = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#c00' } })
      .jpeg()
      .toBuffer();
    const blog = await followedOnce();
    await blog.site.write('content/posts/p/red.jpg', picture);
    await blog.site.write('content/posts/p/index.md', post('P', 'cover: red.jpg\n', '![red](red.jpg)'));
    const before = await everything(blog.site);
    expect((await planOf(blog)).sending).toMatchObject({ messages: 1, deliveries: 1, fetches: 3 });
    expect(await everything(blog.site)).toEqual(before);
    await blog.run('publish');
    expect((await planOf(blog)).entries).toEqual([]);
    const other = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#0c0' } })
      .jpeg()
      .toBuffer();
    await blog.site.write('content/posts/p/red.jpg', other);
    expect((await planOf(blog)).entries).toMatchObject([
      { what: 'edit', followers: { state: 'sends', message: 'edit' } },
    ]);
  });

  test('asks the owner when the folder is empty, and exits with 3', async () => {
    const blog = await followedOnce({ 'content/posts/b.md': post('B') });
    await blog.site.remove('content/posts/old.md');
    await blog.site.remove('content/posts/b.md');
    const { code, out, err } = await blog.run('plan');
    expect(code).toBe(3);
    expect(out).toMatch(/Gone, and kept on the blog all the same:\n {2}content\/posts\/(old|b)\.md\n/);
    expect(flat(out)).toContain('- There is no file to publish in the content folder. Everything');
    expect(err).toContain('content  error  There is no file to publish');
    expect((await planOf(blog)).entries).toMatchObject([{ page: 'stays' }, { page: 'stays' }]);
  });

  test('asks about many edits at once, a renamed and edited file, and a broken one', async () => {
    const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `content/posts/${name}.md`);
    const blog = await followedOnce();
    for (const [index, file] of files.entries()) {
      await blog.site.write(file, post(`Post ${index}`));
      await blog.run('publish');
      // More than five within a minute would be an import.
      await blog.run('publish', '--announce', file);
    }
    for (const [index, file] of files.entries())
      await blog.site.write(file, post(`Post ${index}`, '', 'Another text.'));
    const held = await planOf(blog);
    expect(held.code).toBe(3);
    expect(held.decisions).toEqual([expect.stringMatching(/^6 posts changed at once/)]);
    expect(held.entries).toHaveLength(6);
    expect(held.entries[0].followers).toMatchObject({ state: 'sends', why: 'many edits', at: null });
    await blog.run('publish');

    await blog.site.remove('content/posts/a.md');
    await blog.site.write('content/posts/renamed.md', post('Post 0', '', 'Wholly other.'));
    const lookalike = await planOf(blog);
    expect(lookalike).toMatchObject({
      code: 3,
      decisions: [
        expect.stringMatching(/renamed\.md: Is this content\/posts\/a\.md, .* `id: a` .* `id: renamed` there\.$/),
      ],
    });
    await blog.site.write('content/posts/renamed.md', post('Post 0', 'id: a\n', 'Wholly other.'));
    expect(await planOf(blog)).toMatchObject({ code: 0, decisions: [], entries: [{ what: 'rename', id: 'a' }] });

    await blog.site.write('content/posts/b.md', post('B', 'date: nonsense\n'));
    const broken = await blog.run('plan');
    expect(broken).toMatchObject({ code: 3, err: expect.stringContaining('content/posts/b.md:3  error  ') });
    expect(broken.out).toContain('1 problem below');
  });

  test('asks about a file that was renamed and edited while the blog is served', async () => {
    const blog = await servedBlog({});
    await followedServer(blog);
    await blog.site.write('content/posts/a.md', post('A'));
    await blog.run('publish');
    const [before, after] = ['a', 'b'].map((name) => join(blog.site.folder, `content/posts/${name}.md`)) as [
      string,
      string,
    ];
    const isThere = (path: string) => async () => (await fetch(`${blog.origin}${path}`)).status === 200;
    await blog.site.write('content/posts/b.md', post('A', '', 'Another text.'));
    await blog.site.remove('content/posts/a.md');
    await vi.waitUntil(isThere('/posts/b'), { timeout: 20_000 });
    const told = {
      code: 3,
      decisions: [expect.stringContaining('b.md: Is this content/posts/a.md, renamed and edited?')],
      entries: expect.arrayContaining([
        expect.objectContaining({ id: 'b', followers: expect.objectContaining({ state: 'waits', why: 'lookalike' }) }),
        expect.objectContaining({ id: 'a', removal: expect.objectContaining({ at: null }) }),
      ]),
    };
    await vi.waitUntil(async () => !(await isThere('/posts/a')()), { timeout: 20_000 });
    expect(await planOf(blog)).toMatchObject(told);
    await rename(after, before);
    expect(await planOf(blog)).toMatchObject({ code: 0, decisions: [] });
    await vi.waitUntil(isThere('/posts/a'), { timeout: 20_000 });
    expect((await planOf(blog)).entries).toMatchObject([
      { id: 'b', what: 'removal' },
      { id: 'a', what: 'edit' },
    ]);
  });

  test('says that a profile has changed, and that nothing goes without an account', async () => {
    const blog = await followedOnce();
    const yaml = await yamlOf(blog);
    await blog.site.write('postern.yaml', yaml.replace('name: James', 'name: Jim'));
    expect(flat((await blog.run('plan')).out)).toContain('has changed: followers are told when the server starts.');
    const other = await servedBlog({});
    await other.site.write('postern.yaml', `url: ${other.origin}\n`);
    await other.run('publish');
    await other.site.write('content/posts/a.md', post('A'));
    expect((await other.run('plan')).out).toContain(
      'There is no account in postern.yaml to send it:\n  new      content/posts/a.md',
    );
  });

  test('says what is wrong where there is no blog', async () => {
    expect(await postern(['plan', '--site', '/nowhere/at/all'])).toMatchObject({ code: 1, out: '' });
    expect(await postern(['plan', 'hello'])).toMatchObject({ code: 2 });
  });
});
