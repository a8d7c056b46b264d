import { describe, expect, it } from 'vitest';
import { datesFor } from '../../src/theme/dates.ts';
import { shorten } from '../../src/theme/default/shorten.ts';
import { direction, languageName, openGraphLocale } from '../../src/theme/language.ts';
import { languages, messagesFor } from '../../src/theme/messages/messages.ts';

describe('messages', () => {
  it.each(Object.entries(languages))('%s says everything that English says', (_, messages) => {
    expect(shape(messages)).toEqual(shape(languages.en));
  });

  it.each(Object.entries(languages))('%s says what it is told wherever English does', (code, messages) => {
    expect(messages.code).toBe(code);
    expect(told(messages)).toEqual(told(languages.en));
  });

  it('are those of the language without its country, and English elsewhere', () => {
    expect(messagesFor('de-CH')).toBe(languages.de);
    expect(messagesFor('DE')).toBe(languages.de);
    expect(messagesFor('fi')).toBe(languages.en);
  });
});

describe('dates', () => {
  const instant = new Date('2026-07-01T22:30:05Z');

  it.each([
    ['Europe/Berlin', '2026-07-02T00:30:05+02:00'],
    ['UTC', '2026-07-01T22:30:05+00:00'],
    ['America/St_Johns', '2026-07-01T20:00:05-02:30'],
    ['Asia/Kathmandu', '2026-07-02T04:15:05+05:45'],
  ])('carry the offset of %s', (timezone, expected) => {
    expect(datesFor('fa', timezone).machine(instant)).toBe(expected);
    expect(new Date(expected)).toEqual(instant);
  });

  it('follow winter and summer', () => {
    expect(datesFor('en', 'Europe/Berlin').machine(new Date('2026-01-01T00:00:00Z'))).toBe('2026-01-01T01:00:00+01:00');
  });

  it('are shown in the words and the day of the blog', () => {
    expect(datesFor('en', 'Europe/Berlin').long(instant)).toBe('2 July 2026');
    expect(datesFor('en-US', 'UTC').long(instant)).toBe('July 1, 2026');
    expect(datesFor('de', 'UTC').long(instant)).toBe('1. Juli 2026');
    expect(datesFor('de', 'UTC').year(instant)).toBe('2026');
  });

  it('are made once for a language and a timezone', () => {
    expect(datesFor('de', 'UTC')).toBe(datesFor('de', 'UTC'));
    expect(datesFor('de', 'UTC')).not.toBe(datesFor('de', 'Europe/Berlin'));
  });
});

describe('languages', () => {
  it('are written from the right where their script is', () => {
    expect(['ar', 'he', 'fa', 'ckb-IQ', 'pa-Arab', 'AR'].map(direction)).toEqual(Array(6).fill('rtl'));
    expect(['en', 'ar-Latn', 'ku-TR', 'zh-Hant'].map(direction)).toEqual(Array(4).fill('ltr'));
  });

  it('have the name that they have for themselves, whatever somebody wrote', () => {
    expect(['de', 'fr', 'pt-BR', 'en-x-mine', 'qaa'].map(languageName)).toEqual([
      'Deutsch',
      'Français',
      'Português (Brasil)',
      expect.stringMatching(/^En/),
      'Qaa',
    ]);
  });

  it('have a territory in Open Graph', () => {
    expect(['de', 'pt-BR', 'en', 'zh-Hant'].map(openGraphLocale)).toEqual(['de_DE', 'pt_BR', 'en_US', 'zh_TW']);
  });
});

describe('shorten', () => {
  it('cuts after a word, and counts what a reader counts', () => {
    expect(shorten('one two three four', 12)).toBe('one two…');
    expect(shorten('short', 5)).toBe('short');
    expect(shorten('👩‍👩‍👧‍👦'.repeat(5), 4)).toBe(`${'👩‍👩‍👧‍👦'.repeat(3)}…`);
  });
});

/** Of each text that is told something: which of it stands in it. */
function told(messages: object | undefined): unknown {
  const marks = ['‹first›', '‹second›', '‹third›'];
  return Object.fromEntries(
    Object.entries(messages ?? {}).flatMap(([key, value]) => {
      if (typeof value === 'object') return [[key, told(value)]];
      if (typeof value !== 'function') return [];
      const said: string = value(...marks);
      return [[key, marks.filter((mark) => said.includes(mark))]];
    }),
  );
}

function shape(messages: object | undefined): unknown {
  return Object.fromEntries(
    Object.entries(messages ?? {}).map(([key, value]) => [
      key,
      typeof value === 'object' ? shape(value) : typeof value === 'string' ? value !== '' && 'text' : value.length,
    ]),
  );
}
