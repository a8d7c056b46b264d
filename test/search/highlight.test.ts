import { describe, expect, it } from 'vitest';
import { excerpt, highlight } from '../../src/search/highlight.ts';
import { readQuery } from '../../src/search/read-query.ts';

const pieces = (text: string, typed: string, language: string) => excerpt(text, readQuery(typed).terms, language) ?? [];

describe('a piece of a text that was found', () => {
  it('is cut between what is read as characters, however these are made up', () => {
    const written = [
      { text: `${'น้ำ'.repeat(80)}ภูเขา${'น้ำ'.repeat(80)}`, typed: 'ภูเขา', language: 'th' },
      { text: `${'👩\u200d👩\u200d👧'.repeat(40)}hill${'👍🏽'.repeat(99)}`, typed: 'hill', language: 'en' },
      { text: `${'e\u0301\u0323'.repeat(90)}. hill ${'字\u{e0100}'.repeat(150)}`, typed: 'hill', language: 'en' },
    ];
    for (const { text, typed, language } of written)
      for (let more = 0; more < 8; more += 1) {
        const found = pieces('.'.repeat(more) + text, typed, language);
        expect(found.filter(({ isMarked }) => isMarked).map((piece) => piece.text)).toEqual([typed]);
        const shown = found.filter((piece) => piece.text !== '…').map((piece) => piece.text);
        const characters = new Set([...new Intl.Segmenter().segment(text)].map(({ segment }) => segment));
        const cut = [...new Intl.Segmenter().segment(shown.join(''))].map(({ segment }) => segment);
        expect(cut.filter((one) => one !== '.' && !characters.has(one))).toEqual([]);
      }
  });

  it('marks no part of an emoji, and a word with all its marks', () => {
    expect(highlight('I ❤️ cafe\u0301s', readQuery('❤️ café').terms, 'fr')).toEqual([
      { text: 'I ❤️ ', isMarked: false },
      { text: 'cafe\u0301s', isMarked: true },
    ]);
  });
});
