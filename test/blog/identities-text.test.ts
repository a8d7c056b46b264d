import { describe, expect, it } from 'vitest';
import type { IdentityEntry } from '../../src/blog/identities/entry.ts';
import { readIdentities } from '../../src/blog/identities/read-identities.ts';
import { writeIdentities } from '../../src/blog/identities/write-identities.ts';

const instant = (day: number): Date => new Date(Date.UTC(2026, 10, day, 12));
const head = { url: 'https://blog.example', since: instant(1) };
const plain: IdentityEntry = {
  ...{ id: 'hello', generation: 1, path: 'posts/hello.md', address: '/posts/hello', guid: 'tag:hello' },
  ...{ firstPublished: instant(2), announced: null, deleted: null, was: [], earlier: [], database: null },
};
const told = (day: number, updated: number | null, digest: string | null): IdentityEntry['announced'] => ({
  ...{ at: instant(day), by: 'james', digest, updated: updated === null ? null : instant(updated) },
});
const all: IdentityEntry[] = [
  { ...plain, id: 'b-told', announced: told(3, null, 'abc'), database: 'k3J9x_' },
  { ...plain, id: 'c-edited', announced: told(3, 4, 'def'), was: ['/a', '/b'] },
  {
    ...plain,
    id: 'd-gone',
    announced: told(3, null, null),
    deleted: { at: instant(5), formerType: 'Note' },
  },
  {
    ...plain,
    ...{ id: 'e-again', generation: 3, announced: 'silent' },
    earlier: [
      { generation: 1, at: instant(5), formerType: 'Article' },
      { generation: 2, at: instant(6), formerType: 'Article' },
    ],
  },
  { ...plain, id: 'f-page', path: 'pages/about.md', deleted: { at: instant(5), formerType: null } },
  plain,
];
/** What is read of a text, without its single lines. */
function read(text: string) {
  const { lines: _lines, ...found } = readIdentities(text);
  return found;
}
const write = (...entries: IdentityEntry[]): string => writeIdentities(entries, head);
/** The same file with the lines of another one below its own, as git's union merge leaves them. */
const merged = (one: string, other: string): string => one.replace(/\]\n$/, '') + other.split('\n').slice(1).join('\n');

describe('the text of identities', () => {
  it('comes back as it was written, in the order of ids whatever order they came in', () => {
    expect(read(write(...all))).toEqual({ head, entries: all, problems: [] });
    expect(write(...all.toReversed())).toBe(write(...all));
    expect(JSON.parse(write(...all))).toHaveLength(7);
    expect(read(write())).toEqual({ head, entries: [], problems: [] });
  });

  it('changes by one line when one post does', () => {
    const lines = (text: string): Set<string> => new Set(text.split('\n'));
    const before = lines(write(...all));
    expect([...lines(write(...all, { ...plain, id: 'zz' }))].filter((line) => !before.has(line))).toHaveLength(1);
    expect([...before].filter((line) => !lines(write(...all.slice(0, -1))).has(line))).toHaveLength(1);
  });

  it.each([
    ['with the ends of lines that Windows writes', (text: string) => text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', (text: string) => `\uFEFF${text}`],
    ['laid out by a formatter', (text: string) => JSON.stringify(JSON.parse(text), null, 2)],
    ['with commas behind', (text: string) => text.replaceAll('\n,', ',\n')],
    ['with each line twice', (text: string) => merged(text, text)],
    ['with keys of a time to come', (text: string) => text.replaceAll('"id"', '"mood":"calm","id"')],
  ])('is understood %s', (_name, change) => {
    expect(read(change(write(...all)))).toEqual({ head, entries: all, problems: [] });
  });

  it('takes what both sides of a merge say of one post: told is told, deleted is deleted, the later edit counts', () => {
    const silent = { ...plain, announced: 'silent' as const };
    const first = { ...plain, announced: told(3, null, 'one') };
    const edited = { ...plain, announced: told(4, 6, 'two'), path: 'posts/moved.md', address: '/posts/moved' };
    const gone = { ...first, deleted: { at: instant(9), formerType: 'Article' as const } };
    const both = (one: IdentityEntry, other: IdentityEntry) => {
      const found = [
        readIdentities(merged(write(one), write(other))),
        readIdentities(merged(write(other), write(one))),
      ];
      expect(found.map(({ problems }) => problems.map(({ severity }) => severity))).toEqual([['warning'], ['warning']]);
      expect(found[0]?.entries).toEqual(found[1]?.entries);
      return found[0]?.entries[0];
    };
    expect(both(silent, first)).toEqual(first);
    expect(both(plain, silent)).toEqual(silent);
    expect(both(first, edited)).toEqual({ ...edited, announced: told(3, 6, 'two'), was: ['/posts/hello'] });
    expect(both(edited, gone)).toMatchObject({ deleted: gone.deleted });
    expect(both(gone, { ...silent, generation: 2 })).toMatchObject({
      ...{ generation: 2, announced: 'silent', deleted: null },
      earlier: [{ generation: 1, at: instant(9), formerType: 'Article' }],
    });
  });

  it('takes the earlier beginning where a merge left two first lines', () => {
    const other = writeIdentities([], { ...head, since: instant(9) });
    expect(read(`${other.slice(0, -2)}${write(plain).replace('[', ',')}`)).toEqual({
      head,
      entries: [plain],
      problems: [],
    });
  });

  it.each([
    ['generation', 0],
    ['generation', '1'],
    ['path', 'posts/../../secret.md'],
    ['path', 'elsewhere/a.md'],
    ['path', 7],
    ['address', 'https://other.example/'],
    ['guid', ''],
    ['firstPublished', 'yesterday'],
    ['announced', '2026-13-01T00:00:00.000Z'],
    ['digest', null],
    ['by', ''],
    ['updated', 1],
    ['deleted', true],
    ['was', 'posts'],
    ['earlier', [{ generation: 1 }]],
    ['id', '../x'],
  ])('names the line in which %s is %j, and reads the others', (key, value) => {
    const [, ...lines] = JSON.parse(write(...all)) as Record<string, unknown>[];
    const line = JSON.stringify({ ...lines[1], [key]: value });
    const text = write(...all)
      .split('\n')
      .with(2, `,${line}`)
      .join('\n');
    const { entries, problems } = readIdentities(text);
    expect(problems).toMatchObject([{ line: 3, severity: 'error', what: expect.stringContaining(`\`${key}\``) }]);
    expect(entries).toHaveLength(all.length - 1);
  });

  it('reads both sides of a merge that was left unfinished, and says where it is', () => {
    const [first, ...lines] = write(...all).split('\n');
    const text = [
      first,
      '<<<<<<< HEAD',
      ...lines.slice(0, 2),
      '=======',
      ...lines.slice(2, 4),
      '>>>>>>> side',
      ...lines.slice(4),
    ];
    const found = readIdentities(text.join('\n'));
    expect(found.entries).toEqual(all);
    expect(found.problems).toMatchObject([{ line: 2, severity: 'error', what: 'A merge was left unfinished here.' }]);
  });

  it('says no more than ten things of a file in which nothing fits', () => {
    expect(read('never mind\n'.repeat(500)).problems).toHaveLength(10);
    for (const text of [
      '',
      ' ',
      '[]',
      '{}',
      'null',
      '7',
      '[[]]',
      '[{"postern":"identities","version":1}]',
      '\0',
      '<<<<<<<',
    ])
      expect(read(text).problems, text).not.toEqual([]);
  });
});
