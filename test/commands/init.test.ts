import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { init } from '../../src/commands/init.ts';
import { readConfig } from '../../src/config.ts';
import { scriptedCall } from '../support/call.ts';
import { noContact } from '../support/comments.ts';
import { typed } from '../support/typed.ts';

// Each waits for other processes, which a busy machine runs slowly.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const flags = [
  '--title',
  'Notes: "mine"',
  '--url',
  'https://blog.example.com',
  '--name',
  'Zoë Müller',
  '--handle',
  'zoe',
];

async function filesIn(blog: string): Promise<string[]> {
  const entries = await readdir(join(folder, blog), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, blog).length + 1))
    .sort();
}

describe('postern init', () => {
  test.each([
    ['en', 'hello', 'about', 'Hello, world'],
    ['de', 'hallo', 'ueber', 'Hallo Welt'],
  ])('makes a blog in %s that is in order', async (language, post, page, title) => {
    const words = ['init', 'blog', ...flags, '--language', language, '--timezone', 'Pacific/Kiritimati'];
    const made = await typed(words, { folder });
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('People will follow @zoe@blog.example.com.');

    const files = await filesIn('blog');
    expect(files.map((file) => file.replace(/\d{4}-\d\d-\d\d/, 'DAY'))).toEqual(
      [
        '.gitignore',
        'README.md',
        'content/notes/.gitkeep',
        `content/pages/${page}.md`,
        `content/posts/DAY-${post}.md`,
        'postern.yaml',
        'public/.gitkeep',
      ].sort(),
    );
    const { config, problems } = await readConfig(join(folder, 'blog'), {});
    expect(problems).toEqual([]);
    expect(config?.site).toMatchObject({
      title: 'Notes: "mine"',
      origin: 'https://blog.example.com',
      language,
      timezone: 'Pacific/Kiritimati',
      accounts: [{ user: 'zoe', name: 'Zoë Müller', summary: null }],
    });

    // Fourteen hours ahead of UTC: the first post must not be one of tomorrow.
    const listed = await typed(['list', '--json', '--site', 'blog'], { folder });
    expect(listed.code).toBe(0);
    const { entries, problems: found } = JSON.parse(listed.out);
    expect(found).toEqual([]);
    expect(entries).toMatchObject([
      { state: 'published', title, address: `https://blog.example.com/posts/${post}` },
      { state: 'published', address: `https://blog.example.com/${page}` },
    ]);
  });

  test('says what it assumes when nobody is there to be asked', async () => {
    const { code, out } = await typed(['init', 'blog', '--name', 'James Bond'], { folder });
    expect(code).toBe(0);
    expect(out).toContain('Nobody is there to be asked');
    expect(out).toContain('  url: http://localhost:3000\n  handle: james\n');
    expect(out).not.toContain('  name:');
    expect(out).toContain('write its https:// address as url in postern.yaml');
  });

  test('assumes in silence with --yes', async () => {
    const { code, out } = await typed(['init', 'blog', '--yes'], { folder });
    expect(code).toBe(0);
    expect(out).not.toContain('assumed');
  });

  test('refuses a flag that cannot be used, and writes nothing', async () => {
    expect(await typed(['init', 'blog', '--timezone', 'Berlin'], { folder })).toEqual({
      code: 2,
      out: '',
      err: '--timezone: "Berlin" is not a time zone. Write Europe/Berlin.\nSee: postern help init\n',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('touches no folder that holds anything', async () => {
    await mkdir(join(folder, 'blog'));
    await writeFile(join(folder, 'blog', 'letter.txt'), 'Dear James');
    const { code, out, err } = await typed(['init', 'blog', '--yes'], { folder });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `The folder ${join(folder, 'blog')} is not empty. Nothing was written; name one that is new or empty.\n`,
    );
    expect(await filesIn('blog')).toEqual(['letter.txt']);
  });

  test('makes no second blog over the first', async () => {
    await typed(['init', 'blog', '--yes', '--title', 'First'], { folder });
    const again = await typed(['init', 'blog', '--yes', '--title', 'Second'], { folder });
    expect(again.code).toBe(1);
    expect(again.err).toContain('There is a blog in');
    expect(await readFile(join(folder, 'blog/postern.yaml'), 'utf8')).toContain('title: First');
  });

  test('takes a folder in which git was begun', async () => {
    await mkdir(join(folder, 'blog/.git'), { recursive: true });
    expect((await typed(['init', 'blog', '--yes'], { folder })).code).toBe(0);
  });

  test('names the next commands so that they can be typed as they are', async () => {
    const environment = { npm_lifecycle_event: 'start' };
    const { out } = await typed(['init', "Größe & James' blog", '--yes'], { folder, environment });
    expect(out).toContain(`\n  npm start -- serve --site "Größe & James' blog"\n`);
    const { call, said } = scriptedCall({ words: [join(folder, 'a$b')], flags: { yes: true } });
    await init.run(call);
    expect(said.out).toContain(`  postern new post "My first post" --site '${join(folder, 'a$b')}'`);
    expect(await init.run(call)).toBe(1);
    expect(said.err[0]).toContain(`show it with: postern serve --site '${join(folder, 'a$b')}'`);
  });

  test('makes one line of a name that came with line breaks', async () => {
    await typed(['init', 'blog', '--yes', '--title', 'Notes:\n  mine\n'], { folder });
    const { config, problems } = await readConfig(join(folder, 'blog'), {});
    expect(problems).toEqual([]);
    expect(config?.site.title).toBe('Notes: mine');
  });

  test('asks on a terminal what no flag says, and again after an answer that cannot be used', async () => {
    const { call, said, asked } = scriptedCall({
      words: [join(folder, 'blog')],
      flags: { title: 'Notes' },
      answers: [
        'blog.example.com',
        'https://blog.example.com',
        'Ada',
        '',
        'english',
        'en',
        'Europe/London',
        '',
        'ada',
        'ada@example.com',
        '',
      ],
    });
    expect(await init.run(call)).toBe(0);
    expect(asked).toEqual([
      'Where will it live? (its https:// address; to look around first, leave it)',
      'Where will it live? (its https:// address; to look around first, leave it)',
      'What is your name?',
      'Which user name shall people follow?',
      'In which language do you write?',
      'In which language do you write?',
      'In which time zone?',
      expect.stringMatching(/^Who answers for the blog, by full name\? \(optional; .*imprint/),
      expect.stringMatching(/^At which e-mail address can readers reach you\? \(optional; .*removed/),
      expect.stringMatching(/^At which e-mail/),
      expect.stringMatching(/^At which postal address.*\? \(optional; .*law/),
    ]);
    expect(said.err).toEqual([
      '  The url "blog.example.com" is not a whole address. Write https://blog.example.com.',
      '  "english" is not a language that browsers know. Write en.',
      '  "ada" is no mail address. Write it as james@example.com.',
    ]);
    const { config } = await readConfig(join(folder, 'blog'), {});
    expect(config?.site).toMatchObject({ title: 'Notes', timezone: 'Europe/London', accounts: [{ user: 'ada' }] });
    expect(config?.site.contact).toEqual({ ...noContact, email: 'ada@example.com' });
  });

  test('asks in German whoever writes in German, and writes down who is behind the blog', async () => {
    const { call, asked } = scriptedCall({
      words: [join(folder, 'blog')],
      flags: { title: 'Notizen', url: 'https://blog.example.com', name: 'Zoë', handle: 'zoe', language: 'de-AT' },
      answers: ['Europe/Vienna', 'Zoë "Z" Müller', 'zoe@example.com', 'Gasse 1 , 1010 Wien,'],
    });
    expect(await init.run(call)).toBe(0);
    expect(asked).toEqual([
      'In welcher Zeitzone?',
      expect.stringMatching(/Impressum/),
      expect.stringMatching(/E-Mail-Adresse/),
      expect.stringMatching(/Postanschrift/),
    ]);
    const { config, problems } = await readConfig(join(folder, 'blog'), {});
    expect(problems).toEqual([]);
    expect(config?.site.contact).toEqual({
      ...noContact,
      ...{ name: 'Zoë "Z" Müller', email: 'zoe@example.com', address: ['Gasse 1', '1010 Wien'] },
    });
  });

  test('takes who is behind the blog from flags, and names nobody where none says so', async () => {
    const words = ['init', 'blog', '--yes', '--contact', 'Zoë Müller', '--email', 'zoe@example.com'];
    await typed([...words, '--address', 'Gasse 1, 1010 Wien'], { folder });
    const { config } = await readConfig(join(folder, 'blog'), {});
    expect(config?.site.contact).toMatchObject({ name: 'Zoë Müller', address: ['Gasse 1', '1010 Wien'] });
    expect((await typed(['init', 'other'], { folder })).out).not.toMatch(/contact|email|address:/);
    const other = await readConfig(join(folder, 'other'), {});
    expect([other.config?.site.contact, other.problems]).toEqual([noContact, []]);
  });
});
