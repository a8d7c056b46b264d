import { describe, expect, it } from 'vitest';
import { findLookalikes, type Recognisable } from '../../src/blog/lookalikes.ts';

const words = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');

function post(id: string, own: Partial<Recognisable> = {}): Recognisable {
  return { id, kind: 'post', path: `posts/${id}.md`, title: id, body: '', ...own };
}

const cases: [string, Recognisable[], Recognisable[], string[]][] = [
  ['the same title', [post('a', { title: 'Frost' })], [post('b', { title: ' frost' })], ['a b']],
  ['another title and other words', [post('a', { body: words(0, 99) })], [post('b', { body: words(99, 200) })], []],
  [
    'another title and most of the words',
    [post('a', { body: words(0, 100) })],
    [post('b', { body: words(20, 110) })],
    ['a b'],
  ],
  ['a few words that are the same', [post('a', { body: words(0, 20) })], [post('b', { body: words(0, 20) })], []],
  ['the same title on another kind', [post('a', { title: 'x' })], [post('b', { title: 'x', kind: 'page' })], []],
  ['no title on both', [post('a', { title: null })], [post('b', { title: null })], []],
  [
    'one that is gone for two that are new',
    [post('a', { title: 'x' })],
    [post('b', { title: 'x' }), post('c', { title: 'x' })],
    ['a b'],
  ],
];

describe('a file that was renamed and edited at once', () => {
  it.each(cases)('is looked for: %s', (_name, gone, fresh, found) => {
    expect(findLookalikes(gone, fresh).map((pair) => `${pair.gone.id} ${pair.fresh.id}`)).toEqual(found);
  });
});
