import { describe, expect, it } from 'vitest';
import { createRecognition, pairUp, type Recognisable } from '../../src/blog/lookalikes.ts';

interface Named extends Recognisable {
  id: string;
}

const words = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');

function post(id: string, own: Partial<Recognisable> = {}): Named {
  return { id, title: id, body: '', ...own };
}

/** A post that is made after a template, with as many words of its own under each heading. */
function weekly(number: number, own: number): Named {
  const headings = ['What I read', 'What I watched', 'What I cooked this week', 'What I am going to do next'];
  const body = headings.map((heading, index) => {
    const first = number * 1000 + index * 100;
    return `## ${heading}\n\n${words(first, first + own)}\n`;
  });
  return post(`w${number}`, { title: `Weekly notes ${number}`, body: body.join('\n') });
}

const prose =
  'In the evening the wind came round to the north and we carried the boards down to the shed, where the old gate had been leaning since spring. ';
const chinese =
  '早晨的水桶上结了一层冰。院子里很安静，只有几只麻雀在木栅栏上跳来跳去。我们把旧门修好，然后喝了一杯热茶，等着太阳慢慢升起来。';

const cases: [string, Named[], Named[], string[]][] = [
  ['the same title', [post('a', { title: 'Frost' })], [post('b', { title: ' frost' })], ['a b']],
  [
    'the title as an address says it',
    [post('a', { title: 'the-frost' })],
    [post('b', { title: 'The frost!' })],
    ['a b'],
  ],
  ['another title and other words', [post('a', { body: words(0, 99) })], [post('b', { body: words(99, 200) })], []],
  [
    'another title and most of the words',
    [post('a', { body: words(0, 100) })],
    [post('b', { body: words(20, 110) })],
    ['a b'],
  ],
  [
    'a long text that has grown out of a short one',
    [post('a', { body: words(0, 40) })],
    [post('b', { body: `${words(500, 700)} ${words(0, 40)} ${words(700, 900)}` })],
    ['a b'],
  ],
  [
    'a text of which half was cut',
    [post('a', { body: prose + words(0, 40) })],
    [post('b', { body: `And ${prose}` })],
    ['a b'],
  ],
  ['a text without spaces', [post('a', { body: chinese })], [post('b', { body: `${chinese}明天见。` })], ['a b']],
  ['a few words that are the same', [post('a', { body: words(0, 20) })], [post('b', { body: words(0, 20) })], []],
  [
    'two short notes that begin alike',
    [post('a', { title: null, body: 'Good morning from the garden, where it is cold today.' })],
    [post('b', { title: null, body: 'Good morning from the garden, where it is warm today.' })],
    [],
  ],
  ['posts of one template', [weekly(46, 8)], [weekly(47, 8)], []],
  ['the same title over two long texts', [post('a', { title: 'Links', body: words(0, 90) })], [weekly(1, 30)], []],
  [
    'the same title over texts that have nothing in common',
    [post('a', { title: 'Links', body: words(0, 90) })],
    [post('b', { title: 'Links', body: words(90, 200) })],
    [],
  ],
  ['no title on both', [post('a', { title: null })], [post('b', { title: null })], []],
  ['titles of signs alone', [post('a', { title: '…' })], [post('b', { title: '!' })], []],
  [
    'one that is gone for two that are new',
    [post('a', { title: 'x' })],
    [post('b', { title: 'x' }), post('c', { title: 'x' })],
    ['a b'],
  ],
  [
    'whichever is most alike, whatever comes first',
    [post('a', { title: 'x', body: words(0, 60) }), post('b', { body: words(60, 120) })],
    [post('c', { body: words(20, 120) }), post('d', { title: 'x', body: words(0, 50) })],
    ['a d', 'b c'],
  ],
];

describe('a file that was renamed and edited at once', () => {
  it.each(cases)('is looked for: %s', (_name, gone, fresh, found) => {
    const pairs = pairUp(fresh.flatMap((one) => createRecognition(gone)(one)));
    expect(pairs.map((pair) => `${pair.gone.id} ${pair.fresh.id}`)).toEqual(found);
  });

  it('is found among a thousand that have the same text below', () => {
    const footer = words(9000, 9060);
    const gone = Array.from({ length: 1000 }, (_, index) =>
      post(`g${index}`, { body: `${words(index * 10, index * 10 + 200)} ${footer}` }),
    );
    const recognise = createRecognition(gone);
    const [best] = pairUp(recognise(post('new', { body: `${words(4000, 4200)} a changed end. ${footer}` })));
    expect(best?.gone.id).toBe('g400');
  });
});
