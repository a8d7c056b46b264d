import { describe, expect, test } from 'vitest';
import { isAgreeing } from '../../../src/federation/owners/agreeing.ts';
import { whenToTell } from '../../../src/federation/owners/moments.ts';
import { isOurs } from '../../../src/federation/owners/ours.ts';
import { readRelMe } from '../../../src/federation/owners/rel-me.ts';
import { readAnswer } from '../../../src/federation/owners/words.ts';
import { blogSite } from '../sample.ts';

describe('what a profile calls its own by rel=me', () => {
  const blog = 'https://blog.example.com';
  test.each<[string, string, string[]]>([
    [
      'as Mastodon writes it',
      '<a href="https://blog.example.com" target="_blank" rel="nofollow noopener noreferrer me" translate="no"><span class="invisible">https://</span><span class="">blog.example.com</span></a>',
      [blog],
    ],
    ['me first', '<a rel="me nofollow" href="https://blog.example.com">x</a>', [blog]],
    ['a link of the head', '<link href=https://blog.example.com rel=me>', [blog]],
    ['in single quotes and capitals', "<A REL='ME' HREF='https://blog.example.com'>x</A>", [blog]],
    [
      'with an entity',
      '<a rel="me" href="https://a.example/?b=1&amp;c=&#50;&#x33;">x</a>',
      ['https://a.example/?b=1&c=23'],
    ],
    [
      'several',
      '<a rel=me href="https://a.example">a</a><a rel=me href="https://b.example">b</a>',
      ['https://a.example', 'https://b.example'],
    ],
    ['without rel', '<a href="https://blog.example.com">x</a>', []],
    ['another rel', '<a rel="nofollow menu" href="https://blog.example.com">x</a>', []],
    ['in a comment', '<!-- <a rel="me" href="https://blog.example.com"> -->', []],
    ['in a comment that does not end', '<!-- <a rel="me" href="https://blog.example.com">', []],
    ['in a script', '<script>"<a rel=me href=https://blog.example.com>"</script>', []],
    ['in a textarea that does not end', '<textarea><a rel=me href=https://blog.example.com>', []],
    ['in another attribute', '<img alt="<a rel=me href=https://blog.example.com>">', []],
    ['escaped', '&lt;a rel="me" href="https://blog.example.com"&gt;', []],
    ['rel twice: the first counts', '<a rel="nofollow" rel="me" href="https://blog.example.com">', []],
    ['on what links nowhere', '<p rel="me" href="https://blog.example.com">', []],
  ])('%s', (_, markup, expected) => {
    expect(readRelMe(markup)).toEqual(expected);
  });

  test.each(['<', '<!--', '<a ', '<a x="', "<a x='", '<script>', '<a href=x rel=me ', '</'])(
    'reads a mebibyte of %j as quickly as of anything',
    (piece) => {
      expect(readRelMe(piece.repeat(2 ** 20 / piece.length)).length).toBeLessThan(501);
    },
  );
});

describe('addresses of this blog', () => {
  const site = { ...blogSite, base: '/blog' };
  test.each<[string, boolean]>([
    ['https://blog.example.com/blog', true],
    ['https://blog.example.com/blog/', true],
    ['https://BLOG.example.com/blog/@james', true],
    ['https://blog.example.com/blog/@james/', true],
    ['https://blog.example.com/blog/ap/actors/james', true],
    ['https://blog.example.com:443/blog', true],
    ['https://blog.example.com', false],
    ['https://blog.example.com/blog//', false],
    ['https://blog.example.com/blogger', false],
    ['https://blog.example.com/blog/@jamesx', false],
    ['https://blog.example.com/blog/posts/hello', false],
    ['https://blog.example.com/blog?x', false],
    ['https://blog.example.com/blog#x', false],
    ['http://blog.example.com/blog', false],
    ['https://blog.example.com.evil.example/blog', false],
    ['https://evil@blog.example.com/blog', false],
    ['https://blog.example.com\\@evil.example/blog', false],
    ['//blog.example.com/blog', false],
    ['https:\\\\blog.example.com\\blog', false],
    ['https://blog.exam\tple.com/blog', false],
    [' https://blog.example.com/blog', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isOurs(site, address)).toBe(expected);
  });
});

describe('the answer to a message', () => {
  type Case = [text: string, listed: number, expected: ReturnType<typeof readAnswer>];
  test.each<Case>([
    ['ok', 1, [{ word: 'approve', places: null }]],
    ['@james@blog.example.com OK!', 1, [{ word: 'approve', places: null }]],
    ['@james Ja.', 3, [{ word: 'approve', places: null }]],
    ['approve', 1, [{ word: 'approve', places: null }]],
    ['👍🏽', 1, [{ word: 'approve', places: null }]],
    ['hide', 1, [{ word: 'hide', places: null }]],
    ['nein', 1, [{ word: 'hide', places: null }]],
    ['hide 2 3', 3, [{ word: 'hide', places: [2, 3] }]],
    ['hide 2, 3 and 5', 5, [{ word: 'hide', places: [2, 3, 5] }]],
    ['ok 1-3', 3, [{ word: 'approve', places: [1, 2, 3] }]],
    ['2 löschen', 3, [{ word: 'delete', places: [2] }]],
    ['Bitte #2 löschen', 3, [{ word: 'delete', places: [2] }]],
    ['lo\u0308schen', 1, [{ word: 'delete', places: null }]],
    [
      'ok 1; block 2',
      2,
      [
        { word: 'approve', places: [1] },
        { word: 'block', places: [2] },
      ],
    ],
    ['delete all', 4, [{ word: 'delete', places: 'all' }]],
    ['sperren', 1, [{ word: 'block', places: null }]],
    ['delete', 2, null],
    ['block', 2, null],
    ['hide 4', 3, null],
    ['hide 0', 3, null],
    ['ok 1 hide', 3, null],
    ['ok 1 hide 1', 3, null],
    ['3', 3, null],
    ['', 1, null],
    ['@james@blog.example.com', 1, null],
    ['ok but who is that?', 1, null],
    ['not ok', 1, null],
    ['do not hide', 1, null],
    ['ok '.repeat(300), 1, null],
    ['constructor', 1, null],
  ])('%j to %i', (text, listed, expected) => {
    expect(readAnswer(text, listed)).toEqual(expected);
  });
});

test.each([
  [null, true],
  ['👍', true],
  ['👍🏿', true],
  ['❤️', true],
  ['⭐', true],
  ['👎', false],
  ['🤮', false],
  [':yes:', false],
])('a like with %s says yes: %s', (text, expected) => {
  expect(isAgreeing(text === null ? null : { text, url: null })).toBe(expected);
});

describe('when the owners are told', () => {
  const at = (text: string) => new Date(`2026-11-${text}:00Z`);
  const site = (tell: 'at-once' | 'daily' | 'never') => ({ comments: { tell }, timezone: 'Europe/Berlin' });
  const many = Array.from({ length: 20 }, (_, index) => new Date(at('21T10:00').getTime() + index * 60_000));
  test.each<[string, Parameters<typeof whenToTell>[0], string, Date[], Date | null]>([
    ['after a minute, in which more may come', site('at-once'), '21T12:00', [], at('21T12:01')],
    ['a minute after the last time', site('at-once'), '21T12:00', [at('21T12:01')], at('21T12:02')],
    ['at the daily hour once it was often today', site('at-once'), '21T12:00', many, at('22T07:00')],
    ['often yesterday is past', site('at-once'), '22T12:00', many, at('22T12:01')],
    ['daily, today', site('daily'), '21T06:00', [], at('21T07:00')],
    ['daily, tomorrow', site('daily'), '21T07:30', [], at('22T07:00')],
    ['daily, and told today', site('daily'), '21T06:59', [at('21T07:00')], at('22T07:00')],
    ['never', site('never'), '21T12:00', [], null],
  ])('%s', (_, config, since, told, expected) => {
    expect(whenToTell(config, { since: at(since), told, now: at(since) })).toEqual(expected);
  });

  test.each([
    ['2026-10-24T20:00:00Z', '2026-10-25T07:00:00Z'],
    ['2027-03-27T20:00:00Z', '2027-03-28T06:00:00Z'],
    ['2026-10-25T06:30:00Z', '2026-10-25T07:00:00Z'],
  ])('daily at eight by the clock, also where the clocks change: %s', (since, expected) => {
    const config = site('daily');
    const asked = { since: new Date(since), told: [], now: new Date(since) };
    expect(whenToTell(config, asked)).toEqual(new Date(expected));
  });
});
