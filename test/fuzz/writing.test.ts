import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseEntry } from '../../src/content/front-matter.ts';
import { closeHighlighter } from '../../src/content/highlight.ts';
import { renderFeed, renderInline, renderPage, renderWire } from '../../src/content/markdown.ts';
import { outline } from '../../src/content/outline.ts';
import { slugify } from '../../src/content/slug.ts';
import { contextAt } from '../support/markdown.ts';
import { naughtyStrings } from './collections.ts';
import { grows, tooLong } from './effort.ts';
import { harmIn } from './page.ts';
import { trees } from './trees.ts';
import { factor, patience, tally, times } from './trial.ts';

afterAll(closeHighlighter);

const context = contextAt('https://blog.example');
const read = (text: string) => parseEntry('posts/a.md', Buffer.from(text), { timezone: 'Europe/Berlin' });

const corpus = new URL('../fixtures/corpora/commonmark/examples.json', import.meta.url);
const examples = JSON.parse(readFileSync(corpus, 'utf8')) as string[];

const ownPictures = /^https:\/\/blog\.example\//;
const anyPictures = /^(?:https?:\/\/|data:image\/(?:png|jpeg|gif|webp|avif);base64,)/i;

async function isWhole(text: string): Promise<void> {
  const { html } = await renderPage(text, context);
  expect(harmIn(html, ownPictures)).toEqual([]);
  for (const markup of [renderFeed(text, context), renderWire(text, context), renderInline(text, context)]) {
    expect(harmIn(markup, anyPictures)).toEqual([]);
  }
}

describe('what an author writes', () => {
  it(
    'is whole where it is an example of CommonMark, alone and behind the others',
    async () => {
      const some = factor > 1 ? examples : examples.filter((_, index) => index % 16 === 0);
      tally(some.length);
      for (const example of some) await isWhole(example);
      await isWhole(examples.join('\n\n'));
      expect(examples).toHaveLength(652);
    },
    patience,
  );

  const line = fc.oneof(
    fc.constantFrom(...examples),
    fc.constantFrom('# Reply', '# fn hello 1', '## fnref-hello-1', '# content', '# reply 2', '<p id="replies">x</p>'),
    fc.constantFrom(
      '<h2 id="reply">x</h2>',
      'x[^1]',
      '[^1]: note',
      '> [!NOTE] x',
      '- [ ] x',
      '$$\nx\n$$',
      '```js\nx\n```',
    ),
    fc.constantFrom(
      '![x](hills.jpg "x")',
      '#tag @a@b.example',
      '|a|b|\n|-|-|\n|c|d|',
      '<details><summary>',
      '</details>',
    ),
    fc.constantFrom(...naughtyStrings),
    trees,
  );
  const indented = fc
    .tuple(fc.constantFrom('', '', '> ', '- ', '1. ', '    ', '| '), line)
    .map((pair) => pair.join(''));
  const body = fc
    .tuple(fc.array(indented, { maxLength: 12 }), fc.constantFrom('\n', '\n\n', '  \n'))
    .map(([lines, end]) => lines.join(end));

  it(
    'is whole, runs nothing and has each id once, however it is mixed',
    () => fc.assert(fc.asyncProperty(body, isWhole), times(25)),
    patience,
  );

  it.each([
    ['headings and footnotes of one name', '# fn hello 1\n\n# fnref-hello-1\n\nx[^1]y[^1]\n\n[^1]: n'],
    ['an id that is written twice', '<p id="a">b</p>\n\n# a\n\n<p id="a">c</p>\n\n<h2 id="a">d</h2>'],
    ['an id of the page’s own', '<p id="replies">a</p>\n\n<p id="content">b</p>\n\n<p id="reply-2">b</p>'],
    ['a heading that is called as remarks are', '# Reply\n\n# Reply\n\n# Reply 2'],
  ])('has each id once: %s', async (_, text) => {
    const { html, headings } = await renderPage(text, context);
    expect(harmIn(`<main id="content"><i id="replies"></i><i id="reply-2"></i>${html}</main>`)).toEqual([]);
    for (const { id } of headings.filter(({ text }) => text !== 'a')) expect(html).toContain(`<h2 id="${id}"`);
  });
});

/** What texts are filled with that are made to take long. */
const units = [
  ...[
    '[',
    '![',
    '[a](',
    '[a](b',
    '[a][',
    '[^',
    '[^a]',
    '[a]: ',
    '[a]: b\n',
    '[^1]: a\n\n',
    '](',
    'a](',
    '[a](<',
    '[a](a "',
  ],
  ...[
    '*',
    '*a ',
    '*a **a ',
    '_a ',
    'a**',
    '~~',
    '`',
    '``a`',
    '`` ` ',
    '$',
    '$a',
    '$$',
    '$$a\n',
    '> $$a\n',
    '\\$',
    '\\',
  ],
  ...[
    '<',
    '<a ',
    '<a x=',
    '<a href="',
    '<!--',
    '<?',
    '<!A',
    '<b>',
    '<b>\n',
    '<img src=a>\n',
    '<p>',
    '<div>\n\n',
    '</',
    '&',
    '&#',
  ],
  ...['http://a', 'https://a.b ', '@a@b.example ', '@a@', `@a@${'a.'.repeat(30)}`, '#a', '#a·', '·', 'a+', 'C+', "a'"],
  ...[
    '> ',
    '>',
    '- ',
    '* a\n',
    '1. ',
    '1) a\n  ',
    ' ',
    '\t',
    '    a\n',
    '\n',
    '|',
    '|a|b|\n|-|-|\n',
    '||\n',
    '# a\n',
    '## a\n\n',
  ],
  ...[
    '```\n',
    '~~~\n',
    '> [!NOTE]\n',
    '> [!note] ',
    '- [ ] a\n',
    '![a](b.png)\n\n',
    'a\n===\n',
    '---\n',
    'x_',
    '\u0301',
    'ß',
  ],
  ...['(', '"', "'", '\u200b', '\u{1f600}', '\r', '<svg>', '<style>', '<table>', '<details>', '[[a]]', '{', 'a, '],
];

const acts: Record<string, (text: string) => unknown> = {
  'as a feed shows it': (text) => renderFeed(text, context),
  'told of': outline,
  'read as a file': (text) => parseEntry('pages/a.md', Buffer.from(text), { timezone: 'UTC' }),
  'as a heading of a page': (text) => parseEntry('pages/a.md', Buffer.from(`# ${text}x`), { timezone: 'UTC' }),
  'as front matter': (text) => read(`---\ntitle: ${text.slice(0, 60_000)}\n---\n`),
  'as an address': slugify,
};

describe('a text that says the same over and over', () => {
  it(
    'takes twice as long where there is twice as much of it, and no longer than a second',
    async () => {
      const some = factor > 1 ? units : fc.sample(fc.constantFrom(...units), 4);
      tally(some.length * Object.keys(acts).length);
      const slow: string[] = [];
      for (const unit of some) {
        for (const [name, act] of Object.entries(acts)) {
          const told = await grows((size) => act(unit.repeat(Math.ceil(size / unit.length))), 4_000);
          if (told !== null) slow.push(`${JSON.stringify(unit)} ${name}: ${told}`);
        }
      }
      expect(slow).toEqual([]);
    },
    patience,
  );

  it.each([
    ['formulas that nothing closes', (size: number) => renderFeed('$$a\n'.repeat(size), context), 4_000],
    ['elements on lines of their own', (size: number) => outline('<b>\n'.repeat(size)), 4_000],
  ])('does not grow with its square: %s', async (_, act, size) => {
    expect(await grows(act, size)).toBeNull();
  });

  it('is a text of 4 MB at most, and read in no time where it is longer', async () => {
    const long = `---\ntitle: Long\n---\n${'One two three. '.repeat(300_000)}`;
    expect(read(long)).toMatchObject({ entry: null, problems: [{ what: 'The file is larger than 4 MB.' }] });
    expect(await tooLong(() => read(long.slice(0, 4_000_000)))).toBeNull();
  });
});

describe('front matter', () => {
  const deep = (unit: string) => unit.repeat(Math.floor(8_000 / unit.length));
  it.each([
    ['lists in lists', `${deep('- ')}\n\n[a]: b`],
    ['lists in brackets', deep('[')],
    ['maps in braces', deep('{a: ')],
    ['lines that are wrong', deep('- [ ] a\n')],
    [
      'references that multiply',
      `a: &a [x]\n${Array.from({ length: 40 }, (_, at) => `b${at}: &b${at} [*a, *a, *a]`).join('\n')}`,
    ],
    ['references that run in circles', 'tags: &a [*a]\ntitle: *a\nauthors: &b {c: *b}'],
    ['keys that are references', '? &a [*a]\n: *a\n*a : b\n<<: *a\ntitle: x'],
    ['types', 'title: !!js/function "x"\ndate: !!timestamp 2026\ntags: !!binary aaaa\naliases: !!set {a, b}'],
    ['keys of every object', 'title: x\n__proto__: {a: b}\nconstructor: y\nhasOwnProperty: z\ntoString: 1'],
    ['dates', 'title: x\ndate: 99999-99-99\nupdated: 0000-00-00\ndue: .inf'],
    ['numbers', `title: ${'9'.repeat(400)}\ndate: 1e999\nid: -0\nseries_order: .nan`],
    ['documents', 'title: x\n--- \ntitle: y\n'],
    ['directives', `%YAML 9.9\n%TAG ! tag:x,2000:\n${deep('%A\n')}`],
  ])('of %s is an entry or a problem, and no surprise', async (_, yaml) => {
    const act = () => {
      const { entry, problems } = read(`---\n${yaml}\n---\nText`);
      if (!entry) expect(problems[0]).toMatchObject({ path: 'content/posts/a.md', severity: 'error' });
    };
    act();
    expect(await tooLong(act)).toBeNull();
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });

  const key = fc.constantFrom(
    ...['title', 'date', 'updated', 'tags', 'aliases', 'slug', 'permalink', 'cover', 'id', 'guid', 'lang', 'series'],
    ...['authors', 'comments', 'federate', 'as', 'discuss', 'summary', 'canonical', 'draft', 'pinned', 'toc', 'weight'],
  );
  const value = fc.oneof(
    fc.constantFrom(...naughtyStrings),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '[]',
      '{}',
      '~',
      'true',
      '[a, [b, [c]]]',
      '{a: {b: c}}',
      '|\n  x',
      '>-\n  x',
      '&a x',
      '*a',
      '!!set {}',
    ),
    fc.constantFrom(
      '2026-11-20',
      '2026-02-30',
      '10000-01-01',
      '../../etc/passwd',
      '/a/../b',
      'C:\\x',
      'https://u:p@h/',
    ),
    fc.oneof(fc.string(), fc.jsonValue()).map((one) => JSON.stringify(one)),
  );

  it(
    'of any keys and values is an entry or problems that say where',
    () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(key, value), { maxLength: 6 }),
          fc.constantFrom('posts', 'pages', 'notes'),
          (lines, folder) => {
            const yaml = lines.map(([name, text]) => `${name}: ${text}`).join('\n');
            const { entry, problems } = parseEntry(`${folder}/a.md`, Buffer.from(`---\n${yaml}\n---\nText`), {
              timezone: 'Asia/Kathmandu',
            });
            for (const { path, what, mend } of problems) {
              expect([path, what !== '', mend !== '']).toEqual([`content/${folder}/a.md`, true, true]);
            }
            if (!entry) return void expect(problems.length).toBeGreaterThan(0);
            expect(slugify(entry.slug)).toBe(entry.slug);
            for (const date of [entry.date, entry.updated]) if (date) expect(Number.isNaN(date.getTime())).toBe(false);
            for (const path of [entry.permalink, ...entry.aliases]) {
              if (path) expect(decodeURIComponent(path)).not.toMatch(/(?:^|\/)\.\.?(?:\/|$)|\\|\p{Cc}/u);
            }
          },
        ),
        times(60),
      );
    },
    patience,
  );
});
