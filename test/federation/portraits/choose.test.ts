import { expect, it } from 'vitest';
import { choose } from '../../../src/federation/portraits/choose.ts';

const of = (host: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `https://${host}/${index}.png`);
const many = of('a.example', 3).concat(of('b.example', 3));

it.each<[what: string, wanted: string[], most: number, chosen: string[], isAll: boolean]>([
  ['nothing of nothing', [], 6, [], true],
  ['all where there is room', many, 6, many, true],
  ['each once', [...many, ...many], 6, many, true],
  ['no more than so many in all', many, 5, many.slice(0, 5), false],
  ['no more than four of one host', of('a.example', 5), 6, of('a.example', 4), false],
  [
    'others in place of those',
    [...of('a.example', 5), 'https://b.example/'],
    6,
    [...of('a.example', 4), 'https://b.example/'],
    false,
  ],
])('of the pictures that are wanted are fetched at a time: %s', (_, wanted, most, addresses, isAll) => {
  expect(choose(wanted, most)).toEqual({ addresses, isAll });
});
