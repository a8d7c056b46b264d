import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BlogOptions, startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { type Delivered, type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

// A whole blog and another server for each, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const yaml = `url: http://replaced
title: Notes
accounts:
  - handle: james
    name: James
`;
const post = (title: string, body = 'A text.', front = ''): string => `---\ntitle: ${title}\n${front}---\n\n${body}\n`;
const path = 'content/posts/hello.md';
const minute = 60_000;
const accept = 'application/activity+json';

let blog: TestBlog;
let stranger: Stranger;
let clock: TestClock;
afterEach(() => Promise.all([blog.dispose(), stranger.close()]));

/** A blog that a stranger follows; what is in `files` was there before. */
async function start(files: Record<string, string> = {}, options: BlogOptions = {}): Promise<void> {
  clock = createTestClock();
  stranger = await startStranger({ now: clock.now });
  blog = await startBlog({ 'postern.yaml': yaml, ...files }, { reachable: true, clock, ...options });
  await stranger.follow(`${origin()}/ap/actors/james`, `${origin()}/ap/inbox`);
  await until(() => pass(0).then(() => stranger.inbox.length === 1));
}

const origin = (): string => blog.app.config.site.origin;
const news = (): Delivered[] => stranger.inbox.filter(({ activity }) => activity.type !== 'Accept');
const types = (): string[] => news().map(({ activity }) => String(activity.type));

/** An object as it is sent: what others did with it is counted only where it is fetched. */
const withoutCounts = (object: Record<string, unknown>): Record<string, unknown> => {
  const names = ['replies', 'likes', 'shares'];
  return { ...object, ...Object.fromEntries(names.map((name) => [name, `${object.id}/${name}`])) };
};

/** Lets time pass, with some of the real one for what reads files and answers over sockets. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left >= 0; left -= 1000) {
    await clock.advance(Math.min(left, 1000));
    await new Promise((resolve) => setTimeout(resolve, left > 2000 ? 0 : 5));
  }
}

/** Waits until so much has arrived, while the clock goes on by some seconds each time. */
async function arrived(count: number): Promise<Delivered[]> {
  await until(async () => {
    await pass(5000);
    return news().length >= count;
  }, 45_000);
  await pass(5000);
  expect(news().map(({ verified, why }) => (verified ? 'verified' : why))).toEqual(Array(count).fill('verified'));
  return news();
}

/** Saves a file, and waits until the index has it. */
async function save(file: string, text: string | null): Promise<void> {
  const before = blog.app.posts.change();
  if (text === null) await blog.site.remove(file);
  else await blog.site.write(file, text);
  await until(async () => {
    await clock.advance(100);
    return blog.app.posts.change() > before;
  });
}

const document = async (address: string) => {
  const response = await fetch(address, { headers: { accept } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('followers are told of what is saved as soon as the server is there', async () => {
  clock = createTestClock();
  stranger = await startStranger({ now: clock.now });
  blog = await startBlog({ 'postern.yaml': yaml, 'content/posts/old.md': post('Old') }, { reachable: true, clock });
  // Nothing was waited for: what was there was taken for told before the server said that it is there.
  const { query, tables } = blog.app.database;
  expect(await query.select({ state: tables.announcements.state }).from(tables.announcements)).toEqual([
    { state: 'silent' },
  ]);
});

describe('a follower on another server', () => {
  test('gets a saved post once it has rested, signed, once, and finds the same by its id', async () => {
    await start({ 'content/posts/old.md': post('Old') });
    await save(path, post('Hello', 'First words.'));
    await pass(30_000);
    expect(types()).toEqual([]);
    const [create] = await arrived(1);
    const object = create?.activity.object as Record<string, unknown>;
    expect(create).toMatchObject({ keyId: `${origin()}/ap/actors/james#main-key` });
    expect(create?.activity).toMatchObject({ id: `${origin()}/ap/posts/hello/create`, type: 'Create' });
    expect(object).toMatchObject({ id: `${origin()}/ap/posts/hello`, type: 'Article', name: 'Hello' });
    const { '@context': _context, ...fetched } = (await document(String(object.id))).body;
    expect(withoutCounts(fetched)).toEqual(object);
    expect((await document(String(create?.activity.id))).body).toEqual(create?.activity);
    const outbox = await document(`${origin()}/ap/actors/james/outbox?page=1`);
    expect((outbox.body.orderedItems as object[])[0]).toMatchObject({ published: create?.activity.published });
    await pass(5 * minute);
    await blog.restart();
    await pass(5 * minute);
    expect(types()).toEqual(['Create']);
  });

  test('gets the edits of a while as one Update that is newer', async () => {
    await start();
    await save(path, post('Hello', 'One.'));
    const [create] = await arrived(1);
    for (const words of ['One, two.', 'One, two, three.']) {
      await save(path, post('Hello', words));
      await pass(2 * minute);
    }
    await pass(7 * minute);
    expect(types()).toEqual(['Create']);
    const [, update] = await arrived(2);
    const object = update?.activity.object as Record<string, string>;
    expect(update?.activity.type).toBe('Update');
    expect(object.content).toContain('One, two, three.');
    expect(object.published).toBe(create?.activity.published);
    expect(new Date(String(object.updated)).getTime()).toBeGreaterThan(new Date(String(object.published)).getTime());
    const { '@context': _context, ...fetched } = (await document(String(object.id))).body;
    expect(withoutCounts(fetched)).toEqual(object);
  });

  test('is told that a post is gone, which then answers 410 with the same Tombstone', async () => {
    await start({ 'content/posts/other.md': post('Other') });
    await save(path, post('Hello'));
    await arrived(1);
    await save(path, null);
    await pass(5 * minute);
    expect(types()).toEqual(['Create']);
    await blog.app.publisher.publish('everything', { confirmRemovals: true });
    const [, gone] = await arrived(2);
    expect(gone?.activity).toMatchObject({ id: `${origin()}/ap/posts/hello/delete`, type: 'Delete' });
    const { status, body } = await document(`${origin()}/ap/posts/hello`);
    const { '@context': _context, ...tombstone } = body;
    expect(status).toBe(410);
    expect(gone?.activity.object).toEqual(tombstone);
    expect(tombstone).toMatchObject({ type: 'Tombstone', formerType: 'Article' });
    await save(path, post('Hello'));
    const all = await arrived(3);
    expect(all.at(-1)?.activity).toMatchObject({ type: 'Create', object: { id: `${origin()}/ap/posts/hello/2` } });
  });

  test('who has left since gets no edit of what was sent, and is told that it is gone', async () => {
    await start({ 'content/posts/other.md': post('Other') });
    await save(path, post('Hello'));
    await arrived(1);
    const actor = `${origin()}/ap/actors/james`;
    const follow = stranger.activity('Follow', actor);
    expect((await stranger.undo(follow, `${origin()}/ap/inbox`)).status).toBe(202);
    await save(path, post('Hello', 'Other words.'));
    await pass(11 * minute);
    expect(types()).toEqual(['Create']);
    await save(path, null);
    await blog.app.publisher.publish('everything', { confirmRemovals: true });
    await arrived(2);
    expect(types()).toEqual(['Create', 'Delete']);
  });

  test('gets nothing of what was there before, nor of ten files at once', async () => {
    await start({ 'content/posts/old.md': post('Old') });
    const many = Array.from({ length: 10 }, (_, index) => `content/posts/p${index}.md`);
    await Promise.all(many.map((file, index) => blog.site.write(file, post(`P${index}`))));
    await until(async () => {
      await clock.advance(100);
      return (await blog.app.posts.count({})) === 11;
    });
    await save('content/posts/old.md', post('Old', 'Other words.'));
    await pass(12 * minute);
    expect(types()).toEqual([]);
    expect(blog.logged.join('')).toMatch(/10 new posts are sent to nobody: .* postern publish --announce/);
  });

  test('gets a post when its time has come, also when the blog was down then', async () => {
    const soon = new Date(createTestClock().now().getTime() + 30 * minute).toISOString();
    const later = new Date(createTestClock().now().getTime() + 120 * minute).toISOString();
    await start({
      'content/posts/soon.md': post('Soon', 'Text.', `date: ${soon}\n`),
      'content/posts/later.md': post('Later', 'Text.', `date: ${later}\n`),
    });
    await pass(25 * minute);
    expect(types()).toEqual([]);
    await pass(5 * minute);
    await arrived(1);
    await blog.stop();
    await clock.advance(240 * minute);
    await blog.restart();
    const [first, second] = await arrived(2);
    expect(first?.activity.object).toMatchObject({ name: 'Soon' });
    expect(second?.activity.object).toMatchObject({ name: 'Later' });
    // The real instant, since what is hours old reaches no timeline.
    expect(new Date(String(second?.activity.published)).getTime()).toBeGreaterThan(clock.now().getTime() - 5 * minute);
  });

  test('gets nothing by itself with publish.auto: false', async () => {
    await start({ 'postern.yaml': `${yaml}publish: { auto: false }\n` });
    await save(path, post('Hello'));
    await pass(12 * minute);
    expect(types()).toEqual([]);
    expect((await document(`${origin()}/ap/posts/hello`)).status).toBe(200);
  });

  test('gets nothing when another permalink changes all posts, until the owner publishes', async () => {
    await start();
    for (const [name, count] of [...'abcdef'].map((name, index) => [name, index + 1] as const)) {
      await save(`content/posts/${name}.md`, post(name));
      await arrived(count);
    }
    const file = join(blog.site.folder, 'postern.yaml');
    await blog.site.write('postern.yaml', `${await readFile(file, 'utf8')}permalink: /blog/:slug\n`);
    await blog.restart();
    await pass(minute);
    await blog.site.write('content/posts/draft.md', post('Draft', 'Text.', 'draft: true\n'));
    await pass(12 * minute);
    expect(types()).toEqual(Array(6).fill('Create'));
    const line = /6 posts changed at once, .* postern publish/g;
    expect(blog.logged.join('').match(line)).toHaveLength(1);
  });

  test('is told once of a changed profile, after the start that changed it', async () => {
    await start();
    await pass(5000);
    await blog.restart();
    await pass(5000);
    expect(types()).toEqual([]);
    const file = join(blog.site.folder, 'postern.yaml');
    const written = (await readFile(file, 'utf8')).replace('name: James', 'name: James Murray');
    await blog.site.write('postern.yaml', written);
    await blog.restart();
    const [update] = await arrived(1);
    const actor = `${origin()}/ap/actors/james`;
    expect(update?.activity).toMatchObject({ type: 'Update', actor, object: { id: actor, name: 'James Murray' } });
    const { '@context': _context, ...served } = (await document(actor)).body;
    expect(update?.activity.object).toEqual(served);
    await blog.restart();
    await pass(minute);
    expect(types()).toEqual(['Update']);
  });
});
