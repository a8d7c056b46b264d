import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { createFiller, type Filler } from '../../src/search/fill.ts';
import { readQuery } from '../../src/search/read-query.ts';
import { createSearch, type Search } from '../../src/search/search.ts';
import { engines } from '../support/databases.ts';

const accounts = [{ id: 'james', user: 'james', host: 'blog.example.com', name: 'James Wren' }];
const site = { accounts } as unknown as Pick<Site, 'accounts'>;
const silent = { error: () => {} };

interface Written {
  title?: string;
  body?: string;
  language?: string;
  tags?: string[];
  authors?: string[];
  state?: 'live' | 'vanished';
  unlisted?: boolean;
  kind?: 'post' | 'note' | 'page';
  contentWarning?: string;
}

const written: Record<string, Written> = {
  trees: {
    title: 'Old trees',
    body: 'A walk among the trees of the common. To be or not to be.\n\n```ts\nconst hillside = 1;\n```',
    tags: ['Trees', 'C++'],
  },
  article: {
    title: 'On articles',
    body: 'Every article is an art. ![A heron at dawn](a.jpg) Note.[^1]\n\n[^1]: Quartz.',
  },
  haus: {
    title: 'Häuser am See',
    body: 'Die Häuser und die Straße. Bäume auch.',
    language: 'de',
    authors: ['Jane Doe'],
  },
  hauptstadt: { title: 'Hauptstadt', body: 'Ein Haufen Leute.', language: 'de-AT' },
  french: { title: 'Le café', body: 'Un château près des bateaux.', language: 'fr' },
  chinese: { title: '全文检索', body: '我喜欢在图书馆里看书。', language: 'zh' },
  japanese: { title: '東京の夏', body: '図書館で本を読みました。', language: 'ja' },
  thai: { title: 'ภาษาไทย', body: 'ฉันรักการอ่านหนังสือทุกวัน', language: 'th' },
  russian: { title: 'Ёлка', body: 'Деревья в лесу ❤️. Donau\u00addampf 3\ufe0f.', language: 'ru' },
  markup: {
    title: '<script>alert(1)</script>',
    body: '<div>Inside <b>raw</b> markup &amp; more</div>\n\n<!-- <img alt="Ocelot"> -->\n\n<style>p{hidden:0}</style>',
  },
  note: { kind: 'note', body: 'A short remark about kestrels.' },
  page: { kind: 'page', title: 'About', body: 'Who writes of kestrels here.' },
  gone: { title: 'Kestrels gone', body: 'Kestrels.', state: 'vanished' },
  unlisted: { title: 'Kestrels unlisted', body: 'Kestrels.', unlisted: true },
  warned: { title: 'Warned', body: 'The spider of the cellar.', contentWarning: 'Spiders' },
};

/** What is typed → what is found, on both engines alike. */
const cases: [typed: string, found: string[]][] = [
  ['trees', ['trees']],
  ['tree', ['trees']],
  ['TREES', ['trees']],
  ['old tree', ['trees']],
  ['old kestrels', []],
  ['walking', ['trees']],
  ['"old trees"', ['trees']],
  ['"trees old"', []],
  ['“old trees”', ['trees']],
  ['"trees common', []],
  ['"to be or not to be"', ['trees']],
  ['hills', ['trees']],
  ['hil', []],
  ['hillside', ['trees']],
  ['hillsi', ['trees']],
  ['art', ['article']],
  ['articl', ['article']],
  ['heron', ['article']],
  ['quartz', ['article']],
  ['haus', ['haus']],
  ['hauser', ['haus']],
  ['Häuser', ['haus']],
  ['strasse', ['haus']],
  ['baum', ['haus']],
  ['cafe', ['french']],
  ['CAFÉ', ['french']],
  ['chateau', ['french']],
  ['图书馆', ['chinese']],
  ['検索', []],
  ['图书', ['chinese']],
  ['検索 図書館', []],
  ['図書館', ['japanese']],
  ['東京', ['japanese']],
  ['หนังสือ', ['thai']],
  ['елка', ['russian']],
  ['деревья', ['russian']],
  ['script', ['markup']],
  ['raw markup', ['markup']],
  ['hidden', []],
  ['ocelot', []],
  ['❤️', []],
  ['☕️', []],
  ['donaudampf', ['russian']],
  ['Donau\u00addampf', ['russian']],
  ['3', ['russian']],
  ['kestrels', ['note', 'page']],
  ['kestrel -short', ['page']],
  ['kestrel -"short remark"', ['page']],
  ['kestrel -kestrels', []],
  ['tag:trees', ['trees']],
  ['tag:#Trees', ['trees']],
  ['tag:c++', ['trees']],
  ['tag:none', []],
  ['tree tag:trees', ['trees']],
  ['kestrel tag:trees', []],
  ['lang:de', ['hauptstadt', 'haus']],
  ['lang:de -lang:de-at', ['haus']],
  ['author:"jane doe"', ['haus']],
  ['author:janedoe lang:de', ['haus']],
  ['author:nobody', []],
  ['jane', ['haus']],
  ['spider', ['warned']],
  ['c++', ['trees']],
  ['---', []],
  ['', []],
];

describe.each(engines)('the search on $name', ({ open }) => {
  let database: Database;
  let filler: Filler;
  let search: Search;
  const keys = new Map<string, number>();

  async function write(id: string, { title, body = '', language = 'en', ...more }: Written): Promise<void> {
    const { query, tables } = database;
    const tags = (more.tags ?? []).map((name) => ({ name, slug: name.toLowerCase().replaceAll('+', 'plus') }));
    const authors = more.authors ?? ['james'];
    const details = {
      ...{ tags, authors, summary: null, excerpt: body.slice(0, 50), contentWarning: more.contentWarning ?? null },
    };
    const date = new Date(Date.UTC(2026, 0, 1 + keys.size));
    const [row] = await query
      .insert(tables.posts)
      .values({
        ...{
          id,
          kind: more.kind ?? 'post',
          state: more.state ?? 'live',
          path: `posts/${id}.md`,
          slug: id,
          body,
          details,
        },
        ...{ permalink: `/posts/${id}`, title: title ?? null, digest: '', date, language, pinned: false, guid: id },
        ...{ unlisted: more.unlisted ?? false, firstPublished: date, revision: 1 },
      })
      .returning();
    const post = row?.key ?? 0;
    keys.set(id, post);
    if (tags.length > 0)
      await query.insert(tables.postTags).values(tags.map((tag, position) => ({ post, ...tag, position })));
    await query.insert(tables.postAuthors).values(authors.map((author, position) => ({ post, author, position })));
  }

  const find = async (typed: string, page = 1) => search.find(readQuery(typed), page);
  const found = async (typed: string) => (await find(typed)).posts.map(({ id }) => id);

  beforeAll(async () => {
    database = await open();
    search = createSearch(database, site);
    filler = createFiller({ database, site, log: silent, now: () => new Date() });
    for (const [id, one] of Object.entries(written)) await write(id, one);
    await filler.fill();
  });
  afterAll(async () => {
    await filler.close();
    await database.close();
  });

  it.each(cases)('finds by %j: %j', async (typed, ids) => {
    expect((await found(typed)).sort()).toEqual([...ids].sort());
  });

  it('shows the best first, and says how many there are', async () => {
    expect(await found('kestrel OR')).toEqual([]);
    const { count, posts } = await find('author:james -kestrel -spider');
    expect(count).toBe(9);
    // Without a word to look for: the newest first.
    expect(posts[0]?.id).toBe('markup');
    expect(await found('article')).toEqual(['article']);
  });

  it('marks what was looked for in title and text, and shows nothing that is behind a warning', async () => {
    const [tree] = (await find('tree')).posts;
    expect(tree?.titlePieces).toEqual([
      { text: 'Old ', isMarked: false },
      { text: 'trees', isMarked: true },
    ]);
    expect(tree?.excerptPieces?.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual(['trees']);
    const [house] = (await find('haus')).posts;
    expect(house?.titlePieces[0]).toEqual({ text: 'Häuser', isMarked: true });
    const [library] = (await find('図書館')).posts;
    expect(library?.excerptPieces?.[0]).toEqual({ text: '図書館', isMarked: true });
    expect((await find('spider')).posts[0]?.excerptPieces).toBeNull();
  });

  it('finds an edit once it is made, and in the meantime nothing that is no longer there', async () => {
    const { query, tables } = database;
    const where = eq(tables.posts.id, 'article');
    const change = (body: string, revision: number) => query.update(tables.posts).set({ body, revision }).where(where);
    await change('Now about otters.', 2);
    expect(await found('heron')).toEqual([]);
    await filler.fill();
    expect([await found('heron'), await found('otters')]).toEqual([[], ['article']]);
    await change(written.article?.body ?? '', 3);
    await filler.fill();
    expect([await found('heron'), await found('otters')]).toEqual([['article'], []]);
  });

  it('finds nothing that was hidden or unlisted from that moment on, and keeps none of its words', async () => {
    const { query, tables } = database;
    const { posts, searchable } = tables;
    const where = eq(posts.id, 'note');
    for (const hiding of [{ state: 'vanished' }, { unlisted: true }] as const) {
      await query.update(posts).set(hiding).where(where);
      expect(await found('kestrels')).toEqual(['page']);
      expect(await query.$count(searchable, eq(searchable.post, keys.get('note') ?? 0))).toBe(0);
      await query.update(posts).set({ state: 'live', unlisted: false }).where(where);
      await filler.fill();
      expect((await found('kestrels')).sort()).toEqual(['note', 'page']);
    }
    // Whatever way a post goes.
    await write('cascade', { title: 'Wombat', body: 'Wombat' });
    await filler.fill();
    expect(await found('wombat')).toEqual(['cascade']);
    await query.delete(posts).where(eq(posts.id, 'cascade'));
    expect(await found('wombat')).toEqual([]);
    expect(await query.$count(searchable, eq(searchable.post, keys.get('cascade') ?? 0))).toBe(0);
    // A row that another process wrote just after the post was hidden.
    const row = { revision: 1, language: 'en', title: 'kestrel', tags: '', authors: '', words: '', text: 'Kestrel' };
    await query.insert(searchable).values({ post: keys.get('gone') ?? 0, ...row });
    expect((await found('kestrel')).sort()).toEqual(['note', 'page']);
    await filler.fill();
    expect(await query.$count(searchable, eq(searchable.post, keys.get('gone') ?? 0))).toBe(0);
  });

  it('is made again under another recipe, such as a new name of an account', async () => {
    const renamed = { accounts: [{ ...accounts[0], name: 'Zebedee' }] } as unknown as Pick<Site, 'accounts'>;
    expect(await found('zebedee trees')).toEqual([]);
    const other = createFiller({ database, site: renamed, log: silent, now: () => new Date() });
    await other.fill();
    expect(await found('zebedee trees')).toEqual(['trees']);
    await filler.fill();
    expect(await found('zebedee')).toEqual([]);
  });

  it('pages through what it finds, and no further', async () => {
    for (let index = 0; index < 45; index += 1)
      await write(`many${index}`, { title: `Gannet ${index}`, body: 'Gannet.' });
    await filler.fill();
    const pages = await Promise.all([1, 2, 3, 9].map((page) => find('gannet', page)));
    expect(pages.map(({ count, page, posts }) => [count, page, posts.length])).toEqual([
      [45, 1, 20],
      [45, 2, 20],
      [45, 3, 5],
      [45, 3, 5],
    ]);
    expect(new Set(pages.slice(0, 3).flatMap(({ posts }) => posts.map(({ id }) => id))).size).toBe(45);
  });

  it('indexes a text of a million words without end', async () => {
    const body = Array.from({ length: 60_000 }, (_, index) => `w${index.toString(36)}x${index}`).join(' ');
    await write('long', { title: 'Longread', body: `${body} ${'字'.repeat(5_000)}` });
    await filler.fill();
    expect(await found('longread')).toEqual(['long']);
    expect(await found('w5x5')).toEqual(['long']);
    const marksOf = async (typed: string) => (await find(typed)).posts[0]?.excerptPieces?.filter((one) => one.isMarked);
    expect(await marksOf('w5x5')).toEqual([{ text: 'w5x5', isMarked: true }]);
    // Found, but not looked for in every text of a page to its end.
    expect(await marksOf(`w${(4000).toString(36)}x4000`)).toEqual([]);
  });
});
