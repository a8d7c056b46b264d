import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepest, type Linked, makeThread } from '../../src/conversation/thread.ts';

const remark = (uri: string, parent: string | null = null, minute = Number(uri.slice(1))): Linked => ({
  ...{ uri, parent, key: minute },
  published: new Date(Date.UTC(2026, 10, 21, 12, minute)),
});
/** As it is read: two spaces for each level, and whom it answers where that is said. */
const read = (shown: Linked[], hidden?: Map<string, string | null>): string[] =>
  makeThread(shown, hidden).map(
    ({ remark: { uri }, depth, answers }) => `${'  '.repeat(depth)}${uri}${answers ? ` to ${answers.uri}` : ''}`,
  );

describe('a thread', () => {
  test('stands in the order in which it is read, however it came', () => {
    const all = [remark('r4', 'r1'), remark('r1'), remark('r3', 'r2'), remark('r2', 'r1'), remark('r5')];
    expect(read(all)).toEqual(['r1', '  r2', '    r3', '  r4', 'r5']);
    expect(read(all.toReversed())).toEqual(read(all));
  });

  test('is flat below the third level, and says there whom each answers', () => {
    const chain = [remark('r1'), ...[2, 3, 4, 5].map((at) => remark(`r${at}`, `r${at - 1}`))];
    expect(read([...chain, remark('r6', 'r3')])).toEqual([
      ...['r1', '  r2', '    r3', '    r4 to r3', '    r5 to r4', '    r6 to r3'],
    ]);
  });

  test('keeps the answers to what is not shown, below the nearest that is', () => {
    const shown = [remark('r1'), remark('r4', 'r3'), remark('r6', 'r5')];
    const hidden = new Map([
      ['r2', 'r1'],
      ['r3', 'r2'],
      ['r5', null],
    ]);
    expect(read(shown, hidden)).toEqual(['r1', '  r4', 'r6']);
  });

  test('has those in it that claim to answer one another', () => {
    expect(read([remark('r1', 'r2'), remark('r2', 'r1'), remark('r3', 'r3'), remark('r4', 'r1')])).toEqual([
      ...['r1', '  r2', '  r4', 'r3'],
    ]);
    expect(
      read(
        [remark('r1', 'r8')],
        new Map([
          ['r8', 'r9'],
          ['r9', 'r8'],
        ]),
      ),
    ).toEqual(['r1']);
  });

  test('of twenty thousand in one chain is read without a deep stack', () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => remark(`r${at}`, at === 0 ? null : `r${at - 1}`));
    expect(makeThread(chain)).toHaveLength(20_000);
  });

  test('has each once, whatever answers what', () => {
    const links = fc.array(fc.option(fc.nat(12), { nil: null }), { maxLength: 12 });
    fc.assert(
      fc.property(links, (parents) => {
        const all = parents.map((parent, at) => remark(`r${at}`, parent === null ? null : `r${parent}`));
        const placed = makeThread(all);
        expect(new Set(placed.map(({ remark: { uri } }) => uri))).toEqual(new Set(all.map(({ uri }) => uri)));
        expect(placed).toHaveLength(all.length);
        expect(placed.every(({ depth }) => depth >= 0 && depth <= deepest)).toBe(true);
      }),
    );
  });
});
