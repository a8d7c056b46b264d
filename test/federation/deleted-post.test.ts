import { afterEach, describe, expect, it } from 'vitest';
import { type BlogOptions, startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { plainConfig } from '../support/site.ts';
import { until } from '../support/until.ts';

const accept = 'application/activity+json';
const path = 'content/posts/hello.md';
const article = '---\ntitle: Hello\ndate: 2026-11-20\n---\n\nA text.\n';
const note = '---\ndate: 2026-11-20\nid: hello\n---\n\nA thought.\n';

let blog: TestBlog;
afterEach(() => blog.dispose());

const start = (files: Record<string, string>, options?: BlogOptions) =>
  startBlog(
    { 'content/posts/other.md': '---\ntitle: Other\ndate: 2026-11-19\n---\n\nStays.\n', ...files },
    options,
  ).then((started) => {
    blog = started;
  });
const statusOf = async (address: string, as: string) => (await blog.get(address, { accept: as })).status;
const document = async (address: string) =>
  (await (await blog.get(address, { accept })).json()) as Record<string, unknown>;

/** What other servers may remember of a post, and what is unlike it only in that nobody ever published it. */
async function answers(id: string): Promise<unknown[]> {
  return Promise.all(
    ['', '/create', '/replies', '/likes', '/2'].map(async (part) => {
      const response = await blog.get(`/ap/posts/${id}${part}`, { accept });
      const { date: _date, ...headers } = Object.fromEntries(response.headers);
      return [response.status, headers, await response.text()];
    }),
  );
}

describe('a post whose file is gone', () => {
  it('is hidden from readers at once, kept for other servers meanwhile, and a Tombstone after the time for removal', async () => {
    const clock = createTestClock();
    await start({ 'postern.yaml': `${plainConfig}publish: { removal: 1m }\n`, [path]: article }, { clock });
    await blog.site.remove(path);
    await until(async () => (await statusOf('/posts/hello', 'text/html')) === 404);
    expect(await statusOf('/posts/hello', accept)).toBe(404);
    expect((await document('/ap/posts/hello')).type).toBe('Article');

    await clock.advance(61_000);
    await until(async () => (await statusOf('/ap/posts/hello', accept)) === 410);
    const gone = await blog.get('/ap/posts/hello', { accept });
    expect(gone.headers.get('content-type')).toBe(accept);
    expect(await gone.json()).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: 'http://localhost:3000/ap/posts/hello',
      type: 'Tombstone',
      formerType: 'Article',
      deleted: expect.stringMatching(/^2026-11-21T12:01/),
    });
    for (const as of ['text/html', accept]) expect(await statusOf('/posts/hello', as)).toBe(410);
    expect(JSON.stringify(await document('/ap/actors/james/outbox?page=1'))).not.toContain('hello');
    expect(JSON.stringify(await document('/ap/actors/james/featured'))).not.toContain('hello');
  });

  it('is a Tombstone at once by `publish --confirm-removals`, also after a restart', async () => {
    await start({ 'content/notes/hello.md': note });
    expect((await document('/ap/posts/hello')).type).toBe('Note');
    await blog.site.remove('content/notes/hello.md');
    await blog.app.publisher.publish('everything', { confirmRemovals: true });
    await until(async () => (await statusOf('/ap/posts/hello', accept)) === 410);
    expect(await document('/ap/posts/hello')).toMatchObject({ type: 'Tombstone', formerType: 'Note' });
    await blog.restart();
    expect(await statusOf('/ap/posts/hello', accept)).toBe(410);
    expect(await statusOf('/notes/hello', 'text/html')).toBe(410);
    expect(await statusOf('/ap/posts/hello/create', accept)).toBe(404);
  });

  it('comes back under another id, since a deletion burns the old one for ever', async () => {
    await start({ [path]: article });
    await blog.site.remove(path);
    await blog.app.publisher.publish('everything', { confirmRemovals: true });
    await blog.site.write(path, article);
    await blog.app.publisher.publish('everything');
    await until(async () => (await statusOf('/posts/hello', 'text/html')) === 200);
    expect(await statusOf('/ap/posts/hello', accept)).toBe(410);
    expect(await document('/ap/posts/hello/2')).toMatchObject({ id: 'http://localhost:3000/ap/posts/hello/2' });
    expect((await blog.get('/posts/hello', { accept })).headers.get('location')).toBe(
      'http://localhost:3000/ap/posts/hello/2',
    );
    for (const other of ['/1', '/3', '/02', '/2/']) {
      expect(await statusOf(`/ap/posts/hello${other}`, accept)).toBe(404);
    }
  });
});

describe('a post that nobody may see yet', () => {
  it('cannot be told from one that never was, by its id or its address', async () => {
    await start({
      'content/posts/draft.md': '---\ntitle: Draft\ndraft: true\n---\n\nSecret.\n',
      'content/posts/later.md': '---\ntitle: Later\ndate: 2099-01-01\n---\n\nSecret.\n',
      'content/posts/local.md': '---\ntitle: Local\nfederate: false\ndate: 2026-11-01\n---\n\nStays here.\n',
    });
    const never = await answers('never');
    for (const id of ['draft', 'later', 'local']) expect(await answers(id)).toEqual(never);
    for (const as of [accept, 'text/html']) {
      const [unknown, draft, later] = await Promise.all(
        ['never', 'draft', 'later'].map(async (name) => {
          const response = await blog.get(`/posts/${name}`, { accept: as });
          const { date: _date, ...headers } = Object.fromEntries(response.headers);
          return [response.status, headers, await response.text()];
        }),
      );
      expect(unknown?.[0]).toBe(404);
      expect([draft, later]).toEqual([unknown, unknown]);
    }
  });
});
