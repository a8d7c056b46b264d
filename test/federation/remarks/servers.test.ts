import { describe, expect, it } from 'vitest';
import { countLinks } from '../../../src/conversation/count-links.ts';
import type { Remark } from '../../../src/conversation/remark.ts';
import { faultsOf } from '../../conversation/reading.ts';
import type { Json } from '../../support/stranger.ts';
import { now, remarkOf, said, sent, whyNot } from './said.ts';

const post = 'https://blog.example.com/ap/posts/hello';
const james = 'https://blog.example.com/ap/actors/james';
const rel = 'rel="nofollow ugc noopener noreferrer"';

const format = (name: string) => said(`written-from-format/${name}`);

/** What is said of each server's way of writing, by the name of the fixture. */
const servers: [name: string, author: string, object: Json, expected: Partial<Remark>][] = [
  [
    'a reply of Mastodon',
    'https://mastodon.example/users/mara',
    format('mastodon-reply'),
    {
      uri: 'https://mastodon.example/users/mara/statuses/1150000000000000001',
      url: 'https://mastodon.example/@mara/1150000000000000001',
      type: 'Note',
      parent: post,
      quoted: null,
      visibility: 'unlisted',
      mentions: [james],
      title: null,
      warning: 'gardens',
      text: '@james Lovely :blobgarden:\nSee https://gardens.example/a/very/long/path/to/roses #roses',
      language: 'en-GB',
      media: [
        { kind: 'image', url: 'https://files.mastodon.example/media/1.jpg', description: 'A rose, half open' },
        { kind: 'video', url: 'https://files.mastodon.example/media/2.mp4', description: '' },
      ],
      emoji: { blobgarden: 'https://files.mastodon.example/emoji/7.png' },
      published: new Date('2026-11-20T09:10:11Z'),
      updated: new Date('2026-11-20T09:20:00Z'),
    },
  ],
  [
    'a quote of Mastodon',
    'https://mastodon.example/users/mara',
    format('mastodon-quote'),
    { quoted: post, parent: null, visibility: 'public', warning: null, html: '<p>Read this.</p>', language: 'en' },
  ],
  [
    'a poll of Mastodon',
    'https://mastodon.example/users/mara',
    format('mastodon-poll'),
    {
      type: 'Question',
      html: '<p>Which one?</p><ul><li>The red one</li><li>&lt;The blue one&gt;</li></ul>',
      text: 'Which one?\nThe red one\n<The blue one>',
    },
  ],
  [
    'a reply of Misskey that quotes',
    'https://misskey.example/users/9abcdefghi',
    format('misskey-reply'),
    {
      url: 'https://misskey.example/notes/a1b2c3d4e5',
      parent: post,
      quoted: post,
      visibility: 'unlisted',
      text: '@james@blog.example.com いいね 庭(にわ) :ai_blob: RE: https://blog.example.com/posts/hello',
      media: [{ kind: 'image', url: 'https://files.misskey.example/f.webp', description: '庭の写真' }],
      emoji: { ai_blob: 'https://files.misskey.example/ai_blob.png' },
      language: null,
    },
  ],
  [
    'a post of Lemmy',
    'https://lemmy.example/u/lena',
    format('lemmy-page'),
    {
      type: 'Page',
      title: 'A gate that nobody saw',
      html: `<p>Worth <strong>reading</strong>.</p><p><a href="https://blog.example.com/posts/hello" ${rel}>https://blog.example.com/posts/hello</a></p>`,
      language: 'fr',
      parent: null,
      warning: null,
      media: [],
      visibility: 'public',
    },
  ],
  [
    'a comment of Lemmy',
    'https://lemmy.example/u/lena',
    format('lemmy-comment'),
    {
      html: '<blockquote><p>a gate</p></blockquote><p>Which gate?</p><ul><li>north</li><li>south</li></ul>',
      text: 'a gate\nWhich gate?\nnorth\nsouth',
      language: null,
      mentions: [james],
      updated: new Date('2026-11-20T07:31:00.123Z'),
    },
  ],
  [
    'a film of PeerTube',
    'https://tube.example/accounts/paul',
    format('peertube-video'),
    {
      type: 'Video',
      url: 'https://tube.example/w/bUiLdThEgAtE',
      title: 'How the gate was built',
      html: `<p>Built in **two** days.<br>Plans: <a href="https://plans.example/gate" ${rel}>https://plans.example/gate</a>.</p><p>- oak<br>- &lt;iron&gt;</p>`,
      language: 'en',
      warning: null,
      media: [],
      parent: post,
    },
  ],
  [
    'a comment of PeerTube',
    'https://tube.example/accounts/paul',
    format('peertube-comment'),
    {
      title: null,
      text: '@james@blog.example.com Thank you! More at https://tube.example/w/x',
      mentions: [james],
      updated: null,
    },
  ],
  [
    'a picture of Pixelfed without words',
    'https://pixelfed.example/users/pia',
    format('pixelfed-photo'),
    {
      html: `<p><a href="https://pixelfed.example/p/pia/700000000000000001" ${rel}>https://pixelfed.example/p/pia/700000000000000001</a></p>`,
      media: [
        { kind: 'image', url: 'https://media.pixelfed.example/1.jpg', description: 'The gate in fog' },
        { kind: 'image', url: 'https://media.pixelfed.example/2.jpg', description: '' },
      ],
      visibility: 'public',
    },
  ],
  [
    'a reply of GoToSocial to followers',
    'https://gts.example/users/gina',
    format('gotosocial-reply'),
    {
      visibility: 'followers',
      mentions: [james],
      language: 'de',
      warning: null,
      published: new Date('2026-11-20T04:00:00Z'),
    },
  ],
  [
    'a reply of Hollo, as it was sent',
    'https://hollo.test/@holly',
    sent('hollo/create-note-reply').object as Json,
    {
      parent: 'https://wp.test/?p=66',
      visibility: 'public',
      html: `<p><a href="https://wp.test/author/admin/" class="mention" ${rel}>@admin</a> reply from <strong>Hollo</strong> with <code>code</code></p>`,
      mentions: ['https://wp.test/?author=1'],
      language: 'en',
    },
  ],
  [
    'an edit of Hollo, as it was sent',
    'https://hollo.test/@holly',
    sent('hollo/update-note-reply').object as Json,
    { text: '@admin EDITED reply from Hollo', updated: new Date('2026-11-20T22:37:43.423Z') },
  ],
  [
    'a note of Hollo, as it was fetched: "as:Public"',
    'https://hollo.test/@holly',
    said('recorded/hollo-document-note'),
    { visibility: 'public', parent: null, text: 'Hello from Hollo #interop <b>html?</b> https://example.org/' },
  ],
  [
    'a reply of snac, as it was sent',
    'https://snac.test/alice',
    sent('snac/create-note-reply').object as Json,
    {
      parent: 'https://wp.test/?p=8',
      mentions: ['https://wp.test/?author=1'],
      html: `<p><span class="h-card"><a href="https://wp.test/?author=1" class="mention" ${rel}>@admin@wp.test</a></span> Nice post! a reply from snac with <b>markdown</b> &amp;</p>`,
      warning: null,
      language: null,
    },
  ],
  [
    'an edit of snac, as it was sent',
    'https://snac.test/alice',
    sent('snac/update-note-reply').object as Json,
    { text: '@admin@wp.test Nice post! EDITED reply', updated: new Date('2026-11-20T22:27:17Z') },
  ],
  [
    'a note of snac, as it was fetched',
    'https://snac.test/alice',
    said('recorded/snac-document-note'),
    { visibility: 'public' },
  ],
  [
    'an article of WordPress, as it was sent',
    'https://wp.test/?author=1',
    sent('wordpress/create-article').object as Json,
    { type: 'Article', warning: null, visibility: 'public', language: 'en' },
  ],
  [
    'a note of WordPress, as it was fetched',
    'https://wp.test/?author=1',
    said('recorded/wordpress-document-note'),
    {
      uri: 'https://wp.test/?p=8',
      url: 'https://wp.test/2026/11/hello-fediverse-from-wordpress/',
      text: 'Hello Fediverse from WordPress\nFirst post body with a link and #testing tag.',
      media: [],
    },
  ],
];

describe('what other servers say', () => {
  it.each(servers)('reads %s', (_, author, object, expected) => {
    const remark = remarkOf(object, { author });
    expect(remark).toMatchObject({ author, ...expected });
    expect(faultsOf(remark.html)).toEqual([]);
    expect(remark.html).not.toBe('');
    expect(remark.published <= now).toBe(true);
  });

  it('counts no mention and no hashtag of them as a link', () => {
    const links = servers.map(([name, author, object]): [string, number] => [
      name,
      countLinks(remarkOf(object, { author })),
    ]);
    expect(Object.fromEntries(links.filter(([, count]) => count > 0))).toEqual({
      'a reply of Mastodon': 1,
      'a reply of Misskey that quotes': 1,
      'a post of Lemmy': 1,
      'a film of PeerTube': 1,
      'a comment of PeerTube': 1,
      'a note of Hollo, as it was fetched: "as:Public"': 1,
      'a note of WordPress, as it was fetched': 1,
    });
  });

  it('takes no vote for a remark', () => {
    expect(whyNot(format('mastodon-vote'), { author: 'https://mastodon.example/users/mara' })).toBe('It is a vote.');
  });
});
