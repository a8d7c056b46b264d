import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { type Json, type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

// A whole blog and another server, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const yaml = `url: http://replaced
title: Notes
language: en
timezone: Europe/Berlin
accounts:
  - handle: james
    name: James
`;
const everyone = 'https://www.w3.org/ns/activitystreams#Public';
// All of them appear together: what is scheduled makes no crowd.
const noon = '2026-11-21T13:00:00.000Z';
const scheduled = 'date: 2026-11-21 14:00';
const picture = (): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#48657a' } })
    .jpeg()
    .toBuffer();

/** A post that appears at noon. */
const post = (front: string, body = 'A text.', date = scheduled): string =>
  `---\n${[front, date].filter(Boolean).join('\n')}\n---\n\n${body}\n`;

const article = `title: Using <Suspense> & a <b>, as &amp; says
lang: de
summary: A <teaser> & more
tags: [Größe, static sites, "C & C", Node.js, "🌱 Garden", "🌱", "&", "2026", "C++"]
cover: { src: gate.jpg, alt: "The gate, in fog" }`;

const everythingIn = `
Words with a #Größe, a #StaticSites, a #neu and #1, and [a link](/about).

# A large heading

| Left | Right |
|---|---|
| one | two |

<div class="box">In a box</div>

> [!NOTE]
> A callout.

![Hills](gate.jpg "A caption")

- [x] done

\`\`\`js
const a = 1 < 2;
\`\`\`
`;

let clock: TestClock;
let stranger: Stranger;
let blog: TestBlog;
let origin: string;

beforeAll(async () => {
  clock = createTestClock();
  stranger = await startStranger({ now: clock.now });
  const files = {
    'content/posts/article/index.md': post(article, everythingIn),
    'content/posts/article/gate.jpg': await picture(),
    'content/posts/plain.md': post('title: Plain'),
    'content/posts/warned.md': post('title: A title\ncontentWarning: "Needles & <blood>"\nsummary: A teaser'),
    'content/posts/as-note.md': post('title: As a <note>\nas: note'),
    'content/posts/quiet.md': post('title: Quiet\nfederate: quiet'),
    'content/posts/unlisted.md': post('title: Unlisted\nunlisted: true'),
    'content/posts/local.md': post('title: Local\nfederate: false'),
    'content/posts/secret.md': post('title: Secret', 'Shown.\n\n<!-- Ask Mary: hidden -->\n'),
    'content/posts/arabic.md': post('title: مرحبا\nlang: ar\ntags: [مرحبا بالعالم]', 'نص #مرحبا'),
    'content/notes/short.md': post('', 'A short one. #frost'),
    'content/notes/pictured/index.md': post('', 'Look: ![The gate](gate.jpg) and ![](other.jpg)'),
    'content/notes/pictured/gate.jpg': await picture(),
    'content/notes/pictured/other.jpg': await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer(),
    'content/posts/missed.md': post('title: Missed', 'A text.', 'date: 2026-12-01'),
  };
  blog = await startBlog({ 'postern.yaml': yaml, ...files }, { reachable: true, clock });
  origin = blog.app.config.site.origin;
  await stranger.follow(`${origin}/ap/actors/james`, `${origin}/ap/inbox`);
  await arrived(1);
  await clock.advance(Date.parse(noon) - 1000 - clock.now().getTime());
  await settled();
  expect(stranger.inbox).toHaveLength(1);
  await clock.advance(1000);
  await arrived(11);
});
afterAll(() => Promise.all([blog.dispose(), stranger.close()]));

/** Real time for what reads files and answers over sockets, while the blog's clock stands still. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Waits until so many have come since the blog began; what comes, comes at this instant. */
async function arrived(count: number): Promise<void> {
  await until(async () => {
    await clock.advance(stranger.inbox.length < count ? 1000 : 0);
    return stranger.inbox.length >= count;
  }, 45_000);
  await settled();
  expect(stranger.inbox.map(({ verified, why }) => (verified ? '' : why)).join('')).toBe('');
}

/** What the peer received about a post, the last one. */
function received(id: string): Json {
  const found = stranger.inbox.findLast(
    ({ activity }) => (activity.object as Json | undefined)?.id === `${origin}/ap/posts/${id}`,
  );
  if (!found) throw new Error(`Nothing came about ${id}.`);
  return JSON.parse(found.request.body.toString()) as Json;
}
const objectOf = (id: string): Json => received(id).object as Json;
const status = async (path: string): Promise<number> =>
  (await blog.get(path, { accept: 'application/activity+json' })).status;

describe('the JSON that a peer receives', () => {
  it('of a plain post is this, to the last field', async () => {
    const [actor, id] = [`${origin}/ap/actors/james`, `${origin}/ap/posts/plain`];
    const audience = { to: [everyone], cc: [`${actor}/followers`] };
    const collection = (name: string) => `${id}/${name}`;
    const preview = '<p><strong>Plain</strong></p><p>A text.</p>';
    const activity = received('plain');
    const published = activity.published;
    const { '@context': context, ...rest } = activity;
    expect(rest).toEqual({
      ...{ id: `${id}/create`, type: 'Create', actor, published, ...audience },
      object: {
        ...{ id, type: 'Article', url: `${origin}/posts/plain`, attributedTo: actor, ...audience, published },
        ...{ name: 'Plain', nameMap: { en: 'Plain' } },
        ...{ content: '<p>A text.</p>\n', contentMap: { en: '<p>A text.</p>\n' } },
        preview: { type: 'Note', attributedTo: actor, content: preview, contentMap: { en: preview }, published },
        attachment: [{ type: 'Link', href: `${origin}/posts/plain`, mediaType: 'text/html' }],
        ...{ tag: [], sensitive: false },
        interactionPolicy: { canQuote: { automaticApproval: [everyone] } },
        context: `${id}/context`,
        ...{ replies: collection('replies'), likes: collection('likes'), shares: collection('shares') },
        source: { content: '\nA text.\n', mediaType: 'text/markdown' },
        generator: { type: 'Application', name: 'Postern' },
      },
    });
    expect(context).toEqual([
      'https://www.w3.org/ns/activitystreams',
      {
        Hashtag: 'as:Hashtag',
        sensitive: 'as:sensitive',
        dcterms: 'http://purl.org/dc/terms/',
        gts: 'https://gotosocial.org/ns#',
        interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
        canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
        automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
      },
    ]);
  });

  it('comes at the instant that was scheduled, and says that one', () => {
    for (const id of ['article', 'plain', 'warned', 'as-note', 'quiet', 'unlisted', 'secret', 'arabic', 'short']) {
      const { published, object } = received(id) as { published: string; object: Json };
      expect([object.published, published.slice(0, 16)]).toEqual([published, noon.slice(0, 16)]);
      expect(object).not.toHaveProperty('updated');
    }
  });

  it('escapes a title where Mastodon would lose it, and nothing else', () => {
    const { name, nameMap, preview } = objectOf('article') as { name: string; nameMap: Json; preview: Json };
    expect(name).toBe('Using &lt;Suspense> & a &lt;b>, as &amp;amp; says');
    // What Mastodon does: into HTML as it is, which is then read.
    const shown = name.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
    expect(shown).toBe('Using <Suspense> & a <b>, as &amp; says');
    expect(nameMap).toEqual({ de: name });
    expect(preview.content).toContain('<strong>Using &lt;Suspense&gt; &amp; a &lt;b&gt;, as &amp;amp; says</strong>');
  });

  it('names the language by maps with that one alone', () => {
    for (const [id, language] of [
      ['article', 'de'],
      ['arabic', 'ar'],
      ['plain', 'en'],
      ['short', 'en'],
      ['warned', 'en'],
    ] as const) {
      const object = objectOf(id);
      for (const field of ['name', 'summary', 'content']) {
        if (!(field in object)) expect(object).not.toHaveProperty(`${field}Map`);
        else expect(object[`${field}Map`]).toEqual({ [language]: object[field] });
      }
      expect(object).toHaveProperty('contentMap');
    }
  });

  it('has a summary only where the author wrote one, as HTML without links', () => {
    expect(objectOf('article').summary).toBe('<p>A &lt;teaser&gt; &amp; more</p>');
    expect(objectOf('plain')).not.toHaveProperty('summary');
  });

  it('makes hashtags of tags and of words in the text by one rule, each once and in their order', () => {
    const tags = objectOf('article').tag as { type: string; name: string; href: string }[];
    expect(tags).toEqual(
      [
        ['Größe', 'groesse'],
        ['StaticSites', 'static-sites'],
        ['CC', 'c-c'],
        ['NodeJs', 'node-js'],
        ['Garden', 'garden'],
        ['CPlusPlus', 'cplusplus'],
        ['neu', 'neu'],
      ].map(([name, slug]) => ({ type: 'Hashtag', name: `#${name}`, href: `${origin}/tags/${slug}` })),
    );
    const [first, second] = objectOf('arabic').tag as { name: string; href: string }[];
    expect([first?.name, second?.name]).toEqual(['#مرحبابالعالم', '#مرحبا']);
    expect(objectOf('short').tag).toEqual([{ type: 'Hashtag', name: '#frost', href: `${origin}/tags/frost` }]);
  });

  it('leads from each hashtag to a page that is there', async () => {
    for (const id of ['article', 'arabic', 'short']) {
      for (const { href } of objectOf(id).tag as { href: string }[]) {
        expect((await blog.get(href.slice(origin.length))).status).toBe(200);
      }
    }
  });

  it('has a text of what other servers leave in, with whole addresses', () => {
    const content = String(objectOf('article').content);
    expect(content).not.toMatch(/<(h1|table|tr|td|div|figure|script|style|input|details|section)\b/);
    expect(content).not.toMatch(/<[^>]*\sid=/);
    for (const words of ['A large heading', 'one', 'two', 'In a box', 'A callout.', 'A caption', '1 &lt; 2']) {
      expect(content).toContain(words);
    }
    expect(content).toContain(`<a href="${origin}/about"`);
    expect(content).toContain(
      `<a href="${origin}/tags/groesse" class="mention hashtag" rel="tag">#<span>Größe</span></a>`,
    );
    for (const [, address] of content.matchAll(/(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^https?:\/\//);
  });

  it('has the cover as image with its text and a size, and a Link to the page', async () => {
    const { image, attachment } = objectOf('article') as { image: Json; attachment: Json[] };
    expect(image).toEqual({
      ...{ type: 'Image', mediaType: 'image/jpeg', name: 'The gate, in fog', width: 40, height: 30 },
      url: expect.stringMatching(new RegExp(`^${origin}/media/[0-9a-f]{32}/gate.jpg$`)),
    });
    expect((await blog.get(String(image.url).slice(origin.length))).status).toBe(200);
    expect(attachment).toEqual([{ type: 'Link', href: `${origin}/posts/article`, mediaType: 'text/html' }]);
  });

  it('of a short note with pictures has those in place of the Link, with their texts', () => {
    const { type, attachment, ...note } = objectOf('pictured') as { type: string; attachment: Json[] };
    expect(type).toBe('Note');
    expect(attachment).toMatchObject([
      { type: 'Image', name: 'The gate', width: 40 },
      { type: 'Image', width: 8 },
    ]);
    expect(attachment[1]).not.toHaveProperty('name');
    for (const field of ['name', 'nameMap', 'summary', 'preview']) expect(note).not.toHaveProperty(field);
  });

  it('of a post with a warning is a Note that hides what it says', () => {
    const warning = 'Needles & <blood>';
    const object = objectOf('warned');
    expect(object).toMatchObject({
      ...{ type: 'Note', summary: warning, summaryMap: { en: warning }, sensitive: true, 'dcterms:subject': warning },
      content: '<p><strong>A title</strong></p><p>A text.</p>\n',
    });
    for (const field of ['name', 'nameMap', 'preview']) expect(object).not.toHaveProperty(field);
    expect(JSON.stringify(object)).not.toContain('A teaser');
  });

  it('of a post that goes as a note has its title as first paragraph, and no summary, which would be a warning', () => {
    const object = objectOf('as-note');
    expect(object).toMatchObject({
      ...{ type: 'Note', sensitive: false, content: '<p><strong>As a &lt;note&gt;</strong></p><p>A text.</p>\n' },
    });
    for (const field of ['name', 'summary', 'summaryMap', 'dcterms:subject']) expect(object).not.toHaveProperty(field);
  });

  it('of a quiet and of an unlisted one goes to followers, with everyone in copy', () => {
    const swapped = { to: [`${origin}/ap/actors/james/followers`], cc: [everyone] };
    for (const id of ['quiet', 'unlisted']) expect(received(id)).toMatchObject({ ...swapped, object: swapped });
  });

  it('has the Markdown, but not where the author speaks to themselves in it', () => {
    expect(objectOf('article').source).toMatchObject({
      mediaType: 'text/markdown',
      content: `\n${everythingIn}\n`,
    });
    expect(objectOf('secret')).not.toHaveProperty('source');
    expect(stranger.inbox.map(({ request }) => request.body.toString()).join()).not.toContain('Mary');
  });

  it('is none where the author says that a post stays here', async () => {
    expect(stranger.inbox.some(({ activity }) => JSON.stringify(activity).includes('/ap/posts/local'))).toBe(false);
    expect([await status('/ap/posts/local'), await status('/ap/posts/local/create')]).toEqual([404, 404]);
    expect(await blog.text('/posts/local')).toContain('Local');
  });

  it('is what the object’s own address serves, which also counts what others did', async () => {
    for (const id of ['article', 'warned', 'short']) {
      const served = JSON.parse(await blog.text(`/ap/posts/${id}`, { accept: 'application/activity+json' })) as Json;
      const { '@context': _context, ...object } = served;
      const names = ['replies', 'likes', 'shares'];
      const counted = names.map((name) => [name, { id: `${object.id}/${name}`, type: 'Collection', totalItems: 0 }]);
      expect(object).toEqual({ ...objectOf(id), ...Object.fromEntries(counted) });
      expect(JSON.parse(await blog.text(`/ap/posts/${id}/create`))).toEqual(received(id));
    }
  });

  it('of an edit is an Update with the whole object, the same `published` and a later `updated`', async () => {
    const before = received('plain') as { published: string };
    const change = blog.app.posts.change();
    await blog.site.write('content/posts/plain.md', post('title: Plainer\ncontentWarning: Spiders'));
    await until(async () => {
      await clock.advance(100);
      return blog.app.posts.change() > change;
    });
    await clock.advance(10 * 60_000);
    await arrived(12);
    const { type, id, object } = received('plain') as { type: string; id: string; object: Json };
    expect(type).toBe('Update');
    expect(id).toMatch(new RegExp(`^${origin}/ap/posts/plain/update/[0-9a-f]{32}$`));
    expect(object).toMatchObject({ type: 'Note', published: before.published, summary: 'Spiders', sensitive: true });
    expect(Date.parse(String(object.updated))).toBeGreaterThan(Date.parse(before.published));
    expect(object).not.toHaveProperty('name');
  });

  it('of what was due while no server ran comes at the next start, and says the real instant', async () => {
    await blog.stop();
    await clock.advance(20 * 86_400_000);
    const began = clock.now().getTime();
    await blog.restart();
    await arrived(13);
    const { published } = received('missed') as { published: string };
    expect(Date.parse(published) - began).toBeLessThan(60_000);
    expect(Date.parse(published)).toBeGreaterThanOrEqual(began);
    // The page keeps the author's date.
    expect(await blog.text('/posts/missed')).toContain('2026-12-01');
  });
});
