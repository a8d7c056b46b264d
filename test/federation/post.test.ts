import { Article, Create, InteractionPolicy, Note, Object as Thing } from '@fedify/vocab';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Medium, Post } from '../../src/content/post.ts';
import type { Database } from '../../src/database/database.ts';
import { hashtagName } from '../../src/federation/documents/hashtag.ts';
import { nameOf } from '../../src/federation/documents/post.ts';
import { engines } from '../support/databases.ts';
import { aPost, avatar, blogSite, james, postsOf, type Served, serve } from './sample.ts';

const [sqlite] = engines;
const origin = 'https://blog.example.com';
const actor = `${origin}/ap/actors/james`;
const everyone = 'https://www.w3.org/ns/activitystreams#Public';
const hills: Medium = { ...avatar, name: 'hills.jpg', width: 1200, height: 800 };

let database: Database;
let served: Served;
beforeEach(async () => {
  if (!sqlite) throw new Error('no engine');
  database = await sqlite.open();
});
afterEach(async () => {
  await served.close();
  await database.close();
});

async function read(own: Partial<Post> = {}, site = blogSite): Promise<Record<string, unknown>> {
  served = await serve(database, { site, posts: postsOf([aPost(own)]) });
  return served.json('/ap/posts/hello');
}

describe('another server that reads a post', () => {
  it('finds every field where it looks for it', async () => {
    const document = await read({
      title: 'Using <Suspense> & co',
      summary: 'A <b>teaser</b>.',
      language: 'de',
      tags: [{ name: 'static sites', slug: 'static-sites' }],
      cover: { src: 'hills.jpg', alt: 'Hills', caption: null },
      media: { 'hills.jpg': hills },
    });
    const { '@context': _context, content, contentMap, ...fields } = document;
    const published = '2026-11-20T08:00:00.000Z';
    const preview = '<p><strong>Using &lt;Suspense&gt; &amp; co</strong></p><p>A &lt;b&gt;teaser&lt;/b&gt;.</p>';
    expect(fields).toEqual({
      id: `${origin}/ap/posts/hello`,
      type: 'Article',
      url: `${origin}/posts/hello`,
      attributedTo: actor,
      to: [everyone],
      cc: [`${actor}/followers`],
      published,
      name: 'Using &lt;Suspense> & co',
      nameMap: { de: 'Using &lt;Suspense> & co' },
      summary: '<p>A &lt;b&gt;teaser&lt;/b&gt;.</p>',
      summaryMap: { de: '<p>A &lt;b&gt;teaser&lt;/b&gt;.</p>' },
      preview: { type: 'Note', attributedTo: actor, content: preview, contentMap: { de: preview }, published },
      image: {
        type: 'Image',
        mediaType: 'image/jpeg',
        url: `${origin}/media/${hills.hash}/hills.jpg`,
        name: 'Hills',
        width: 1200,
        height: 800,
      },
      attachment: [{ type: 'Link', href: `${origin}/posts/hello`, mediaType: 'text/html' }],
      tag: [{ type: 'Hashtag', name: '#StaticSites', href: `${origin}/tags/static-sites` }],
      sensitive: false,
      context: `${origin}/ap/posts/hello/context`,
      interactionPolicy: { canQuote: { automaticApproval: [everyone] } },
      replies: { id: `${origin}/ap/posts/hello/replies`, type: 'Collection', totalItems: 0 },
      likes: { id: `${origin}/ap/posts/hello/likes`, type: 'Collection', totalItems: 0 },
      shares: { id: `${origin}/ap/posts/hello/shares`, type: 'Collection', totalItems: 0 },
      source: { content: aPost().body, mediaType: 'text/markdown' },
      generator: { type: 'Application', name: 'Postern' },
    });
    expect(content).toContain(`<a href="${origin}/about"`);
    expect(contentMap).toEqual({ de: content });
  });

  it('is told the real instant, never the author’s date', async () => {
    expect((await read()).published).toBe('2026-11-20T08:00:00.000Z');
  });

  it('is told of an edit only after one, and only of a later one', async () => {
    expect(await read()).not.toHaveProperty('updated');
    await served.close();
    expect(await read({ updated: new Date('2026-11-19T00:00:00Z') })).not.toHaveProperty('updated');
    await served.close();
    expect((await read({ updated: new Date('2026-11-21T00:00:00Z') })).updated).toBe('2026-11-21T00:00:00.000Z');
  });

  it('gets no summary that the author did not write', async () => {
    expect(await read()).not.toHaveProperty('summary');
  });

  it.each([
    ['a note', { kind: 'note' as const, title: null, as: 'note' as const }],
    ['a post that is to be a note', { as: 'note' as const }],
    ['an article without a title', { title: null }],
  ])('gets %s as a Note without name, summary or preview', async (_, own) => {
    const document = await read(own);
    expect(document.type).toBe('Note');
    for (const field of ['name', 'nameMap', 'summary', 'preview']) expect(document).not.toHaveProperty(field);
    if (!('title' in own)) expect(document.content).toMatch(/^<p><strong>Hello<\/strong><\/p>/);
  });

  it('gets a warning as a sensitive Note, and never as an Article', async () => {
    const document = await read({ contentWarning: 'Spiders & <Suspense>', summary: 'A teaser' });
    expect(document).toMatchObject({
      type: 'Note',
      sensitive: true,
      summary: 'Spiders & <Suspense>',
      summaryMap: { en: 'Spiders & <Suspense>' },
      'dcterms:subject': 'Spiders & <Suspense>',
    });
    expect(JSON.stringify(document)).not.toContain('A teaser');
  });

  it.each([
    ['quiet', { federate: 'quiet' as const }],
    ['unlisted', { unlisted: true }],
  ])('gets a %s post quietly', async (_, own) => {
    expect(await read(own)).toMatchObject({ to: [`${actor}/followers`], cc: [everyone] });
  });

  it('never sees what the author wrote in a comment', async () => {
    const document = await read({ body: 'Shown.\n\n<!-- Ask Mary first: SECRET -->\n\nShown too.' });
    expect(document.content).toContain('Shown too.');
    expect(JSON.stringify(document)).not.toContain('SECRET');
    expect(document).not.toHaveProperty('source');
  });

  it('may quote whom the owner lets quote', async () => {
    const policy = async (quotes: 'followers' | 'nobody') => {
      const document = await read({}, { ...blogSite, quotes });
      await served.close();
      return document.interactionPolicy;
    };
    expect(await policy('followers')).toEqual({ canQuote: { automaticApproval: [`${actor}/followers`] } });
    expect(await policy('nobody')).toEqual({ canQuote: { automaticApproval: [actor] } });
  });

  it('gets the pictures of a short note with their texts, four at most, and then no link', async () => {
    const names = ['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg'];
    const document = await read({
      kind: 'note',
      title: null,
      as: 'note',
      body: names.map((name) => `![Picture ${name}](${name})`).join('\n\n'),
      media: Object.fromEntries(names.map((name) => [name, { ...hills, name }])),
    });
    expect(document.attachment).toHaveLength(4);
    expect((document.attachment as object[])[0]).toMatchObject({ type: 'Image', name: 'Picture 1.jpg' });
  });

  it('learns who wrote it from the first author that is an account here', async () => {
    const mary = { ...james, id: 'm', user: 'mary' };
    const site = { ...blogSite, accounts: [james, mary] };
    for (const [authors, id] of [
      [['Somebody', 'mary', 'james'], 'm'],
      [['@mary@blog.example.com'], 'm'],
      [['Somebody'], 'james'],
      [['mary@elsewhere.example'], 'james'],
    ] as [string[], string][]) {
      expect((await read({ authors }, site)).attributedTo).toBe(`${origin}/ap/actors/${id}`);
      await served.close();
    }
  });

  it('reads the same by its JSON-LD context', async () => {
    const document = await read({ tags: [{ name: 'Trees', slug: 'trees' }], language: 'de', contentWarning: null });
    const loaders = await served.federation.loaders();
    const options = { ...loaders, documentLoader: loaders.forOneTask(0) };
    const post = await Thing.fromJsonLd(document, options);
    if (!(post instanceof Article)) throw new Error('no article');
    expect(post.names.map(String)).toContain('Hello');
    expect(post.contents.some((content) => typeof content === 'object' && content.locale.baseName === 'de')).toBe(true);
    expect(post.toId?.href).toBe(everyone);
    expect(await post.getPreview(options)).toBeInstanceOf(Note);
    expect(post.interactionPolicy).toBeInstanceOf(InteractionPolicy);
    expect(post.interactionPolicy?.canQuote?.automaticApproval?.href).toBe(everyone);
    for await (const tag of post.getTags(options)) expect(tag.name?.toString()).toBe('#Trees');
    expect(post.source?.mediaType).toBe('text/markdown');
    const create = await Thing.fromJsonLd(await served.json('/ap/posts/hello/create'), options);
    expect(create).toBeInstanceOf(Create);
    expect(create.id?.href).toBe(`${origin}/ap/posts/hello/create`);
  });
});

describe('an address of a post', () => {
  it('stays with its generation: the first has none in it, a later one is its own', async () => {
    const gone = { state: 'gone' as const, formerType: 'Article' as const, deleted: new Date('2026-11-20T10:00:00Z') };
    served = await serve(database, { posts: postsOf([aPost({ generation: 2 })], { 'hello/1': gone }) });
    expect((await served.json('/ap/posts/hello/2')).id).toBe(`${origin}/ap/posts/hello/2`);
    const response = await served.get('/ap/posts/hello');
    expect(response.status).toBe(410);
    expect(response.headers.get('content-type')).toBe('application/activity+json');
    expect(await response.json()).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${origin}/ap/posts/hello`,
      type: 'Tombstone',
      formerType: 'Article',
      deleted: '2026-11-20T10:00:00.000Z',
    });
    expect((await served.get('/ap/posts/hello/likes')).status).toBe(404);
    expect((await served.get('/ap/posts/hello/2/likes')).status).toBe(200);
  });

  it.each([
    '/ap/posts/hello/1',
    '/ap/posts/hello/01',
    '/ap/posts/hello/0',
    '/ap/posts/hello/',
    '/ap/posts/%68ello',
    '/ap/posts/Hello',
    '/ap/posts/nothing',
    '/ap/posts/hello/edit',
    '/ap/posts/hello/2',
  ])('has one spelling: %s is none', async (path) => {
    await read();
    expect((await served.get(path)).status).toBe(404);
  });

  it.each([
    ['a post that does not federate', { federate: 'no' as const }],
    ['a page', { kind: 'page' as const }],
  ])('of %s does not exist, and its page stays a page', async (_, own) => {
    served = await serve(database, { posts: postsOf([aPost(own)]) });
    expect((await served.get('/ap/posts/hello')).status).toBe(404);
    const page = await served.get('/posts/hello', { accept: 'application/activity+json' });
    expect(await page.text()).toBe('a page');
  });

  it('is where its page sends whoever asks for ActivityPub', async () => {
    await read();
    const accepts = [
      'application/activity+json',
      'application/activity+json, application/ld+json',
      'application/ld+json; profile="https://www.w3.org/ns/activitystreams",application/activity+json',
      'application/activity+json, text/html;q=0.1',
      'application/activity+json, */*;q=0.1',
    ];
    for (const accept of accepts) {
      const response = await served.get('/posts/hello', { accept });
      expect([response.status, response.headers.get('location')]).toEqual([303, `${origin}/ap/posts/hello`]);
      expect(response.headers.get('vary')).toContain('Accept');
    }
    const pages = [
      'text/html',
      '*/*',
      '',
      'text/html, application/activity+json;q=0.5',
      'application/activity+json;q=0',
      'application/json',
      'application/ld+json; profile="http://schema.org"',
    ];
    for (const accept of pages) {
      expect(await (await served.get('/posts/hello', { accept })).text()).toBe('a page');
    }
    expect((await served.get('/posts/nothing', { accept: 'application/activity+json' })).status).toBe(200);
  });
});

describe('the words on the wire', () => {
  it.each([
    ['Plain & simple', 'Plain & simple'],
    ['Using <Suspense>', 'Using &lt;Suspense>'],
    ['What &amp; means', 'What &amp;amp; means'],
    ['&#60;script>', '&amp;#60;script>'],
    ['a < b > c', 'a &lt; b > c'],
  ])('a title %s is sent as %s', (title, name) => expect(nameOf(title)).toBe(name));

  it.each([
    ['trees', 'trees'],
    ['static sites', 'StaticSites'],
    ['C & C', 'CC'],
    ['C++', 'CPlusPlus'],
    ['C#', 'CSharp'],
    ['Node.js', 'NodeJs'],
    ['web-dev', 'WebDev'],
    ['snake_case', 'snake_case'],
    ["Don't panic", 'DontPanic'],
    ['Größe', 'Größe'],
    ['Gro\u0308ße', 'Größe'],
    ['übung und Maß', 'ÜbungUndMaß'],
    ['日本語', '日本語'],
    ['春・夏', '春・夏'],
    ['שלום עולם', 'שלוםעולם'],
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['🌱 Garden', 'Garden'],
    ['❤\uFE0F love', 'love'],
    ['1\uFE0F\u20E3 first', '1First'],
    ['2026', null],
    ['#1', null],
    ['🌱', null],
    ['& ***', null],
  ])('a tag %s is sent as #%s', (tag, name) => expect(hashtagName(tag)).toBe(name));
});
