import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { serve } from '../support/postern.ts';
import { makeSite, plainConfig, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each starts processes of its own, which a busy machine does slowly.
vi.setConfig({ testTimeout: 60_000 });

async function site(files: Record<string, string | null> = {}): Promise<TemporarySite> {
  const made = await makeSite({ 'content/posts/hello.md': '---\ntitle: Hello\n---\n\nThe goose.\n', ...files });
  onTestFinished(made.dispose);
  return made;
}

async function serving(words: string[], environment: Record<string, string> = {}) {
  const server = await serve(words, { environment });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

describe('a blog that is served', () => {
  test('can be read at once after init, and ends with SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-serve-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await typed(['init', 'blog', '--yes', '--title', 'Notizen', '--language', 'de'], { folder });

    const server = await serving(['--site', join(folder, 'blog')]);
    await server.says(/Stop with Ctrl\+C/);
    expect(server.said.out).toContain('Notizen is at http://localhost:');
    expect(server.said.out).toContain('\n1 post, 0 notes, no problems. Stop with Ctrl+C.\n');
    const home = await fetch(`${server.url}/`);
    expect(home.status).toBe(200);
    expect(await home.text()).toContain('Hallo Welt');
    expect((await fetch(`${server.url}/posts/hallo`)).status).toBe(200);
    expect((await fetch(`${server.url}/ueber`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(server.said.err).toMatch(
      /^\S+ What is there already \(1\) is sent to nobody; what is published from now on is\.\n$/,
    );
  });

  test('reaches no private address, whichever part of the program asks', async () => {
    const inside = createServer((_request, response) => response.end('secret'));
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void inside.close());
    const asked: string[] = [];
    inside.on('request', ({ url }) => void asked.push(url ?? ''));
    const { port } = inside.address() as AddressInfo;
    const blog = await site({
      // What a library in the same process might do: it asks when the test says so.
      'ask.mjs': `process.on('SIGUSR2', async () => {
  const addresses = process.env.TEST_ADDRESSES.split(' ');
  const answers = addresses.map((address) => fetch(address).then((answer) => answer.text(), ({ cause }) => cause.message));
  console.log('ANSWERS ' + (await Promise.all(answers)).join(' | ') + ' END');
});`,
    });
    const addresses = ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254'].map((host) => `http://${host}:${port}/`);
    const server = await serve(['--site', blog.folder], {
      node: ['--import', join(blog.folder, 'ask.mjs')],
      environment: { TEST_ADDRESSES: [...addresses, 'https://127.0.0.1/'].join(' ') },
    });
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    await server.says(/Stop with Ctrl\+C/);
    server.signal('SIGUSR2');
    await server.says(/ANSWERS .* END/);
    const answers = /ANSWERS (.*) END/.exec(server.said.out)?.[1]?.split(' | ') ?? [];
    expect(answers).toHaveLength(5);
    for (const answer of answers) expect(answer).toMatch(/may not be reached|is not a public address/);
    expect(asked).toEqual([]);
    expect(await server.stop()).toBe(0);
  });

  test('tells problems with their lines, new ones as they come, and when they are mended', async () => {
    const blog = await site({ 'content/posts/bad.md': '---\ntitle: Bad\ndate: soon\n---\n' });
    const server = await serving(['--site', blog.folder]);
    await server.says(/error: content\/posts\/bad\.md:3 {2}"soon" is no date\./);
    expect(server.said.out).toContain('1 post, 0 notes, 1 problem.');

    await blog.write('content/posts/second.md', '---\ntitle: Second\n---\n');
    await server.says(/Published: http:\/\/localhost:3000\/posts\/second\n/);
    await blog.write('content/posts/hello.md', '---\ntitel: Hello\n---\n');
    await server.says(/error: content\/posts\/hello\.md:1 {2}The post has no title\./);
    expect(await (await fetch(`${server.url}/posts/hello`)).text()).toContain('The goose.');
    await blog.write('content/posts/bad.md', '---\ntitle: Bad\n---\n');
    await server.says(/content\/posts\/bad\.md is in order again\./);
    expect(await server.stop('SIGINT')).toBe(0);
  });

  test('says when postern.yaml has changed, and what is wrong with it', async () => {
    const blog = await site();
    const server = await serving(['--site', blog.folder]);
    await server.says(/Stop with Ctrl\+C/);
    await blog.write('postern.yaml', plainConfig.replace('title: Notes', 'title: Letters'));
    await server.says(/warn: postern\.yaml has changed\. Start Postern again to use it\./);
    await blog.write('postern.yaml', 'titel: Letters\n');
    await server.says(/error: postern\.yaml:1 {2}There is no key "titel"\. Did you mean "title"\?/);
    await server.says(/could not be used as it is\. The blog goes on with what it said before\./);
    expect(await (await fetch(server.url)).text()).toContain('Notes');
  });

  test('speaks JSON to machines', async () => {
    const blog = await site();
    const server = await serving(['--site', blog.folder], {
      POSTERN_LOG: 'json',
      POSTERN_URL: 'https://blog.example.com',
    });
    expect(server.said.out).toBe('');
    const lines = server.said.err.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual({
      level: 'info',
      time: expect.any(String),
      message: 'The blog is being served.',
      url: server.url,
      address: 'https://blog.example.com',
      posts: 1,
      notes: 0,
      problems: 0,
    });
  });

  test('ends when npm, which started it in a shell, is ended', async () => {
    const blog = await site();
    const program = [
      process.execPath,
      new URL('../../bin/postern.js', import.meta.url).pathname,
      '--site',
      blog.folder,
    ];
    const shell = spawn('sh', ['-c', `${program.map((word) => `'${word}'`).join(' ')}; true`], {
      env: { ...process.env, npm_lifecycle_event: 'start', POSTERN_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // The pipe is held by the server too, so it closes only when both have ended.
    const ended = new Promise((resolve) => shell.on('close', resolve));
    await new Promise<void>((resolve) => {
      shell.stdout.setEncoding('utf8').on('data', (text: string) => void (text.includes('Ctrl+C') && resolve()));
    });
    shell.kill('SIGKILL');
    await ended;
  });

  test('has no second server on its database', async () => {
    const blog = await site();
    await serving(['--site', blog.folder]);
    const second = await typed(['serve', '--site', blog.folder], { environment: { POSTERN_PORT: '0' } });
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toMatch(/^Another Postern is serving .*postern\.db\. .*\n$/);
  });
});

describe('a folder without a blog', () => {
  test('is answered with a page that says what to do', async () => {
    const blog = await site({ 'postern.yaml': null });
    const server = await serving(['--site', blog.folder], { POSTERN_HOST: '0.0.0.0' });
    expect(server.said.out).toContain(`There is no postern.yaml in ${blog.folder}.`);
    const page = await fetch(server.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await page.text();
    expect(text).toContain(`<code>${blog.folder}</code>`);
    expect(text).toContain('postern init my-blog');
    expect((await fetch(`${server.url}/posts/hello`)).status).toBe(404);
    expect(await server.stop()).toBe(0);
    expect(await readdir(blog.folder)).toEqual(['content']);
  });
});

/** One sentence, exit code 1, and nothing in the folder that was not there before. */
async function refused(blog: TemporarySite, environment: Record<string, string> = {}): Promise<string> {
  // The lock is an empty file that means nothing once its process has ended.
  const list = async () => (await readdir(blog.folder, { recursive: true })).filter((name) => !name.endsWith('.lock'));
  const before = await list();
  const { code, out, err } = await typed(['serve', '--site', blog.folder], {
    environment: { POSTERN_PORT: '0', ...environment },
  });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(await list()).toEqual(before);
  return err;
}

describe('what cannot be served ends in one clear sentence, with nothing changed', () => {
  test('a configuration without a url', async () => {
    expect(await refused(await site({ 'postern.yaml': 'title: Notes\n' }))).toBe(
      'postern.yaml  error  The url is missing: it says where the blog lives. Write url: https://blog.example.com with your own address, or url: http://localhost:3000 to try Postern on this machine.\n',
    );
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, 'localhost');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const said = await refused(await site(), { POSTERN_PORT: String(port) });
    expect(said).toMatch(new RegExp(`^[^\\n]*${port}[^\\n]*\\n$`));
    expect(said).not.toContain('    at ');
  });

  test('a folder that is not there', async () => {
    const blog = await site();
    expect(await typed(['serve', '--site', join(blog.folder, 'x')])).toEqual({
      code: 1,
      out: '',
      err: `There is no folder ${join(blog.folder, 'x')}. Make a blog in it with: postern init ${join(blog.folder, 'x')}\n`,
    });
  });

  test('a folder that is a file, or cannot be read', async () => {
    const blog = await site();
    const file = await typed(['serve', '--site', join(blog.folder, 'postern.yaml')]);
    expect(file.err).toBe(`${join(blog.folder, 'postern.yaml')} is a file. Name the folder that holds postern.yaml.\n`);
    await symlink('loop', join(blog.folder, 'loop'));
    const loop = await typed(['serve', '--site', join(blog.folder, 'loop')]);
    expect(loop.err).toBe(
      `The folder ${join(blog.folder, 'loop')} cannot be read (ELOOP). Mend its rights, or start Postern as its owner.\n`,
    );
    expect([file.code, loop.code]).toEqual([1, 1]);
  });

  test('a database that is none', async () => {
    const blog = await site();
    await blog.write('data/postern.db', 'This is a letter, not a database.'.repeat(100));
    const said = await refused(blog, {});
    expect(said).toMatch(/^[^\n]+\n$/);
    expect(said).not.toContain('Postern failed');
  });

  test('a database that is nowhere to be reached', async () => {
    const said = await refused(await site(), { POSTERN_DATABASE: 'postgres://u:secret@127.0.0.1:9/blog' });
    expect(said).toMatch(/^[^\n]+\n$/);
    expect(said).not.toContain('secret');
    expect(said).not.toContain('Postern failed');
  });

  test('a database of a newer version', async () => {
    const blog = await site();
    const server = await serving(['--site', blog.folder]);
    await server.says(/Stop with Ctrl\+C/);
    await server.stop();
    const { default: SqliteFile } = await import('better-sqlite3');
    const file = new SqliteFile(join(blog.folder, 'data/postern.db'));
    const tables = file
      .prepare("select name from sqlite_master where type = 'table' and name like '%migration%'")
      .all();
    const [{ name }] = tables as [{ name: string }];
    const row = file.prepare(`select * from "${name}" limit 1`).get() as Record<string, unknown>;
    const newer = Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? 9e12 : `9999_${value}`]),
    );
    const names = Object.keys(newer);
    file
      .prepare(
        `insert into "${name}" (${names.map((key) => `"${key}"`).join()}) values (${names.map(() => '?').join()})`,
      )
      .run(...Object.values(newer));
    file.close();
    const said = await refused(blog);
    expect(said).toMatch(/newer[^\n]*\n$/);
    expect(said).not.toContain('Postern failed');
  });
});
