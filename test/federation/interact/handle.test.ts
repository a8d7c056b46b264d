import { describe, expect, it } from 'vitest';
import { readTyped, shownHost } from '../../../src/federation/interact/handle.ts';

const read = (text: string) => readTyped(text, (host) => host === 'localhost:3000');
const ana = { user: 'ana', host: 'social.example' };

describe('what a visitor types', () => {
  it.each([
    '@ana@social.example',
    'ana@social.example',
    '  @ana@social.example\n',
    'acct:ana@social.example',
    'ACCT:ana@Social.EXAMPLE',
    '＠ana＠social.example',
    '@ ana @ social.example',
    '\u2068@ana\u2069@\u200bsocial.example',
    'ana@social.example.',
    'https://social.example/@ana',
    'http://social.example/@ana/',
    'social.example/@ana',
    'https://social.example/users/ana?tab=posts#top',
    'https://social.example/u/ana',
    'https://social.example/ana',
    'https://social.example/web/@ana',
  ])('is read as a handle: %j', (text) => {
    expect(read(text)).toEqual(ana);
  });

  it.each([
    ['ana@bücher.example', { user: 'ana', host: 'xn--bcher-kva.example' }],
    ['Ana.B_c-d@social.example', { user: 'Ana.B_c-d', host: 'social.example' }],
    ['書評@social.example', { user: '書評', host: 'social.example' }],
    ['ana@localhost:3000', { user: 'ana', host: 'localhost:3000' }],
  ])('keeps what is its own: %j', (text, typed) => {
    expect(read(text)).toEqual(typed);
  });

  it.each([
    ['', 'empty'],
    ['  \u200b ', 'empty'],
    ['ana', 'no-host'],
    ['@ana', 'no-host'],
    ['ana@', 'no-host'],
    ['social.example', 'no-name'],
    ['@@social.example', 'no-name'],
    ['https://social.example/', 'no-name'],
    [`${'a'.repeat(10_000)}@social.example`, 'long'],
    [`${'a'.repeat(65)}@social.example`, 'misspelt'],
    [`ana@${'a.'.repeat(130)}example`, 'misspelt'],
  ])('is said to be lacking: %j', (text, wrong) => {
    expect(read(text)).toEqual({ wrong });
  });

  it.each([
    'user@127.0.0.1',
    'user@127.1',
    'user@0x7f000001',
    'user@2130706433',
    'user@[::1]',
    'user@[::ffff:127.0.0.1]',
    'user@localhost',
    'user@localhost:3001',
    '@evil@host.example:22',
    'user@host.example:443',
    'user@host.example:80',
    'user:secret@host.example',
    'https://user:secret@host.example/@ana',
    'https://user@host.example/@ana',
    '@ana@social.example@evil.example',
    'ana@social.example\nHost: evil.example',
    'ana@social.example\r\n',
    'ana\u2028x@social.example',
    'ana@social.example\0.evil.example',
    'ana@social.example/path',
    'ana@social.example?x=1',
    'ana@social.example#x',
    'ana@social.example\\evil.example',
    'ana@evil.example%2f.social.example',
    'ana@%31%32%37.0.0.1',
    'a b@social.example',
    'ana@social example',
    '<script>@social.example',
    'ana@<script>.example',
    '"ana"@social.example',
    'ana@social..example',
    'javascript:alert(1)',
    'javascript:alert(1)@social.example',
    'ftp://social.example/@ana',
    'https://social.example/@ana@other.example',
    'https://social.example/a/b/c',
    'https://[::1]/@ana',
    'https://127.0.0.1/@ana',
    'user@evil.example／@social.example',
  ])('is no handle: %j', (text) => {
    const typed = read(text);
    // A trailing line break is none of the handle; all others are.
    if (text.trim() === 'ana@social.example') expect(typed).toEqual(ana);
    else expect(typed).toEqual({ wrong: expect.stringMatching(/^(misspelt|no-name|no-host)$/) });
  });
});

describe('a host', () => {
  it.each([
    ['social.example', 'social.example'],
    ['xn--bcher-kva.example', 'bücher.example (xn--bcher-kva.example)'],
    ['127.0.0.1:3000', '127.0.0.1:3000'],
  ])('is named so that none passes for another: %s', (host, shown) => {
    expect(shownHost(host)).toBe(shown);
  });
});
