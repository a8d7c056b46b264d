import { describe, expect, it } from 'vitest';
import type { IdentityEntry } from '../../src/blog/identities/entry.ts';
import { laterOf, movedIn } from '../../src/blog/identities/news.ts';

const instant = (day: number): Date => new Date(Date.UTC(2026, 10, day, 12));
const plain: IdentityEntry = {
  ...{ id: 'hello', generation: 1, path: 'posts/hello.md', address: '/posts/hello', guid: 'tag:hello' },
  ...{ firstPublished: instant(2), announced: null, deleted: null, was: [], earlier: [], database: null },
};
const told = (day: number, updated: number | null, digest: string): IdentityEntry => ({
  ...plain,
  announced: { at: instant(day), by: 'james', digest, updated: updated === null ? null : instant(updated) },
});
const silent: IdentityEntry = { ...plain, announced: 'silent' };
const gone: IdentityEntry = { ...told(3, null, ''), deleted: { at: instant(5), formerType: 'Article' } };
const again: IdentityEntry = {
  ...told(6, null, 'two'),
  ...{ generation: 2, earlier: [{ generation: 1, at: instant(5), formerType: 'Article' }] },
};

describe('of a database and its own file', () => {
  /** From what was known earlier to what came later. */
  const steps: [string, IdentityEntry, IdentityEntry][] = [
    ['not decided → silent', plain, silent],
    ['not decided → told', plain, told(3, null, 'one')],
    ['silent → told', silent, told(3, null, 'one')],
    ['told → edited', told(3, null, 'one'), told(3, 4, 'two')],
    ['edited → edited again, to the same text as at first', told(3, 4, 'two'), told(3, 5, 'one')],
    ['told → deleted', told(3, null, 'one'), gone],
    ['deleted → published again', gone, again],
    ['told → published again', told(3, 4, 'one'), again],
    ['published again → deleted again', again, { ...again, deleted: { at: instant(9), formerType: 'Note' } }],
  ];

  it.each(steps)('the later one counts, %s', (_name, before, after) => {
    expect(laterOf(before, after)).toMatchObject({
      generation: after.generation,
      announced: after.announced,
      deleted: after.deleted,
      earlier: after.earlier,
    });
    expect(laterOf(after, before)).toBeNull();
    expect(laterOf(before, before)).toBeNull();
    expect(laterOf(after, after)).toBeNull();
  });

  it('whoever told first stays the one who did, and the place of the file is the database’s to say', () => {
    const line = { ...told(9, 10, 'two'), path: 'posts/x.md', address: '/x', guid: 'x', was: ['/y'] };
    expect(laterOf(told(3, null, 'one'), line)).toMatchObject({
      ...{ path: 'posts/hello.md', address: '/posts/hello', guid: 'tag:hello', was: ['/y'] },
      announced: { at: instant(3), digest: 'two', updated: instant(10) },
    });
  });
});

describe('which posts have moved', () => {
  const at = (id: string, path: string): IdentityEntry => ({ ...plain, id, path });
  const moved = (known: IdentityEntry[], lines: IdentityEntry[], files: string[]) =>
    movedIn(new Map(known.map((entry) => [entry.id, entry])), lines, async (path) => files.includes(path));

  it('is told by a line whose file is there, while the one that was known is not', async () => {
    expect(await moved([at('a', 'a.md')], [at('a', 'b.md')], ['b.md'])).toEqual([{ id: 'a', path: 'b.md' }]);
    expect(await moved([at('a', 'a.md')], [at('a', 'b.md')], ['a.md', 'b.md'])).toEqual([]);
    expect(await moved([at('a', 'a.md')], [at('a', 'b.md')], [])).toEqual([]);
    expect(await moved([at('a', 'a.md')], [at('a', 'a.md')], [])).toEqual([]);
  });

  it('may be two that changed places, or a row of them', async () => {
    const two = [at('a', 'a.md'), at('b', 'b.md')];
    expect(await moved(two, [at('a', 'b.md'), at('b', 'a.md')], ['a.md', 'b.md'])).toEqual([
      { id: 'a', path: 'b.md' },
      { id: 'b', path: 'a.md' },
    ]);
    const lines = [at('a', 'b.md'), at('b', 'c.md'), at('new', 'a.md')];
    expect(await moved(two, lines, ['a.md', 'b.md', 'c.md'])).toHaveLength(2);
  });

  it('is never to where another post stays', async () => {
    const three = [at('a', 'a.md'), at('b', 'b.md'), at('c', 'c.md')];
    expect(await moved(three, [at('a', 'b.md')], ['b.md', 'c.md'])).toEqual([]);
    expect(await moved(three, [at('a', 'b.md'), at('b', 'c.md')], ['b.md', 'c.md'])).toEqual([]);
  });
});
