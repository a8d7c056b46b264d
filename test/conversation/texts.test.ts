import { expect, test } from 'vitest';
import { textsOf } from '../../src/conversation/moderation/texts.ts';
import { findWord, listWords } from '../../src/conversation/moderation/words.ts';

test('words are looked for in all that is read of a remark, and where its links lead', () => {
  const texts = textsOf(
    {
      html: '<p>See <a href="https://pills.example/?a=1&amp;b=2">this</a> and <a href="https://pills.example/?a=1&amp;b=2">that</a><br></p>',
      text: 'See this and that',
      title: 'A title',
      warning: null,
      media: [
        { kind: 'image', url: 'https://media.example/1.png', description: 'A roulette wheel' },
        { kind: 'image', url: 'https://media.example/2.png', description: '' },
      ],
    },
    ['Ada', 'ada@example.social'],
  );
  expect(texts).toEqual([
    ...['Ada', 'ada@example.social', 'A title', 'See this and that', 'A roulette wheel'],
    'https://pills.example/?a=1&b=2',
  ]);
  for (const word of ['ada', 'title', 'that', 'roulette', 'pills', 'pills.example'])
    expect(findWord(texts, listWords([word]))).toBe(word);
  expect(findWord(texts, listWords(['media']))).toBeNull();
});
