import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/federation/blocklist/compare.ts';
import { type Listed, readBlocklist } from '../../../src/federation/blocklist/read.ts';
import { blogSite } from '../sample.ts';

/** Compared with blocks of these domains: of each part the names. */
function compared(text: string, blocked: string[], alsoSilenced = false): Record<string, string[]> {
  const site = {
    ...blogSite,
    owners: ['me@home.social'],
    pointers: [{ user: 'old', host: 'x', identityOf: 'old@old.social' }],
  };
  const blocks = blocked.map((name) => ({ name, kind: name.includes('/') ? ('actor' as const) : ('domain' as const) }));
  const found: [string, (Listed | string)[]][] = Object.entries(
    compare(readBlocklist(text), blocks, site, alsoSilenced),
  );
  const names = found.map(([part, all]): [string, string[]] => [
    part,
    all.map((one) => (typeof one === 'string' ? one : one.domain)),
  ]);
  return Object.fromEntries(names.filter(([, all]) => all.length > 0));
}

describe('a list held against the blocks here', () => {
  test('asks for what is suspended there and not blocked here', () => {
    expect(compared('bad.example\nknown.example', ['known.example'])).toEqual({
      missing: ['bad.example'],
      known: ['known.example'],
    });
  });

  test('asks for nothing that a block above covers, here or in the list, in any order', () => {
    expect(compared('a.b.example\nx.known.example\nb.example\nnotknown.example', ['known.example'])).toEqual({
      missing: ['b.example', 'notknown.example'],
      covered: ['a.b.example', 'x.known.example'],
      extra: ['known.example'],
    });
  });

  test('takes what is silenced for a block only where that is wanted', () => {
    const text = 'loud.example,silence\na.loud.example,suspend\nodd.example,noop\nmild.example,silence';
    expect(compared(text, ['mild.example', 'odd.example'])).toEqual({
      ...{ missing: ['a.loud.example'], silenced: ['loud.example', 'mild.example'], noop: ['odd.example'] },
      stricter: ['mild.example', 'odd.example'],
    });
    expect(compared(text, ['mild.example'], true)).toEqual({
      ...{ missing: ['loud.example'], known: ['mild.example'], covered: ['a.loud.example'], noop: ['odd.example'] },
    });
  });

  test('tells what is blocked here only, without people and what the list covers from above', () => {
    const ours = ['own.example', 'https://c.example/users/ada', 'a.bad.example'];
    expect(compared('bad.example', ours)).toEqual({ missing: ['bad.example'], extra: ['own.example'] });
  });

  test.each(['blog.example.com', 'example.com', 'home.social', 'old.social'])(
    'never asks to block %s, where the blog or its author lives',
    (home) => {
      expect(compared(`${home}\nsub.${home}`, [])).toEqual({ own: [home], missing: [`sub.${home}`] });
    },
  );
});
