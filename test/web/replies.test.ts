import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOpenAt } from '../../src/web/replies.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { plainPost } from '../support/post.ts';
import { plainConfig } from '../support/site.ts';
import { byClass, elements, links, read, text } from '../theme/reading.ts';
import { type Discussion, discuss } from './discussing.ts';

const clock = createTestClock(new Date('2026-11-21T12:00:00Z'));
const object = 'http://localhost:3000/blog/ap/posts/hello';
let blog: TestBlog;
let talk: Discussion;

const page = (path = '/blog/posts/hello') => blog.text(path).then(read);
const replies = async (path?: string) => byClass(await page(path), 'remark').map((one) => one.getAttribute('id'));
const etag = async (path = '/blog/posts/hello') => (await blog.get(path)).headers.get('etag');

beforeAll(async () => {
  blog = await startBlog(
    {
      'postern.yaml': plainConfig.replace(':3000', ':3000/blog'),
      'content/posts/hello.md': '---\ntitle: Hello\ndate: 2026-11-20\n---\n\nText.\n',
      'content/posts/other.md': '---\ntitle: Other\ndate: 2026-11-19\ncomments: closed\n---\n\nText.\n',
      'content/posts/alone.md': '---\ntitle: Alone\ndate: 2026-11-19\nfederate: false\n---\n\nText.\n',
      'content/posts/many.md': '---\ntitle: Many\ndate: 2026-11-18\n---\n\nText.\n',
    },
    { clock },
  );
  talk = await discuss(blog, 'hello');
});

afterAll(() => blog.dispose());

describe('the page of a post', () => {
  it('says how to reply while it can be replied to', async () => {
    expect(await blog.text('/blog/posts/hello')).toContain('>http://localhost:3000/blog/posts/hello</code>');
    for (const path of ['/blog/posts/other', '/blog/posts/alone'])
      expect(byClass(await page(path), 'replies')).toEqual([]);
  });

  it('shows a reply once it is shown, and nothing of one that is held, edited away, hidden or deleted', async () => {
    const before = await etag();
    const held = await talk.say('ana@example.social', 'first', '<p>Needle in a haystack</p>', {
      ...{ parent: object, state: 'held', warning: 'Haystacks' },
    });
    // Not even the tag tells that something waits.
    expect(await etag()).toBe(before);
    await talk.decide('first', 'shown');
    const shown = await etag();
    expect(shown).not.toBe(before);
    expect(await replies()).toEqual([`reply-${held}`]);
    expect(await blog.text('/blog/posts/hello')).toContain('Needle');
    for (const change of [() => talk.decide('first', 'hidden'), () => talk.bury('first')]) {
      await change();
      expect(await etag()).toBe(before);
      const everywhere = ['/blog/posts/hello', '/blog/posts/hello/comments.xml', '/blog/comments/feed.xml', '/blog/'];
      for (const path of everywhere) expect(await blog.text(path), path).not.toMatch(/Needle|Haystacks|Ana/);
    }
    expect((await blog.get('/blog/posts/hello', { 'if-none-match': shown ?? '' })).status).toBe(200);
    expect((await blog.get('/blog/posts/hello', { 'if-none-match': before ?? '' })).status).toBe(304);
  });

  it('keeps an answer in its place when what it answers is not shown', async () => {
    const parent = await talk.say('ana@example.social', 'above', '<p>Above</p>', { parent: object });
    const child = await talk.say('bob@other.example', 'below', '<p>Below</p>', { parent: talk.uri('above') });
    const leaf = await talk.answer('james', 'leaf', '<p>Leaf</p>', talk.uri('below'));
    expect(await replies()).toEqual([parent, child, leaf].map((key) => `reply-${key}`));
    await talk.decide('below', 'hidden');
    const [first] = byClass(await page(), 'remark');
    expect(first && byClass(first, 'remark').map((one) => one.getAttribute('id'))).toEqual([`reply-${leaf}`]);
    expect(await blog.text('/blog/posts/hello')).not.toContain('Bob');
  });

  it('shows the author as the author', async () => {
    const [badge] = byClass(await page(), 'badge');
    expect(text(badge)).toBe('Author');
    expect(await blog.text('/blog/posts/hello')).toContain('href="/blog/@james"><bdi>James');
  });

  it('counts people once, and shows faces only of those who wish it', async () => {
    await talk.person('shy@quiet.example', { name: 'Shy', isDiscoverable: false });
    for (const emoji of [undefined, '🎉']) await talk.react('ana@example.social', 'like', emoji);
    await talk.react('shy@quiet.example', 'like');
    await talk.react('shy@quiet.example', 'boost');
    await talk.say('shy@quiet.example', 'quoting', '<p>Read</p>', { kind: 'quote', quoted: object });
    const rows = byClass(await page(), 'reactions')[0];
    expect(rows && byClass(rows, 'meta').map(text)).toEqual(['2 likes 🎉 1', '1 boost', '1 quote']);
    expect(text(rows)).not.toContain('Shy');
  });

  it('is the same for every reader, and asks nobody else', async () => {
    const found = await page();
    for (const image of elements(found, 'img')) expect(image.getAttribute('src')).toMatch(/^\/blog\//);
    expect((await blog.get('/blog/posts/hello')).headers.get('vary')).toBe('Accept, Accept-Encoding');
  });
});

describe('a long thread', () => {
  let keys: number[];

  beforeAll(async () => {
    const long = await discuss(blog, 'many');
    keys = [];
    for (let index = 0; index < 230; index += 1)
      keys.push(
        await long.say('ana@example.social', `n${index}`, `<p>Number ${index}</p>`, {
          parent: index % 60 ? long.uri(`n${index - 1}`) : null,
        }),
      );
  }, 60_000);

  it('is in pages of a hundred, which lead to one another', async () => {
    const path = '/blog/posts/many';
    const pages = [await replies(path), await replies(`${path}?replies=2`), await replies(`${path}?replies=3`)];
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
    expect(pages.flat()).toEqual(keys.map((key) => `reply-${key}`));
    const second = await page(`${path}?replies=2`);
    const hrefs = byClass(second, 'pager').flatMap((nav) =>
      elements(nav, 'a').map((link) => link.getAttribute('href')),
    );
    expect(hrefs).toEqual([`${path}#replies`, `${path}?replies=3`]);
    expect(links(second, 'canonical')[0]?.getAttribute('href')).toBe(`http://localhost:3000${path}?replies=2`);
    expect(await blog.text(`${path}?replies=2`)).toContain('<meta name="robots" content="noindex">');
  });

  it('says at the beginning of a page what is answered on the one before', async () => {
    const [first] = byClass(await page('/blog/posts/many?replies=2'), 'remark');
    const to = first && elements(first, 'a').find((link) => link.parentNode?.textContent?.startsWith('to '));
    expect(to?.getAttribute('href')).toBe(`/blog/posts/many#reply-${keys[99]}`);
  });

  it.each(['0', '1', '4', '02', 'x', '', '999999999'])('has no page %s', async (number) => {
    expect((await blog.get(`/blog/posts/many?replies=${number}`)).status).toBe(404);
  });

  it('finds each of its replies by number, wherever it stands', async () => {
    const to = async (key: number | string) => {
      const answer = await blog.get(`/blog/posts/many?reply=${key}`);
      return [answer.status, answer.headers.get('location')?.replace('http://localhost:3000/blog/posts/many', '')];
    };
    expect(await to(keys[3] ?? 0)).toEqual([302, `#reply-${keys[3]}`]);
    expect(await to(keys[150] ?? 0)).toEqual([302, `?replies=2#reply-${keys[150]}`]);
    expect(await to(999_999)).toEqual([302, '']);
    expect(await to('%0d%0aset-cookie:x')).toEqual([302, '']);
  });

  it('leaves other questions to the page itself', async () => {
    expect(await etag('/blog/posts/many?utm_source=x')).toBe(await etag('/blog/posts/many'));
    expect((await blog.get('/blog/nowhere?replies=2')).status).toBe(404);
  });
});

describe('whether a post can be replied to', () => {
  const site = { accounts: [{} as never], comments: { rule: 'everyone' as const, close: 7 * 86_400_000 } as never };
  const post = { ...plainPost({ firstPublished: new Date('2026-11-20T12:00:00Z') }), comments: null };
  const at = (day: string) => new Date(`2026-11-${day}T12:00:00Z`);

  it('ends when comments close', () => {
    expect(['21', '26', '27', '28'].map((day) => isOpenAt(site, post, at(day)))).toEqual([true, true, false, false]);
  });

  it('is the word of the post before that of the blog', () => {
    expect(isOpenAt(site, { ...post, comments: 'closed' }, at('21'))).toBe(false);
    expect(isOpenAt({ ...site, accounts: [] }, post, at('21'))).toBe(false);
    expect(isOpenAt(site, { ...post, kind: 'page' }, at('21'))).toBe(false);
  });
});
