import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { everything } from '../support/everything.ts';

const accept = 'application/activity+json';
const origin = 'http://localhost:3000';

let blog: TestBlog;
beforeAll(async () => {
  blog = await startBlog({
    ...everything,
    'content/posts/draft.md': '---\ntitle: Draft\ndraft: true\n---\n\nSecret.\n',
    'content/posts/local.md': '---\ntitle: Local\nfederate: false\ndate: 2026-11-01\n---\n\nStays here.\n',
  });
});
afterAll(() => blog.dispose());

async function json(url: string): Promise<Record<string, unknown>> {
  const path = url.startsWith(origin) ? url.slice(origin.length) : url;
  return JSON.parse(await blog.text(path, { accept })) as Record<string, unknown>;
}

describe('a whole blog, as another server walks through it', () => {
  it('leads from a handle to the actor, its picture, its posts and back', async () => {
    const jrd = await json('/.well-known/webfinger?resource=acct:james@localhost:3000');
    const self = (jrd.links as { rel: string; href: string }[]).find(({ rel }) => rel === 'self');
    const actor = await json(self?.href ?? '');
    expect(actor).toMatchObject({ id: self?.href, preferredUsername: 'james', webfinger: 'james@localhost:3000' });
    const icon = actor.icon as { url: string; mediaType: string };
    const picture = await blog.get(icon.url.slice(origin.length));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, icon.mediaType]);
    expect((await blog.get(String(actor.url).slice(origin.length))).status).toBe(200);

    const outbox = await json(String(actor.outbox));
    const page = await json(String(outbox.first));
    const items = page.orderedItems as { id: string; object: string }[];
    expect(items).toHaveLength(Number(outbox.totalItems));
    for (const { id, object } of items) {
      const post = await json(object);
      expect(post).toMatchObject({ id: object, attributedTo: actor.id });
      expect((await json(id)).object).toMatchObject({ id: object });
      const permalink = await blog.get(String(post.url).slice(origin.length), { accept });
      expect([permalink.status, permalink.headers.get('location')]).toEqual([303, object]);
    }
    const featured = (await json(String(actor.featured))).orderedItems as string[];
    expect(featured[0]).toContain('/ap/posts/everything');
    expect(featured.length).toBeLessThanOrEqual(5);
    expect(items.map(({ object }) => object)).toEqual(expect.arrayContaining(featured));
  });

  it('shows a post with whole addresses, its cover and its words', async () => {
    const post = await json('/ap/posts/everything');
    expect(post).toMatchObject({
      type: 'Article',
      name: 'Everything &lt;at> once & more',
      url: `${origin}/posts/everything`,
      summary: '<p>All of it in one post.</p>',
      image: { type: 'Image', mediaType: 'image/jpeg', name: 'Hills in fog' },
      tag: expect.arrayContaining([{ type: 'Hashtag', name: '#Trees', href: `${origin}/tags/trees` }]),
    });
    for (const [, address] of String(post.content).matchAll(/(?:href|src)="([^"]*)"/g)) {
      expect(address).toMatch(/^(https?:\/\/|#|mailto:)/);
    }
    expect(String(post.content)).not.toMatch(/<(script|style|h1|iframe)/);
    const image = post.image as { url: string };
    expect((await blog.get(image.url.slice(origin.length))).status).toBe(200);
  });

  it('sends a note as Note, and a German post as German', async () => {
    const { orderedItems } = await json('/ap/actors/james/outbox?page=1');
    const posts = await Promise.all((orderedItems as { object: string }[]).map(({ object }) => json(object)));
    expect(posts.filter(({ type }) => type === 'Note')).toHaveLength(1);
    const german = posts.find(({ name }) => name === 'Grüße aus dem Süden');
    expect(Object.keys(german?.contentMap as object)).toEqual(['de']);
  });

  it('says on a permalink that it negotiates, and gives readers the page', async () => {
    for (const path of ['/posts/everything', '/@james', '/']) {
      const page = await blog.get(path, { accept: 'text/html' });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('vary')).toMatch(/\bAccept\b(?!-)/);
    }
  });

  it('shows neither drafts nor what stays here', async () => {
    for (const path of ['/ap/posts/draft', '/ap/posts/local', '/ap/posts/about']) {
      expect((await blog.get(path)).status).toBe(404);
    }
    expect((await blog.get('/posts/local', { accept })).headers.get('content-type')).toContain('text/html');
  });

  it('keeps the actor’s keys through a restart', async () => {
    const before = await json('/ap/actors/james');
    await blog.restart();
    expect(await json('/ap/actors/james')).toEqual(before);
  });
});
