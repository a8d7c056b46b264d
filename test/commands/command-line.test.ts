import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { postern } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

// Each starts processes of its own, which a busy machine does slowly.
vi.setConfig({ testTimeout: 60_000 });

const packaged = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('postern', () => {
  test('says its version', async () => {
    expect(await postern(['--version'])).toEqual({ code: 0, out: `${packaged.version}\n`, err: '' });
  });

  test('explains itself, and each command', async () => {
    const { code, out } = await postern(['help']);
    expect(code).toBe(0);
    for (const name of ['init', 'serve', 'new', 'list', 'publish', 'webfinger', 'config']) {
      expect(out).toContain(`\n  ${name} `);
    }
    const [long, short] = [await typed(['help', 'new']), await typed(['new', '--help'])];
    expect(long).toEqual(short);
    expect(long.out).toContain('postern new post "Title"');
    expect(long.out).toContain('--draft');
  });
});

/** What is written → what is said about it, always with exit code 2. */
const misuses: [words: string[], said: string][] = [
  [['lst'], 'There is no command "lst". Did you mean list?\nSee: postern help\n'],
  [['hlep'], 'There is no command "hlep". Did you mean help?\nSee: postern help\n'],
  [['frobnicate'], 'There is no command "frobnicate".\nSee: postern help\n'],
  [['help', 'inti'], 'There is no command "inti". Did you mean init?\n'],
  [['list', '--draft'], 'postern list has no flag --draft. Did you mean --drafts?\nSee: postern help list\n'],
  [['serve', '-x'], 'postern serve has no flag -x.\nSee: postern help serve\n'],
  [['list', '--json=yes'], '--json takes no value.\nSee: postern help list\n'],
  [['list', '--site'], '--site needs a value: --site DIR\nSee: postern help list\n'],
  [['list', '--site', '--json'], '--site needs a value: --site DIR\nSee: postern help list\n'],
  [['list', 'all'], '"all" is too much. Write:\n  postern list\nSee: postern help list\n'],
  [['init'], 'Something is missing. Write:\n  postern init DIR\nSee: postern help init\n'],
  [['config', 'chek'], '"chek" is not a part of config: it is check or schema.\nSee: postern help config\n'],
  [['new', 'poste', 'x'], '"poste" is not something to write: it is post, note or page.\nSee: postern help new\n'],
  [['new', 'post'], 'A post needs a title: postern new post "Title"\nSee: postern help new\n'],
  [['webfinger', 'import'], '"import" is not something to do: it is export.\nSee: postern help webfinger\n'],
  [['webfinger', 'export'], 'Name one of --nginx, --caddy and --static.\nSee: postern help webfinger\n'],
];

describe('a command that is not written as it must be', () => {
  test.each(misuses)('%j', async (words, said) => {
    expect(await typed(words)).toEqual({ code: 2, out: '', err: said });
  });
});

// All others type their commands in a process that stays (test/support/typed.ts), which is true to this one only so far.
describe('a command in a process of its own', () => {
  let site: TemporarySite;
  beforeAll(async () => {
    site = await makeSite({
      'postern.yaml': 'url: https://blog.example.com\naccounts:\n  - handle: james\n',
      'content/posts/hello.md': '---\ntitle: Hello\n---\n',
    });
    expect((await postern(['publish'], { folder: site.folder })).out).toContain('Published: https://blog.example.com');
    await site.write('content/posts/copy.md', '---\nid: hello\n---\n');
  });
  afterAll(() => site.dispose());

  test.each([
    { words: ['plan'], code: 3 },
    { words: ['publish'], code: 3 },
    { words: ['list', '--json'], code: 3 },
    { words: ['comments'], code: 0 },
    { words: ['people', 'forget', 'ada@example.com', '--yes'], code: 1 },
    { words: ['followers'], code: 0 },
    { words: ['block'], code: 0 },
    { words: ['deliveries'], code: 0 },
    { words: ['accounts'], code: 0 },
    { words: ['webfinger', 'export', '--caddy'], code: 0 },
    { words: ['config', 'check'], code: 0 },
  ])('ends by itself, and says what it says in one that stays: $words', async ({ words, code }) => {
    const alone = await postern(words, { folder: site.folder });
    expect(alone).toEqual(await typed(words, { folder: site.folder }));
    expect([alone.code, alone.out + alone.err]).toEqual([code, expect.stringMatching(/\w/)]);
  });
});

describe('a Node that is too old', () => {
  const pretend = new URL('../support/pretend-old-node.cjs', import.meta.url).pathname;

  test('starts the one that npm brought', async () => {
    expect(await postern(['--version'], { node: ['--require', pretend] })).toEqual({
      code: 0,
      out: `${packaged.version}\n`,
      err: '',
    });
  });

  test('passes the exit code on', async () => {
    expect((await postern(['lst'], { node: ['--require', pretend] })).code).toBe(2);
  });

  test('says what is needed when there is no other', async () => {
    const environment = { STARTED_BY_POSTERN: '1' };
    const { code, out, err } = await postern(['--version'], { node: ['--require', pretend], environment });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      'Postern needs Node 24 or later; this is Node 20.11.1.\n' +
        'Install it from https://nodejs.org, or run `npm ci` in the folder of Postern, which brings it along.\n',
    );
  });
});
