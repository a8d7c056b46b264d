import { describe, expect, it } from 'vitest';
import { kindOf, parseEntry } from '../../src/content/front-matter.ts';

const rules = { timezone: 'Europe/Berlin' };

function read(text: string | Uint8Array, path = 'posts/a.md') {
  return parseEntry(path, typeof text === 'string' ? Buffer.from(text) : text, rules);
}

function entryOf(text: string, path?: string) {
  const { entry, problems } = read(text, path);
  if (!entry) throw new Error(JSON.stringify(problems));
  return entry;
}

/** `line severity what` of each problem. */
function problemsOf(text: string | Uint8Array, path?: string): string[] {
  return read(text, path).problems.map(({ line, severity, what }) => `${line} ${severity} ${what}`);
}

const titled = (lines: string): string => `---\ntitle: A\n${lines}\n---\nText`;

describe('front matter', () => {
  it('says everything in our words', () => {
    const text = `---
title: "Hello: a beginning"
date: 2026-11-20 14:30
updated: 2026-11-21T08:00:00Z
unlisted: true
slug: Hello World
permalink: /Hello/
aliases: [/2019/old.html, old]
canonical: https://example.com/hello
summary: In short
tags: [CSS, css, "#Web", 2024]
categories: Notes, Doors
series: [Small doors]
seriesOrder: 2
authors: [james, Grace]
editors: ada
lang: pt_br
translationKey: hello
cover: { src: hills.jpg, alt: Hills, caption: At dawn }
comments: false
pinned: yes
toc: true
edit: minor
contentWarning: Heights
federate: quiet
as: note
discuss: https://social.example/@a/1
id: 01JX
guid: tag:old
---
Text
`;
    const { entry, problems } = read(text);
    expect(problems).toEqual([]);
    expect(entry).toEqual({
      ...{
        kind: 'post',
        path: 'posts/a.md',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        title: 'Hello: a beginning',
      },
      ...{
        date: new Date('2026-11-20T13:30:00Z'),
        updated: new Date('2026-11-21T08:00:00Z'),
        draft: false,
        unlisted: true,
      },
      ...{
        slug: 'hello-world',
        permalink: '/Hello/',
        aliases: ['/2019/old.html', '/old'],
        canonical: 'https://example.com/hello',
      },
      ...{ summary: 'In short', tags: ['CSS', 'Web', '2024', 'Notes', 'Doors'], series: 'Small doors', seriesOrder: 2 },
      ...{ authors: ['james', 'Grace'], editors: ['ada'], language: 'pt-BR', translationKey: 'hello' },
      ...{ cover: { src: 'hills.jpg', alt: 'Hills', caption: 'At dawn' }, comments: 'closed', pinned: true, toc: true },
      ...{
        minorEdit: true,
        contentWarning: 'Heights',
        federate: 'quiet',
        as: 'note',
        discuss: 'https://social.example/@a/1',
      },
      ...{ id: '01JX', guid: 'tag:old', body: 'Text\n', bodyLine: 31 },
    });
  });

  it('may say nothing but a title', () => {
    expect(entryOf('---\ntitle: A\n---\n')).toMatchObject({
      ...{
        date: null,
        draft: false,
        tags: [],
        authors: [],
        cover: null,
        comments: null,
        federate: null,
        as: null,
        id: null,
      },
    });
  });

  it.each([
    ['federate: true', 'federate', 'yes'],
    ['federate: false', 'federate', 'no'],
    ['pubDate: 2026-01-02', 'date', new Date('2026-01-01T23:00:00Z')],
    ['publish_date: 2026-01-02', 'date', new Date('2026-01-01T23:00:00Z')],
    ['published: 2026-01-02', 'date', new Date('2026-01-01T23:00:00Z')],
    ['published: false', 'draft', true],
    ['published: true', 'date', null],
    ['lastmod: 2026-01-02', 'updated', new Date('2026-01-01T23:00:00Z')],
    ['excerpt: X', 'summary', 'X'],
    ['Description: X', 'summary', 'X'],
    ['redirect_from: /x', 'aliases', ['/x']],
    ['image: x.jpg', 'cover', { src: 'x.jpg', alt: '', caption: null }],
    ['language: de', 'language', 'de'],
    ['author: Grace', 'authors', ['Grace']],
    ['content-warning: X', 'contentWarning', 'X'],
    ['federate: false', 'federate', 'no'],
    ['comments: true', 'comments', null],
    ['comments: yes', 'comments', null],
    ['comments: off', 'comments', 'closed'],
    ['comments: No', 'comments', 'closed'],
  ])('as other systems write it: %s', (line, key, value) => {
    expect(entryOf(titled(line))).toMatchObject({ [key]: value });
  });

  it('has the comment rules of postern.yaml, and names the one that was meant', () => {
    for (const rule of ['everyone', 'first-time', 'followers', 'held', 'closed'])
      expect(entryOf(titled(`comments: ${rule}`)).comments).toBe(rule);
    for (const [written, meant] of [
      ['close', 'closed'],
      ['firsttime', 'first-time'],
      ['follower', 'followers'],
      ['hold', 'held'],
    ])
      expect(read(titled(`comments: ${written}`))).toMatchObject({
        entry: null,
        problems: [
          {
            line: 3,
            severity: 'error',
            what: '`comments` must be one of everyone, first-time, followers, held, closed, false, true.',
            mend: `Write \`comments: ${meant}\`.`,
          },
        ],
      });
  });

  it.each([
    ['title: 1984', '1984'],
    ['title: 1.10', '1.10'],
    ['title: true', 'true'],
    ['title: "  A \\n B "', 'A B'],
    ['title: >\n  A\n  B', 'A B'],
    ["title: 'It''s'", "It's"],
  ])('keeps a title as it was written: %s', (line, title) => {
    expect(entryOf(`---\n${line}\n---\n`).title).toBe(title);
  });

  it('tells all that is wrong, each on its line, with what to do', () => {
    const text = `---
titel: Hello
date: 2026-02-30
tags: { a: b }
cover: { alt: x }
foo: 1
id: a b
draft: perhaps
aliases: [https://elsewhere.example/x]
seriesOrder: two
lang: klingonisch
federate: loudly
---
Text`;
    const { entry, problems } = read(text);
    expect(entry).toBeNull();
    expect(problems.map(({ line, severity }) => [line, severity])).toEqual([
      [1, 'error'],
      [2, 'warning'],
      [3, 'error'],
      [4, 'error'],
      [5, 'error'],
      [6, 'warning'],
      [7, 'error'],
      [8, 'error'],
      [9, 'error'],
      [10, 'error'],
      [11, 'error'],
      [12, 'error'],
    ]);
    expect(new Set(problems.map(({ path }) => path))).toEqual(new Set(['content/posts/a.md']));
    for (const { what, mend } of problems)
      expect([what, mend]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
    expect(problems[1]?.mend).toBe('Write `title`, if that is what you mean.');
    expect(problems[2]?.what).toBe('"2026-02-30" is no date.');
  });

  it('publishes in spite of unknown keys, and of two names for one thing', () => {
    const { entry, problems } = read(
      titled('layout: post\ndate: 2026-01-01\npubDate: 2026-01-02\nexpiryDate: 2027-01-01'),
    );
    expect(entry?.date).toEqual(new Date('2025-12-31T23:00:00Z'));
    expect(problems.map(({ line, severity, what }) => [line, severity, what])).toEqual([
      [5, 'warning', '`pubDate` says the same as `date`, which is used.'],
      [6, 'warning', 'The key `expiryDate` is not known, so it does nothing.'],
    ]);
  });

  it.each([
    ['title: A: B', '2 error The value holds a colon with a space after it.'],
    ['title: A\n\tdate: 2026-01-01', '3 error The line is indented with a tab.'],
    ['title: "A" B', '2 error There is more after the closing quotation mark.'],
    ['title: @james', '2 error The value begins with a sign that means something else in YAML.'],
    ['title: A\ntitle: B', '3 error The key is there twice.'],
    ['title: !!js/function "x"', '2 error A type is named with `!`, and no types are read here.'],
    ['title: "a\\q"', '2 error A backslash in double quotes begins a code that does not exist.'],
    ['- a\n- b', '2 error The front matter holds no keys.'],
    [`a: ${'['.repeat(20000)}`, '2 error The front matter is nested too deeply.'],
  ])('that is no YAML is explained: %#', (yaml, problem) => {
    expect(problemsOf(`---\n${yaml}\n---\n`)).toContain(problem);
  });

  it('with a bomb of aliases is read without unfolding it', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijklmnopqrstuvwxyz'
        .split('')
        .map(
          (letter, index) =>
            `${letter}: &${letter} [*${'abcdefghijklmnopqrstuvwxyz'[index]}, *${'abcdefghijklmnopqrstuvwxyz'[index]}]`,
        ),
    ];
    const { entry, problems } = read(titled(`${bomb.join('\n')}\ntags: *z\ncover: &c { src: *c }`));
    expect(entry).toBeNull();
    expect(problems.filter(({ severity }) => severity === 'error').map(({ line }) => line)).toEqual([29, 30]);
  });

  it.each([
    ['---js\nprocess.exit()\n---\n', '1 error The front matter is a program, and no program in a post is ever run.'],
    ['+++\ntitle = "A"\n+++\n', '1 error The front matter is TOML.'],
    ['---toml\ntitle = "A"\n---\n', '1 error The front matter is in "toml".'],
    ['---\ntitle: A\n\nText', '1 error The front matter has no end.'],
    ['\n\n---\ntitle: A\n---\n', '3 error The front matter does not begin at the very beginning of the file.'],
    ['Text', '1 error The post has no title.'],
    ['', 'null error The file is empty.'],
    ['\ufeff\0\0\n', 'null error The file is empty.'],
    ['---\n---\nText', '1 error The post has no title.'],
    ['---\ntitle:\n---\nText', '1 error The post has no title.'],
    [`---\ntitle: A\nx: ${'x'.repeat(70_000)}\n---\n`, '1 error The front matter is larger than 64 KB.'],
    ['x'.repeat(4 * 1024 * 1024 + 1), 'null error The file is larger than 4 MB.'],
    [
      Buffer.from('---\ntitle: A\n---\n\nGr\xfc\xdfe', 'latin1'),
      '5 error The file is not in UTF-8: here is a byte that means nothing.',
    ],
    [Buffer.from('\ufeff---\ntitle: A\n---\n', 'utf16le'), 'null error The file is in UTF-16.'],
  ])('that cannot be read is one problem: %#', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('that is missing does not keep a note from being one, but a file that was emptied is none', () => {
    expect(parseEntry('notes/frost.md', Buffer.from('Cold.'), rules).problems).toEqual([]);
    for (const path of ['notes/frost.md', 'pages/about.md']) {
      expect(parseEntry(path, Buffer.from(' \n'), rules)).toMatchObject({
        entry: null,
        problems: [{ what: 'The file is empty.' }],
      });
    }
  });

  it('or text that a merge has left in conflict is a problem, but for a block of code that shows one', () => {
    const conflict = '<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> theirs\n';
    const what = 'A merge stopped here: the file holds what both sides say, between <<<<<<< and >>>>>>>.';
    expect(problemsOf(`---\ntitle: A\n---\n\n${conflict}`)).toEqual([`5 error ${what}`]);
    expect(problemsOf(`---\n${conflict.replaceAll(/One|Two/g, 'title: A')}---\n`)).toEqual([`2 error ${what}`]);
    expect(problemsOf(`---\ntitle: A\n---\n${conflict.replaceAll('\n', '\r\n')}`)).toEqual([`4 error ${what}`]);
    const begunInCode = conflict.replace('One', 'One\n```');
    expect(problemsOf(`---\ntitle: A\n---\n\`\`\`\n${begunInCode}`)).toEqual([`5 error ${what}`]);
    expect(problemsOf(`---\ntitle: A\n---\n\`\`\`\n${conflict}\`\`\`\n`)).toEqual([]);
    expect(problemsOf('---\ntitle: A\n---\n<<<<<<< is how it begins.\n\nTitle\n=======\n')).toEqual([]);
  });

  it('is the same with a byte order mark, and with other line endings', () => {
    const plain = entryOf('---\ntitle: A\ndate: 2026-01-01\n---\nOne\nTwo');
    for (const text of [
      '\ufeff---\ntitle: A\ndate: 2026-01-01\n---\nOne\nTwo',
      '---\r\ntitle: A\r\ndate: 2026-01-01\r\n---\r\nOne\r\nTwo',
      '---\rtitle: A\rdate: 2026-01-01\r---\rOne\rTwo',
    ]) {
      expect({ ...entryOf(text), digest: '' }).toEqual({ ...plain, digest: '' });
    }
    expect(problemsOf('---\r\ntitle: A\r\ndate: soon\r\n---\r\n')).toEqual(['3 error "soon" is no date.']);
  });
});

describe('a date', () => {
  it.each([
    ['2026-11-20', '2026-11-19T23:00:00Z'],
    ['2026-07-20', '2026-07-19T22:00:00Z'],
    ['2026-11-20 14:30', '2026-11-20T13:30:00Z'],
    ['2026-11-20T14:30:15.123456', '2026-11-20T13:30:15.123Z'],
    ['2026-11-20 14:30:00 +0530', '2026-11-20T09:00:00Z'],
    ['2026-11-20T14:30:00-08:00', '2026-11-20T22:30:00Z'],
    ['2026-11-20T14:30Z', '2026-11-20T14:30:00Z'],
    // The clocks skip 02:30 on this day, and show it twice on that.
    ['2026-03-29 02:30', '2026-03-29T01:30:00Z'],
    ['2026-03-29 03:00', '2026-03-29T01:00:00Z'],
    ['2026-10-25 02:30', '2026-10-25T00:30:00Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00Z'],
  ])('%s is %s', (written, instant) => {
    expect(entryOf(titled(`date: ${written}`)).date).toEqual(new Date(instant));
  });

  it.each([
    'tomorrow',
    '20.11.2026',
    '2026-13-01',
    '2026-02-29',
    '2026-11-20 25:00',
    '2026-11-20 14:60',
    '2026-11-20T14:30+99:00',
    '2026',
  ])('%s is none', (written) => {
    expect(problemsOf(titled(`date: ${written}`))).toEqual([`3 error "${written}" is no date.`]);
  });

  it('comes from the name of the file or its folder when front matter has none', () => {
    const date = new Date('2026-11-19T23:00:00Z');
    expect(entryOf(titled(''), 'posts/2026-11-20-hello.md')).toMatchObject({ date, slug: 'hello' });
    expect(entryOf(titled(''), 'posts/x/2026-11-20-hello/index.md')).toMatchObject({ date, slug: 'hello' });
    expect(entryOf('Text', 'notes/2026-11-20.md')).toMatchObject({ date, slug: '2026-11-20' });
    expect(entryOf(titled('date: 2026-01-01\nslug: other'), 'posts/2026-11-20-hello.md')).toMatchObject({
      date: new Date('2025-12-31T23:00:00Z'),
      slug: 'other',
    });
    expect(entryOf(titled(''), 'posts/2026-99-99-hello.md')).toMatchObject({ date: null, slug: '2026-99-99-hello' });
  });
});

describe('a name', () => {
  it('says what a file is by its first folder', () => {
    expect(['posts/a.md', 'pages/x/a.md', 'notes/a.md', 'a.md', 'drafts/a.md', 'posts'].map(kindOf)).toEqual([
      ...['post', 'page', 'note', null, null, null],
    ]);
  });

  it('that gives no address is a problem', () => {
    expect(problemsOf(titled(''), 'posts/🎉.md')).toEqual([
      "null error The file's name holds neither letter nor digit, so there is no address.",
    ]);
    expect(problemsOf(titled('slug: "!"'))).toEqual([
      '3 error `slug` holds neither letter nor digit, so there is no address.',
    ]);
    expect(problemsOf(titled(''), 'posts/index.md')).toEqual([
      'null error An index.md here belongs to no folder of its own.',
    ]);
  });

  it('of a page without a title is its first heading, else the name of its file', () => {
    expect(entryOf('\n# About us #\n\nWe.', 'pages/about.md')).toMatchObject({
      title: 'About us',
      body: '\nWe.',
      bodyLine: 3,
    });
    expect(entryOf('We. # no heading', 'pages/about-us.md')).toMatchObject({
      title: 'About us',
      body: 'We. # no heading',
    });
    expect(entryOf('# A note', 'notes/a.md')).toMatchObject({ title: null, body: '# A note' });
  });
});
