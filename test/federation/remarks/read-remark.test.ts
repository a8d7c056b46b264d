import { describe, expect, it } from 'vitest';
import type { Remark } from '../../../src/conversation/remark.ts';
import { readRemark } from '../../../src/federation/remarks/read-remark.ts';
import type { Json } from '../../support/stranger.ts';
import { author, note, now, remarkOf, whyNot } from './said.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const rel = 'rel="nofollow ugc noopener noreferrer"';

/** Each of several ways to write the same, and what is read of it. */
function reads<Key extends keyof Remark>(key: Key, table: [properties: Json, expected: Remark[Key]][]): void {
  it.each(table)(`${key}: %j → %j`, (properties, expected) => {
    expect(remarkOf(note(properties))[key]).toEqual(expected);
  });
}

describe('whose it is', () => {
  it.each<[Json, string]>([
    [{ type: 'Tombstone' }, 'It is of no kind that is shown.'],
    [{ type: 'Person' }, 'It is of no kind that is shown.'],
    [{ type: 'ChatMessage' }, 'It is of no kind that is shown.'],
    [{ type: undefined }, 'It is of no kind that is shown.'],
    [{ type: ['constructor', '__proto__'] }, 'It is of no kind that is shown.'],
    [{ id: undefined }, 'It has no id.'],
    [{ id: '' }, 'It has no id.'],
    [{ id: 7 }, 'It has no id.'],
    [{ id: 'urn:uuid:1' }, 'It has no id.'],
    [{ id: 'https://a.example/ 1' }, 'It has no id.'],
    [{ id: 'https://ann@a.example/1' }, 'It has no id.'],
    [{ id: `https://a.example/${'x'.repeat(2_000)}` }, 'It has no id.'],
    [{ id: 'https://b.example/1' }, 'Its id is not on its author’s origin.'],
    [{ id: 'http://a.example/1' }, 'Its id is not on its author’s origin.'],
    [{ id: 'https://a.example:8443/1' }, 'Its id is not on its author’s origin.'],
    [{ id: 'https://a.example.evil.example/1' }, 'Its id is not on its author’s origin.'],
    [{ attributedTo: undefined }, 'It is not attributed to its author.'],
    [{ attributedTo: 'https://a.example/users/bob' }, 'It is not attributed to its author.'],
    [{ attributedTo: `${author}/` }, 'It is not attributed to its author.'],
    [{ attributedTo: author.toUpperCase() }, 'It is not attributed to its author.'],
    [{ attributedTo: { id: 'https://a.example/users/bob', type: 'Person' } }, 'It is not attributed to its author.'],
    [{ attributedTo: ['https://a.example/users/bob', author] }, 'It is not attributed to its author.'],
    [
      {
        attributedTo: [
          { type: 'Group', id: author },
          { type: 'Person', id: 'https://a.example/users/bob' },
        ],
      },
      'It is not attributed to its author.',
    ],
    [{ attributedTo: [] }, 'It is not attributed to its author.'],
    [{ attributedTo: [[author]] }, 'It is not attributed to its author.'],
    [{ attributedTo: { id: { id: author } } }, 'It is not attributed to its author.'],
    [{ content: '' }, 'It says nothing.'],
    [{ content: null, summary: 'a warning of nothing' }, 'It says nothing.'],
    [{ content: '<script>x</script><p>&nbsp;</p>' }, 'It says nothing.'],
    [{ content: undefined, name: 'choice' }, 'It is a vote.'],
  ])('does not read %j', (properties, why) => {
    expect(whyNot(note(properties))).toBe(why);
  });

  it.each([[null], [undefined], [7], ['https://a.example/1'], [[]], [[note()]]])('does not read %j', (object) => {
    expect(whyNot(object)).toBe('It is no object.');
  });

  it.each<[Json['attributedTo']]>([
    [author],
    [{ id: author }],
    [[author]],
    [[author, 'https://a.example/users/bob']],
    [
      [
        { type: 'Person', id: author },
        { type: 'Group', id: 'https://a.example/c/gates' },
      ],
    ],
    [
      [
        { type: 'Group', id: 'https://a.example/c/gates' },
        { type: 'Person', id: author },
      ],
    ],
  ])('reads what is attributed to %j', (attributedTo) => {
    expect(whyNot(note({ attributedTo }))).toBeNull();
  });

  it('does not read what an author without an origin says', () => {
    expect(whyNot(note(), { author: 'ann' })).toBe('Its id is not on its author’s origin.');
  });
});

describe('of a note it is read', () => {
  reads('type', [
    [{ type: ['https://x.example/Thing', 'Note'] }, 'Note'],
    [{ type: 'Event', name: 'x' }, 'Event'],
  ]);
  reads('url', [
    [{}, 'https://a.example/users/ann/1'],
    [{ url: 'https://a.example/@ann/1' }, 'https://a.example/@ann/1'],
    [{ url: { type: 'Link', href: 'https://a.example/@ann/1' } }, 'https://a.example/@ann/1'],
    [
      { url: ['https://a.example/1', { type: 'Link', mediaType: 'text/html', href: 'https://a.example/2' }] },
      'https://a.example/2',
    ],
    [{ url: 'https://b.example/phishing' }, 'https://a.example/users/ann/1'],
    [{ url: 'http://a.example/1' }, 'https://a.example/users/ann/1'],
    [{ url: 'javascript:alert(1)' }, 'https://a.example/users/ann/1'],
    [{ url: '/relative' }, 'https://a.example/users/ann/1'],
    [{ url: [7, null, [['https://a.example/1']], {}] }, 'https://a.example/users/ann/1'],
  ]);
  reads('parent', [
    [{ inReplyTo: 'https://b.example/1' }, 'https://b.example/1'],
    [{ inReplyTo: { type: 'Note', id: 'https://b.example/1' } }, 'https://b.example/1'],
    [{ inReplyTo: ['https://b.example/1', 'https://b.example/2'] }, 'https://b.example/1'],
    [{ inReplyTo: [null, 'https://b.example/2'] }, 'https://b.example/2'],
    [{ inReplyTo: null }, null],
    [{ inReplyTo: '' }, null],
    [{ inReplyTo: 'tag:b.example,2026:1' }, null],
    [{ inReplyTo: true }, null],
  ]);
  reads('quoted', [
    [{}, null],
    [{ quote: 'https://b.example/1' }, 'https://b.example/1'],
    [{ quote: { id: 'https://b.example/1' } }, 'https://b.example/1'],
    [{ quoteUrl: 'https://b.example/1' }, 'https://b.example/1'],
    [{ quoteUri: 'https://b.example/1' }, 'https://b.example/1'],
    [{ _misskey_quote: 'https://b.example/1' }, 'https://b.example/1'],
    [{ quote: null, quoteUrl: 7, quoteUri: 'https://b.example/1' }, 'https://b.example/1'],
    [
      {
        tag: [
          { type: 'Link', href: 'https://b.example/0', rel: 'alternate' },
          {
            type: 'Link',
            mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
            rel: ['x', 'https://misskey-hub.net/ns#_misskey_quote'],
            href: 'https://b.example/1',
            name: 'RE: https://b.example/1',
          },
        ],
      },
      'https://b.example/1',
    ],
  ]);
  reads('visibility', [
    [{ to: [everybody] }, 'public'],
    [{ to: 'as:Public' }, 'public'],
    [{ to: ['x', { id: 'Public' }] }, 'public'],
    [{ to: [], cc: everybody }, 'unlisted'],
    [{ to: [everybody], cc: [everybody] }, 'public'],
    [{ to: `${author}/followers`, cc: ['https://blog.example.com/ap/actors/james'] }, 'followers'],
    [{ to: 'https://a.example/followers/ann' }, 'followers'],
    [{ to: 'https://b.example/users/ann/followers' }, 'direct'],
    [{ to: ['https://blog.example.com/ap/actors/james'] }, 'direct'],
    [{ to: ['https://www.w3.org/ns/activitystreams#public'] }, 'direct'],
    [{ to: [[everybody]], cc: 7 }, 'direct'],
    [{ to: null }, 'direct'],
  ]);
  reads('warning', [
    [{ summary: 'spoilers' }, 'spoilers'],
    [{ summary: '<b>1 &lt; 2</b>\n<script>x</script>' }, '1 < 2'],
    [{ summary: '\u200b', sensitive: true }, null],
    [{ sensitive: true }, null],
    [{ summaryMap: { de: 'Vorsicht' } }, 'Vorsicht'],
    [{ type: 'Article', summary: 'a teaser' }, null],
    [{ type: 'Article', summary: 'not for everybody', sensitive: true }, 'not for everybody'],
    [{ type: 'Page', sensitive: true }, ''],
    [{ type: 'Article', sensitive: true, 'dcterms:subject': 'blood' }, 'blood'],
    [{ summary: 7 }, null],
  ]);
  reads('title', [
    [{ name: 'no title of a note' }, null],
    [{ type: 'Article', name: ' Using <Suspense> &\n co ' }, 'Using <Suspense> & co'],
    [{ type: 'Article', nameMap: { en: 'Hello' } }, 'Hello'],
    [{ type: 'Article', name: ['x'] }, null],
    [{ type: 'Article', name: 'x'.repeat(1_000_000) }, `${'x'.repeat(299)}…`],
  ]);
  reads('language', [
    [{ contentMap: { 'en-us': '<p>Hello</p>' } }, 'en-US'],
    [{ contentMap: { de: '<p>Hallo</p>', en: '<p>Hello</p>' } }, 'en'],
    [{ contentMap: { und: '<p>Hello</p>' } }, null],
    [{ contentMap: { 'not a language': '<p>Hello</p>' } }, null],
    [{ contentMap: 'en' }, null],
    [{ language: 'fr' }, 'fr'],
    [{ language: { identifier: 'fr' } }, 'fr'],
  ]);
  reads('html', [
    [{ content: undefined, contentMap: { de: '<p>Hallo</p>', en: '<p>Hello</p>' } }, '<p>Hallo</p>'],
    [{ content: undefined, contentMap: { de: 7, en: '<p>Hello</p>' } }, '<p>Hello</p>'],
    [{ content: 'a <b>', mediaType: 'text/plain' }, '<p>a &lt;b&gt;</p>'],
    [{ content: '<p>a</p>', mediaType: 'text/html; charset=utf-8' }, '<p>a</p>'],
    [{ type: 'Question', content: '<svg>', anyOf: { type: 'Note', name: 'only' } }, '<ul><li>only</li></ul>'],
    [{ type: 'Question', oneOf: [7, {}, { name: ['x'] }, { name: '<i>' }] }, '<p>Hello</p><ul><li>&lt;i&gt;</li></ul>'],
    [
      { content: '', quote: 'https://b.example/1' },
      `<p><a href="https://a.example/users/ann/1" ${rel}>https://a.example/users/ann/1</a></p>`,
    ],
  ]);
  reads('mentions', [
    [{ tag: { type: 'Mention', href: 'https://b.example/@b' } }, ['https://b.example/@b']],
    [{ tag: [{ type: 'Mention', href: 'x' }, { type: 'Hashtag', href: 'https://b.example/' }, 7, [], null] }, []],
    [{ tag: Array(100).fill({ type: 'Mention', href: 'https://b.example/@b' }) }, ['https://b.example/@b']],
  ]);
  reads('media', [
    [
      { attachment: { type: 'Image', url: 'https://b.example/1' } },
      [{ kind: 'image', url: 'https://b.example/1', description: '' }],
    ],
    [
      {
        attachment: [
          {
            type: 'Document',
            mediaType: 'AUDIO/ogg',
            url: [{ type: 'Link', href: 'https://b.example/1' }],
            name: ' \n',
            summary: 'a song',
          },
        ],
      },
      [{ kind: 'audio', url: 'https://b.example/1', description: 'a song' }],
    ],
    [
      { attachment: [{ type: 'Video', url: { href: 'https://b.example/1' }, name: 7 }] },
      [{ kind: 'video', url: 'https://b.example/1', description: '' }],
    ],
    [
      { attachment: [{ type: 'Link', mediaType: 'image/png', href: 'https://b.example/1' }] },
      [{ kind: 'image', url: 'https://b.example/1', description: '' }],
    ],
    [
      {
        attachment: [
          { type: 'Image', url: 'http://b.example/1' },
          { type: 'Image', url: 'data:image/png;base64,x' },
        ],
      },
      [],
    ],
    [
      {
        attachment: [
          { type: 'Document', mediaType: 'application/pdf', url: 'https://b.example/1' },
          { type: 'PropertyValue' },
          'https://b.example/2',
        ],
      },
      [],
    ],
  ]);
  reads('emoji', [
    [
      {
        content: ':a: :b: :constructor:',
        tag: ['a', 'b', 'c', 'constructor', '__proto__'].map((name) => ({
          type: 'Emoji',
          name: `:${name}:`,
          icon: { url: `https://b.example/${name}` },
        })),
      },
      { a: 'https://b.example/a', b: 'https://b.example/b' },
    ],
    [
      { content: ':a:', tag: [{ type: 'Emoji', name: 'a', icon: ['https://b.example/a'] }] },
      { a: 'https://b.example/a' },
    ],
    [{ content: ':a:', tag: [{ type: 'Emoji', name: ':a:', icon: { url: 'http://b.example/a' } }] }, {}],
    [
      { summary: ':a:', tag: [{ type: 'Emoji', name: ':a:', icon: { type: 'Image', url: 'https://b.example/a' } }] },
      { a: 'https://b.example/a' },
    ],
  ]);
  reads('published', [
    [{ published: '2026-11-20T10:00:00+02:00' }, new Date('2026-11-20T08:00:00Z')],
    [{ published: '2026-11-20T10:00:00.123456789Z' }, new Date('2026-11-20T10:00:00.123Z')],
    [{ published: '2026-11-20T10:00:00' }, new Date('2026-11-20T10:00:00Z')],
    [{ published: '2036-11-20T10:00:00Z' }, now],
    [{ published: '0000-01-01T00:00:00Z' }, now],
    [{ published: '0001-01-01T00:00:00Z' }, now],
    [{ published: '+275760-09-13T00:00:00Z' }, now],
    [{ published: '2026-13-45T10:00:00Z' }, now],
    [{ published: 'yesterday' }, now],
    [{ published: 1_795_000_000 }, now],
    [{ published: undefined, updated: '2026-11-20T10:00:00Z' }, new Date('2026-11-20T10:00:00Z')],
  ]);
  reads('updated', [
    [{ updated: '2026-11-20T11:00:00Z' }, new Date('2026-11-20T11:00:00Z')],
    [{ updated: '2026-11-20T10:00:00Z' }, null],
    [{ updated: '2026-11-20T09:00:00Z' }, null],
    [{ updated: '2036-11-20T09:00:00Z' }, now],
    [{ updated: {} }, null],
  ]);
});

describe('what is said besides', () => {
  it('goes to whom the activity goes, where it does not say so itself', () => {
    const { to, ...silent } = note();
    expect(remarkOf(silent, { activity: { to } }).visibility).toBe('public');
    expect(remarkOf(silent).visibility).toBe('direct');
    const few = note({ to: 'https://blog.example.com/ap/actors/james' });
    expect(remarkOf(few, { activity: { to } }).visibility).toBe('direct');
  });

  it('is bounded: sixteen pictures, thirty-two emoji, sixty-four people, twenty choices', () => {
    const names = Array.from({ length: 150 }, (_, index) => `e${index}`);
    const remark = remarkOf(
      note({
        type: 'Question',
        content: names.map((name) => `:${name}:`).join(' '),
        attachment: names.map((name) => ({ type: 'Image', url: `https://b.example/${name}` })),
        tag: [
          ...names.map((name) => ({ type: 'Emoji', name, icon: { url: `https://b.example/${name}` } })).slice(0, 100),
          ...names.map((name) => ({ type: 'Mention', href: `https://b.example/${name}` })),
        ],
        oneOf: names.map((name) => ({ name })),
      }),
    );
    expect(remark.media.length).toBe(16);
    expect(Object.keys(remark.emoji).length).toBe(32);
    expect(remark.mentions.length).toBe(64);
    expect(remark.html.match(/<li>/g)?.length).toBe(20);
  });

  it('has its titles, warnings and the words of its pictures on one line each, cut', () => {
    const long = `one\ntwo ${'x'.repeat(5000)}`;
    const picture = { type: 'Image', url: 'https://b.example/1', name: long };
    const said = remarkOf(note({ type: 'Article', name: long, attachment: picture }));
    const warned = remarkOf(note({ summary: long }));
    for (const [text, most] of [
      [said.media[0]?.description, 1500],
      [said.title, 300],
      [warned.warning, 500],
    ] as const) {
      expect(text).toMatch(/^one two x+…$/);
      expect([...(text ?? '')]).toHaveLength(most);
    }
  });

  it.each([
    ['in letters', 'a/../'.repeat(500)],
    ['in bytes', 'é/../'.repeat(390)],
  ])('answers nothing at an address that is too long %s, though what it leads to is short', (_, path) => {
    expect(remarkOf(note({ inReplyTo: `https://b.example/${path}x` })).parent).toBeNull();
  });

  it('is looked at no further than two hundred of a kind', () => {
    const links = Array.from({ length: 200 }, () => ({ type: 'Link', href: 'https://b.example/page' }));
    const picture = { type: 'Image', url: 'https://b.example/1' };
    expect(remarkOf(note({ attachment: [...links, picture] })).media).toEqual([]);
    expect(remarkOf(note({ attachment: [...links.slice(1), picture] })).media).toHaveLength(1);
  });

  it('is held without its text when that cannot be cleaned', () => {
    const reading = readRemark(note({ content: '<p>secret</p>', summary: 'x' }), { author, now, clean: () => null });
    expect(reading).toMatchObject({ ok: true, held: 'Its text could not be cleaned.' });
    expect(JSON.stringify(reading)).not.toContain('secret');
    expect(reading.ok && reading.remark.html).toMatch(/^<p><a href="https:\/\/a\.example\/users\/ann\/1" /);
  });
});
