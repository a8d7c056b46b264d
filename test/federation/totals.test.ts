import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { type Discussion, discuss } from '../web/discussing.ts';

const accept = { accept: 'application/activity+json' };
const object = 'http://localhost:3000/ap/posts/hello';
let blog: TestBlog;
let talk: Discussion;

const read = async (path: string) => JSON.parse(await blog.text(`/ap/posts/hello${path}`, accept));
const status = async (path: string) => (await blog.get(`/ap/posts/hello${path}`, accept)).status;
const totals = async () => {
  const { replies, likes, shares } = await read('');
  return [replies, likes, shares].map(({ totalItems }) => totalItems);
};

beforeAll(async () => {
  blog = await startBlog(
    { 'content/posts/hello.md': '---\ntitle: Hello\n---\n\nText.\n' },
    { clock: createTestClock() },
  );
  talk = await discuss(blog, 'hello');
});

afterAll(() => blog.dispose());

describe('what other servers are told of a conversation', () => {
  it('is nothing before anybody said anything', async () => {
    const { replies } = await read('');
    expect(replies).toEqual({ id: `${object}/replies`, type: 'Collection', totalItems: 0 });
    expect(await read('/replies')).toEqual({ '@context': 'https://www.w3.org/ns/activitystreams', ...replies });
    expect(await status('/replies?page=1')).toBe(404);
  });

  it('counts what is shown, and nothing that is held, hidden, deleted or undone', async () => {
    const before = (await blog.get('/ap/posts/hello', accept)).headers.get('etag');
    await talk.say('bob@other.example', 'held', '<p>Held</p>', { state: 'held' });
    await talk.say('bob@other.example', 'gone', '<p>Gone</p>', { state: 'held' });
    await talk.bury('gone');
    expect(await totals()).toEqual([0, 0, 0]);
    expect((await blog.get('/ap/posts/hello', accept)).headers.get('etag')).toBe(before);

    await talk.say('ana@example.social', 'first', '<p>First</p>');
    await talk.say('bob@other.example', 'second', '<p>Second</p>', {
      parent: talk.uri('first'),
      visibility: 'unlisted',
    });
    await talk.answer('james', 'thanks', '<p>Thanks</p>', talk.uri('second'));
    await talk.say('ana@example.social', 'quote', '<p>Quote</p>', { kind: 'quote' });
    for (const emoji of [undefined, '🎉']) await talk.react('ana@example.social', 'like', emoji);
    await talk.react('bob@other.example', 'like');
    await talk.react('bob@other.example', 'boost');
    expect(await totals()).toEqual([3, 2, 1]);
  });

  it('lists the replies by their ids, on pages that the post itself names', async () => {
    const { replies } = await read('');
    expect(replies.first).toBe(`${object}/replies?page=1`);
    expect((await read('/replies')).first).toBe(replies.first);
    expect(await read('/replies?page=1')).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${object}/replies?page=1`,
      type: 'CollectionPage',
      partOf: `${object}/replies`,
      totalItems: 3,
      items: [talk.uri('first'), talk.uri('second'), 'http://localhost:3000/ap/notes/thanks'],
    });
    for (const path of ['?page=2', '?page=0', '?page=01', '?page=x', '?x'])
      expect(await status(`/replies${path}`), path).toBe(404);
  });

  it('gives the whole conversation: the post itself and what is shown, the oldest first', async () => {
    const { context } = await read('');
    expect(context).toBe(`${object}/context`);
    const shared = { '@context': 'https://www.w3.org/ns/activitystreams', totalItems: 4 };
    const attributedTo = (await read('')).attributedTo;
    expect(attributedTo).toMatch(/\/ap\/actors\/[a-z]+$/);
    expect(await read('/context')).toEqual({
      ...{ ...shared, id: context, type: 'OrderedCollection', attributedTo, first: `${context}?page=1` },
    });
    const orderedItems = [object, talk.uri('first'), talk.uri('second'), 'http://localhost:3000/ap/notes/thanks'];
    expect(await read('/context?page=1')).toEqual({
      ...{ ...shared, id: `${context}?page=1`, type: 'OrderedCollectionPage', partOf: context, attributedTo },
      orderedItems,
    });
    for (const path of ['?page=2', '?page=0', '?page=01', '?page=x', '?x'])
      expect(await status(`/context${path}`), path).toBe(404);
  });

  it('says how many liked and shared it, and not who', async () => {
    for (const [name, total] of [
      ['likes', 2],
      ['shares', 1],
    ] as const) {
      const found = await read(`/${name}`);
      expect(found).toMatchObject({ id: `${object}/${name}`, type: 'Collection', totalItems: total, items: [] });
      expect(JSON.stringify(found)).not.toMatch(/ana|bob/);
    }
  });

  it('follows what is decided', async () => {
    await talk.decide('first', 'hidden');
    await talk.bury('second');
    expect(await totals()).toEqual([1, 2, 1]);
    expect((await read('/replies?page=1')).items).toEqual(['http://localhost:3000/ap/notes/thanks']);
  });

  it('is in pages of a hundred', async () => {
    for (let index = 0; index < 101; index += 1) await talk.say('ana@example.social', `n${index}`, '<p>More</p>');
    const [one, two] = [await read('/replies?page=1'), await read('/replies?page=2')];
    expect([one.items.length, two.items.length]).toEqual([100, 2]);
    expect([one.next, two.prev, one.prev, two.next]).toEqual([two.id, one.id, undefined, undefined]);
    expect(new Set([...one.items, ...two.items]).size).toBe(102);
  });
});
