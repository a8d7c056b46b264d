import { describe, expect, test } from 'vitest';
import type { Listed } from '../../../src/conversation/desk/list.ts';
import { newNoticeId } from '../../../src/federation/owners/note.ts';
import { noticeHtml, type Told, waitingOf } from '../../../src/federation/owners/notice.ts';

const blog = { title: 'Notes', language: 'en' };

const listed = (own: Partial<Listed> = {}): Listed => ({
  ...{ key: 7, uri: 'https://example.social/notes/1', kind: 'reply', state: 'held', visibility: 'public' },
  author: {
    ...{ key: 1, uri: 'https://example.social/users/eve', user: 'eve', handle: 'eve@example.social', name: 'Eve' },
    url: 'https://example.social/@eve',
  },
  post: { key: 1, slug: 'hello', title: 'Hello', permalink: '/posts/hello' },
  ...{ account: null, parent: null, url: null, title: null, warning: null, html: '<p>Hi.</p>', language: null },
  ...{ extras: null, published: new Date(0), updated: null, received: new Date(0), isBlocked: false, decisions: [] },
  decided: { state: 'held', by: 'rule', why: 'first-time', at: new Date(0) },
  ...own,
});

const told = (waiting: Listed[], own: Partial<Told> = {}, language = 'en'): string =>
  noticeHtml(
    { waiting: waiting.map((one) => waitingOf(one, language)), more: 0, reports: [], moreReports: 0, ...own },
    { ...blog, language },
  ).toString();

const linksOf = (markup: string) => [...markup.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href);

describe('a message to an owner', () => {
  const author = listed().author;
  test.each<[string, Partial<Listed>]>([
    ['markup', { html: '<p>&lt;a href="https://evil.example"&gt;x&lt;/a&gt;</p>' }],
    ['a mention', { html: '<p><a href="https://victim.example/@you" class="mention">@you</a> @me@victim.example</p>' }],
    ['addresses', { html: '<p>https://evil.example www.evil.example http://x.example/@a</p>' }],
    ['a name', { author: author && { ...author, name: '<img src=x> @you@victim.example\u202e' } }],
    ['a title and a warning', { title: '<b>@you', warning: '</p><script>@me' }],
    ['the title of a post', { post: { key: 1, slug: 'x', title: '</strong>#tag', permalink: '/x' } }],
    ['a found word', { decided: { state: 'held', by: 'rule', why: 'word <b>@you', at: new Date(0) } }],
    [
      'words that are no reason',
      { decided: { state: 'held', by: 'rule', why: '<i>https://x.example', at: new Date(0) } },
    ],
    ['an address with quotes in it', { url: 'https://example.social/"><script>' }],
  ])('makes no mention, tag or link of %s, and no markup', (_, own) => {
    const markup = told([listed(own)]);
    expect(markup.replace(/<\/?(?:p|strong|br)>|<a href="[^"<>]*" rel="[^"<>]*">|<\/a>/g, '')).not.toMatch(/[<>]/);
    const words = markup.replace(/href="[^"]*"/g, '');
    expect(words).not.toMatch(/[@#](?!\u200b|39;)|:\/\/|www\.|[\u202a-\u202e]/);
    expect(linksOf(markup).every((href) => href?.startsWith('https://example.social/'))).toBe(true);
  });

  test('is short, however much somebody writes, and says where there is more', () => {
    const long = listed({ html: `<p>${'word '.repeat(10_000)}</p>`, title: 'x'.repeat(5000) });
    expect(told([long]).length).toBeLessThan(1200);
    expect(told([listed()], { more: 1_000_000 })).toContain('1000001 comments wait for you on Notes:');
    expect(told([listed()], { more: 3 })).toContain('and 3 more');
  });

  test.each<[string, Partial<Listed>[], string]>([
    ['one', [{}], 'Like this message to show it.'],
    ['several', [{}, {}], 'Like this message to show all that it lists. Or answer by number'],
    ['one for the owner alone', [{ visibility: 'direct' }], 'It is for you alone and cannot be shown.'],
    ['a mention', [{ kind: 'mention', post: null }], 'It is for you alone'],
    ['several for the owner alone', [{ visibility: 'direct' }, { visibility: 'followers' }], 'They are for you alone'],
  ])('says what can be done about %s', (_, all, words) => {
    expect(told(all.map(listed))).toContain(words);
  });

  test('says what to do before a list, which apps fold, and after a single comment', () => {
    const order = (markup: string) => markup.indexOf('Like this message') < markup.indexOf('Hi.');
    expect(order(told([listed(), listed()], { more: 3 }))).toBe(true);
    expect(order(told([listed()]))).toBe(false);
    expect(told([listed(), listed()]).match(/Like this/g)).toHaveLength(1);
  });

  test('is in the language of the blog', () => {
    const markup = told([listed()], { reports: [{ about: null, text: 'Unhöflich' }] }, 'de-AT');
    for (const words of [
      'Ein Kommentar wartet auf dich',
      'antwortet auf „Hello“',
      'noch nichts freigegeben',
      'Favorisiere',
      'Meldung: Unhöflich',
    ])
      expect(markup).toContain(words);
  });

  test('shows a picture by its word, and what has nothing at all by nothing', () => {
    const media = [{ kind: 'image', url: 'https://example.social/x.png', description: '' }];
    expect(told([listed({ html: null, extras: { media } })])).toContain('(a picture)');
    expect(told([listed({ url: 'javascript:alert(1)' })])).not.toContain('href');
  });

  test('has an address that nobody can guess', () => {
    const ids = new Set(Array.from({ length: 100 }, newNoticeId));
    expect(ids.size).toBe(100);
    expect([...ids].every((id) => /^[\w-]{32}$/.test(id))).toBe(true);
  });
});
