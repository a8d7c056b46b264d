import { describe, expect, it } from 'vitest';
import { trusted } from '../../src/html.ts';
import { initials } from '../../src/theme/default/speaker.ts';
import { defaultTheme } from '../../src/theme/default/theme.ts';
import type { AnswerView, ConversationView, RemarkView, SpeakerView } from '../../src/theme/theme.ts';
import { attribute, byClass, elements, links, metas, read, text } from './reading.ts';
import { aNote, aPost, onePage, pageView, postView, site } from './sample.ts';

const ana: SpeakerView = {
  name: 'Ana Lima',
  handle: '@ana@example.social',
  href: 'https://example.social/@ana',
  portrait: null,
  isOwn: false,
  isAuthor: false,
};
const bob = { ...ana, name: 'Bob', handle: '@bob@other.example', href: 'https://other.example/@bob' };
const own = {
  ...ana,
  name: 'James',
  handle: '@james@blog.example.com',
  href: '/blog/@james',
  isOwn: true,
  isAuthor: true,
};
const rel = 'nofollow ugc noopener noreferrer';
const none = { count: 0, shown: [], named: [] };

const answer: AnswerView = {
  uri: 'https://blog.example.com/blog/posts/hello',
  deeds: ['reply', 'like', 'boost'],
  address: 'https://blog.example.com/blog/posts/hello',
  waits: false,
  discussed: null,
};

const remark = (key: number, change: Partial<RemarkView> = {}): RemarkView => ({
  key,
  speaker: ana,
  url: `https://example.social/@ana/${key}`,
  ...{ title: null, warning: null, language: null, media: [], emoji: {}, isEdited: false },
  ...{ reply: null, answers: null, replies: [] },
  content: trusted('<p>A gate!</p>'),
  published: new Date('2026-11-21T13:03:00Z'),
  ...change,
});

const conversation = (thread: RemarkView[], change: Partial<ConversationView> = {}): ConversationView => ({
  ...{ replies: thread.length, thread, paging: onePage, likes: none, emoji: [], boosts: none, quotes: none },
  answer,
  feed: '/blog/posts/hello/comments.xml',
  ...change,
});

const markup = (view: ConversationView | null, language = 'en') =>
  defaultTheme.post({ ...postView(aPost(), { conversation: view }), site: site({ language }) }).toString();
const page = (view: ConversationView | null) => read(markup(view));
const section = (view: ConversationView) => byClass(page(view), 'replies')[0] as ReturnType<typeof read>;

describe('replies', () => {
  it('stand in a thread, each below what it answers', () => {
    const third = remark(3, { speaker: bob });
    const found = section(conversation([remark(1, { replies: [remark(2, { replies: [third] })] }), remark(4)]));
    const ids = byClass(found, 'remark').map((element) => attribute(element, 'id'));
    expect(ids).toEqual(['reply-1', 'reply-2', 'reply-3', 'reply-4']);
    const first = byClass(found, 'remark')[0];
    expect(first && byClass(first, 'remark').map((element) => attribute(element, 'id'))).toEqual([
      'reply-2',
      'reply-3',
    ]);
    expect(text(elements(found, 'h2')[0])).toBe('Replies 2');
  });

  it('say who wrote when and where, and lead to themselves', () => {
    const found = section(conversation([remark(7, { isEdited: true })]));
    const [name, time, original] = elements(found, 'a');
    expect([text(name), attribute(name, 'href'), attribute(name, 'rel')]).toEqual([ana.name, ana.href, rel]);
    expect([text(time), attribute(time, 'href')]).toEqual(['21 November 2026 at 14:03', '#reply-7']);
    expect(attribute(elements(found, 'time')[0], 'datetime')).toBe('2026-11-21T14:03:00+01:00');
    expect([attribute(original, 'href'), attribute(original, 'rel')]).toEqual(['https://example.social/@ana/7', rel]);
    expect(text(byClass(found, 'meta')[0])).toContain('edited');
    expect(text(byClass(found, 'handles')[0])).toBe('@ana@example.social');
  });

  it('show the author as one, with a link that leads no reader away', () => {
    const found = section(conversation([remark(1, { speaker: own, url: null })]));
    expect(text(byClass(found, 'badge')[0])).toBe('Author');
    expect(attribute(elements(found, 'a')[0], 'rel')).toBeNull();
    expect(text(found)).not.toContain('Original');
  });

  it('may be answered one by one while replies are open', () => {
    const [found] = byClass(section(conversation([remark(7, { reply: '/blog/interact?reply=7' })])), 'meta');
    const answering = elements(found as ReturnType<typeof read>, 'a').at(-2);
    expect([text(answering), attribute(answering, 'href'), attribute(answering, 'rel')]).toEqual([
      ...['Reply', '/blog/interact?reply=7', 'nofollow'],
    ]);
    expect(text(byClass(section(conversation([remark(7)])), 'meta')[0])).not.toContain('Reply');
  });

  it('name whom they answer where their place does not say so', () => {
    const found = section(conversation([remark(9, { answers: { name: 'Bob', href: '#reply-3' } })]));
    const to = elements(found, 'a').find((link) => attribute(link, 'href') === '#reply-3');
    expect([text(to), text(to?.parentNode as typeof to)]).toEqual(['Bob', 'to Bob']);
  });

  it('hide what is warned of, and what has a title, behind a fold', () => {
    const found = section(
      conversation([remark(1, { warning: 'Spiders', title: 'On walls' }), remark(2, { title: 'On walls' })]),
    );
    const folds = elements(found, 'details');
    expect(folds.map((fold) => [fold.hasAttribute('open'), text(elements(fold, 'summary')[0])])).toEqual([
      [false, 'Content warning: Spiders Show it'],
      [false, 'On walls Show it'],
    ]);
    for (const fold of folds) expect(text(fold)).toContain('A gate!');
  });

  it('carry their language and direction, and link to pictures instead of showing them', () => {
    const media = [
      { kind: 'image' as const, url: 'https://cdn.example/a.jpg', description: 'A blue gate' },
      { kind: 'audio' as const, url: 'https://cdn.example/a.mp3', description: '' },
    ];
    const found = section(conversation([remark(1, { language: 'ar', media })]));
    const prose = byClass(found, 'prose')[0];
    expect([attribute(prose, 'lang'), attribute(prose, 'dir')]).toEqual(['ar', 'auto']);
    expect(elements(found, 'img')).toEqual([]);
    const shown = byClass(found, 'tags').flatMap((list) => elements(list, 'a'));
    expect(shown.map((link) => [text(link), attribute(link, 'href'), attribute(link, 'rel')])).toEqual([
      ['Picture: A blue gate', 'https://cdn.example/a.jpg', rel],
      ['Sound', 'https://cdn.example/a.mp3', rel],
    ]);
  });

  it('show only pictures of people that are served from here, and initials where there is none', () => {
    const pictured = { ...ana, portrait: '/blog/portraits/abc.webp' };
    const found = section(conversation([remark(1, { speaker: pictured }), remark(2)]));
    const [image] = elements(found, 'img');
    const told = ['src', 'alt', 'width', 'height'].map((name) => attribute(image, name));
    expect(told).toEqual(['/blog/portraits/abc.webp', '', '40', '40']);
    expect(byClass(found, 'face').map((element) => attribute(element, 'data-initials'))).toEqual([null, 'AL']);
  });

  it.each([
    ['Ana Maria Lima', 'AL'],
    ['bob', 'B'],
    ['🐈‍⬛', '🐈‍⬛'],
    ['نور الدين', 'نا'],
    ['  ', 'A'],
    ['é́́́́́́́́́́́́́́́́́́́́́́́', 'É'],
  ])('have %s begin with %s', (name, expected) => {
    expect(initials({ name, handle: '@Ana@example.social' })).toBe(expected);
  });

  it('are told how to be written, and have a feed', () => {
    const silent = page(conversation([]));
    const box = byClass(byClass(silent, 'replies')[0] as ReturnType<typeof read>, 'follow')[0] as ReturnType<
      typeof read
    >;
    expect(text(elements(box, 'h3')[0])).toBe('Reply from your own account');
    expect(text(elements(box, 'code')[0])).toBe(answer.address);
    expect(text(box)).not.toContain('may wait');
    const held = section(conversation([], { answer: { ...answer, waits: true } }));
    expect(text(held)).toContain('A first reply may wait until it was read.');
    expect(elements(box, 'form').map((form) => attribute(form, 'action'))).toEqual(['/blog/interact']);
    expect(elements(box, 'button').map(text)).toEqual(['Reply', 'Like', 'Boost']);
    const feeds = links(silent, 'alternate').map((link) => attribute(link, 'href'));
    expect(feeds[0]).toBe('/blog/feed.xml');
    expect(feeds).toContain('/blog/posts/hello/comments.xml');
    expect(text(section(conversation([remark(1)], { answer: null })))).not.toContain('paste');
    expect(byClass(page(null), 'replies')).toEqual([]);
  });

  it('say when they are closed, and what may be done still', () => {
    const late = section(conversation([remark(1)], { answer: { ...answer, deeds: ['like', 'boost'] } }));
    expect(text(elements(late, 'h3')[0])).toBe('Replies are closed');
    expect(elements(late, 'button').map(text)).toEqual(['Like', 'Boost']);
    expect(text(late)).not.toContain('paste');
    const closed = section(conversation([remark(1)], { answer: { ...answer, deeds: [] } }));
    expect(text(elements(closed, 'h3')[0])).toBe('Replies are closed');
    expect(elements(closed, 'form')).toEqual([]);
  });

  it('lead to the conversation where that is elsewhere', () => {
    const address = 'https://social.example/@james/1';
    const found = section(conversation([], { answer: { ...answer, address, discussed: address } }));
    expect(text(found)).toContain('The conversation about this post is elsewhere');
    const [link] = elements(found, 'a');
    expect([text(link), attribute(link, 'href')]).toEqual(['social.example', address]);
    expect(text(elements(found, 'code')[0])).toBe(address);
    const odd = section(conversation([], { answer: { ...answer, discussed: 'javascript:alert(1)' } }));
    expect(elements(odd, 'a')).toEqual([]);
  });

  it('are spoken of in German on a German blog', () => {
    const view = conversation([remark(1, { answers: { name: 'Bob', href: '#reply-3' } })], {
      likes: { count: 2, shown: [bob], named: [] },
    });
    const german = markup(view, 'de');
    for (const words of ['Antworten <small>1</small>', '21. November 2026 um 14:03', 'Gefällt 2 Personen', 'an <a'])
      expect(german).toContain(words);
  });

  it('stand below a note too, and not below a page', () => {
    const view = { conversation: conversation([remark(1)]) };
    expect(defaultTheme.note(postView(aNote, view)).toString()).toContain('id="reply-1"');
    expect(defaultTheme.page(postView(aPost({ kind: 'page' }), view)).toString()).not.toContain('id="reply-1"');
  });
});

describe('likes, boosts and quotes', () => {
  const view = conversation([], {
    likes: { count: 5, shown: [ana, bob], named: [] },
    emoji: [{ emoji: '❤️', count: 2, picture: null }],
    boosts: { count: 1, shown: [], named: [] },
    quotes: { count: 1, shown: [{ ...bob, href: 'https://other.example/@bob/1' }], named: [] },
  });
  const rows = byClass(page(view), 'reactions')[0] as ReturnType<typeof read>;

  it('are counted, with the emoji that were used', () => {
    expect(byClass(rows, 'meta').map(text)).toEqual(['5 likes ❤️ 2', '1 boost', '1 quote']);
  });

  it('show faces with names, and count the others', () => {
    const [likes, quotes] = byClass(rows, 'faces');
    expect(likes && elements(likes, 'li').map(text)).toEqual(['Ana Lima', 'Bob', 'and 3 more']);
    expect(attribute(byClass(rows, 'face')[0], 'title')).toBe('Ana Lima (@ana@example.social)');
    const quote = quotes && elements(quotes, 'a')[0];
    expect([attribute(quote, 'href'), attribute(quote, 'rel')]).toEqual(['https://other.example/@bob/1', rel]);
  });
});

describe('custom emoji', () => {
  const blob = { src: '/blog/media/0123456789abcdef0123456789abcdef/60x40.webp', width: 60, height: 40 };

  it('stand in title and warning, and beside the likes, as pictures that say what was typed', () => {
    const said = remark(1, { title: 'A :blob: and a :cat:', warning: ':blob:', emoji: { blob } });
    const likes = { count: 1, shown: [], named: [] };
    const shown = conversation([said], { likes, emoji: [{ emoji: ':blob:', count: 1, picture: blob }] });
    const pictures = byClass(page(shown), 'emoji');
    expect(pictures).toHaveLength(3);
    for (const picture of pictures)
      expect(['src', 'alt', 'title', 'width', 'height'].map((name) => attribute(picture, name))).toEqual([
        ...[blob.src, ':blob:', ':blob:', '60', '40'],
      ]);
    expect(text(section(shown))).toContain('and a :cat:');
  });
});

describe('a crowd', () => {
  it('is named behind a fold where its faces have no room, and counted beyond that', () => {
    const shown = conversation([], { likes: { count: 9, shown: [ana], named: [bob, own] } });
    const fold = elements(byClass(page(shown), 'reactions')[0] as ReturnType<typeof read>, 'details')[0];
    expect(fold && text(elements(fold, 'summary')[0])).toBe('and 8 more');
    expect(fold && elements(fold, 'li').map(text)).toEqual(['Bob', 'James', 'and 6 more']);
  });
});

describe('what a stranger writes', () => {
  const hostile = `</p></details><script>alert(1)</script>"' onclick="x" \u202e`;
  const evil = { ...ana, name: hostile, handle: hostile, href: 'javascript:alert(1)' };
  const thread = [
    remark(1, {
      ...{ speaker: evil, url: 'javascript:alert(2)', title: hostile, warning: hostile, language: hostile },
      media: [{ kind: 'image', url: 'data:text/html,x', description: hostile }],
      answers: { name: hostile, href: '#reply-1' },
    }),
  ];
  const view = conversation(thread, {
    likes: { count: 1, shown: [evil], named: [] },
    emoji: [{ emoji: hostile, count: 1, picture: null }],
  });

  it('stays text, leads nowhere by script, and turns no words around beside it', () => {
    const found = page(view);
    const scripts = elements(found, 'script').map((script) => attribute(script, 'type'));
    expect(scripts).toEqual(['application/ld+json']);
    const addresses = elements(found, 'a').map((link) => attribute(link, 'href') ?? '');
    expect(addresses.filter((address) => /^(javascript|data):/.test(address))).toEqual([]);
    expect(elements(found).filter((element) => element.hasAttribute('onclick'))).toEqual([]);
    const spoken = elements(found).filter(
      (element) => element.childNodes.length === 1 && element.textContent?.includes('\u202e'),
    );
    const innermost = spoken.filter((element) => elements(element).length === 0).map(({ tagName }) => tagName);
    // On its own the title is a paragraph of its own direction.
    expect([...new Set(innermost)].sort()).toEqual(['bdi', 'strong']);
    const [speaker] = byClass(found, 'speaker');
    expect(speaker && elements(speaker, 'bdi').map(text)).toEqual([hostile, hostile, hostile]);
  });
});

describe('a further page of replies', () => {
  const paging = { page: 2, pages: 3, newer: '/blog/posts/hello#replies', older: '/blog/posts/hello?replies=3' };
  const found = read(
    defaultTheme
      .replies({
        ...pageView('/posts/hello?replies=2'),
        post: aPost({ title: 'Hello' }),
        conversation: conversation([remark(101)], { paging, replies: 250 }),
      })
      .toString(),
  );

  it('is for readers and not for searches, and leads on, back, and to the post', () => {
    expect(metas(found, 'robots')).toEqual(['noindex']);
    expect(attribute(links(found, 'canonical')[0], 'href')).toBe('https://blog.example.com/blog/posts/hello?replies=2');
    expect(text(elements(found, 'title')[0])).toContain('Replies to Hello, Page 2 of 3');
    const hrefs = elements(found, 'a').map((link) => attribute(link, 'href'));
    for (const href of ['/blog/posts/hello', paging.newer, paging.older]) expect(hrefs).toContain(href);
    expect(elements(found, 'h1').map(text)).toEqual(['Replies']);
  });
});
