import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languageOf } from '../../src/conversation/moderation/languages.ts';
import { findWord, listWords } from '../../src/conversation/moderation/words.ts';
import '../support/seed.ts';

const finds = (word: string, text: string) => findWord([text], listWords([word])) !== null;

describe('a listed word', () => {
  test.each([
    ['casino', 'Play at my casino.'],
    ['casino', 'CASINO'],
    ['Casino', 'ｃａｓｉｎｏ'],
    ['casino', '𝐜𝐚𝐬𝐢𝐧𝐨 now'],
    ['casino', 'ca\u200bsi\u00adno\u2060'],
    ['casino', '(casino)'],
    ['casino', '_casino_'],
    ['casino', 'online-casino'],
    ['casino', 'https://casino.example/'],
    ['casino', 'casino\nnext'],
    ['casino', '在casino玩'],
    ['casin*', 'Casinos'],
    ['casin*', 'casin'],
    ['cheap  pills', 'Cheap\n pills'],
    ['cheap pill*', 'cheap\u00a0pillow'],
    ['straße', 'STRASSE'],
    ['STRASSE', 'Straße'],
    ['οδός', 'ΟΔΌΣ'],
    ['café', 'cafe\u0301'],
    ['हिन्दी', 'यह हिन्दी है'],
    ['c++', 'I write C++, he too'],
    ['t.me', 'see t.me/win'],
    ['赌场', '网上赌场欢迎'],
    ['カジノ', 'オンラインｶｼﾞﾉへ'],
    ['카지노', '온라인 카지노에서'],
    ['คาสิโน', 'เล่นคาสิโนออนไลน์'],
    ['$100', 'only $100!'],
    ['.*', 'a full stop .'],
    ['😀', 'a😀b'],
    ['𠮷', 'a𠮷b'],
    ['2024', '2024'],
  ])('%j is found in %j', (word, text) => {
    expect(finds(word, text)).toBe(true);
  });

  test.each([
    ['casino', 'casinos'],
    ['casino', 'Occasinology'],
    ['casino', 'mycasino'],
    ['casino', 'casino2'],
    ['casino', 'cas ino'],
    ['casin*', 'occasin'],
    ['ass', 'class, assume, grass'],
    ['हिन्द', 'हिन्दी'],
    ['cafe', 'café'],
    ['a.b', 'axb'],
    ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'],
    ['𐐨', '𐐀𐐨'],
    ['сasino', 'casino'],
    ['casino', ''],
  ])('%j is not found in %j', (word, text) => {
    expect(finds(word, text)).toBe(false);
  });

  test('is named as it was written, the first of the list that stands in any of the texts', () => {
    expect(findWord(['Ada', 'both a pokerface and a casino'], listWords(['Poker', 'Casin*', 'poker*']))).toBe('Casin*');
    expect(findWord(['Ada'], [])).toBeNull();
  });

  test('of nothing that is seen is no word', () => {
    expect(listWords(['', ' ', '*', ' * ', '\u200b', '\u00ad*'])).toEqual([]);
  });

  test('is found between other words, whatever it is, and in a moment in what was made to be slow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (word) => {
        fc.pre(listWords([word]).length > 0 && !word.includes('*'));
        expect(finds(word, `x ${word} y`)).toBe(true);
      }),
    );
    const words = listWords(Array.from({ length: 1000 }, (_, index) => `${'a'.repeat(90)}b${index}`));
    expect(findWord(['a'.repeat(65_536)], words)).toBeNull();
    expect(findWord(['a'.repeat(65_536)], listWords(['(a|a)*b', '((a*)*)*c']))).toBeNull();
  });
});

test.each([
  ['en', 'en'],
  ['en-GB', 'en'],
  ['EN_us', 'en'],
  ['zh-Hant-TW', 'zh'],
  ['cmn', 'zh'],
  ['iw', 'he'],
  ['nb', 'no'],
  ['nn-NO', 'no'],
  [' de ', 'de'],
  ['und', null],
  ['mul', null],
  ['zxx', null],
  ['', null],
  ['english', null],
  ['x-klingon', null],
  ['🎉', null],
  ['a'.repeat(10_000), null],
])('the tag %j means the language %j', (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});
