import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepPicture, picturePath } from '../../src/conversation/pictures.ts';
import { countUp } from '../../src/database/change.ts';
import { eq } from '../../src/database/drizzle.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const files = {
  'postern.yaml': 'url: http://localhost\ntitle: Notes\naccounts:\n  - handle: james\ncomments:\n  rule: everyone\n',
  'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n',
};
const paths = [
  ...['/', '/posts/hello', '/archive', '/comments/feed.xml', '/posts/hello/comments.xml', '/feed.xml', '/sitemap.xml'],
  ...['/ap/posts/hello', '/ap/posts/hello/replies', '/ap/posts/hello/replies?page=1', '/ap/posts/hello/likes'],
  ...['/ap/posts/hello/shares', '/ap/actors/james/followers', '/ap/actors/james/outbox?page=1', '/privacy'],
];

const words = ['canaryname', 'canarytext', 'canarytitle', 'canaryhandle', 'canary.png', 'canarywarning', 'canaryemoji'];

const clock = createTestClock();
let blog: TestBlog;
let peer: Stranger;
let canary: StrangerUser;
let origin: string;
beforeAll(async () => {
  blog = await startBlog(files, { reachable: true, clock });
  origin = blog.app.config.site.origin;
  peer = await startStranger({ user: 'other', now: clock.now });
  canary = peer.addUser('canaryhandle');
});
afterAll(async () => {
  await peer?.close();
  await blog?.dispose();
});

function show(user: StrangerUser, own: Json): void {
  const document = { ...user.document(), ...own };
  peer.at(new URL(user.id).pathname, (_, response) => {
    const gone = user.gone();
    if (gone) return void response.writeHead(gone).end();
    response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
  });
}
async function send(by: StrangerUser, type: string, object: unknown, own: Json = {}): Promise<Json> {
  const activity = peer.activity(type, object, { by, own });
  expect(await peer.deliver(`${origin}/ap/inbox`, activity, { by })).toMatchObject({ status: 202 });
  return activity;
}
const note = (by: StrangerUser, name: string, own: Json = {}): Json => ({
  ...{ id: `${peer.origin}/notes/${name}`, type: 'Note', attributedTo: by.id, to: [everybody] },
  ...{ content: `<p>${name}</p>`, inReplyTo: `${origin}/ap/posts/hello`, published: clock.now().toISOString() },
  ...own,
});

/** Everything that anybody can read of the blog, two seconds later. */
async function pages(): Promise<string> {
  await clock.advance(2000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await blog.app.posts.refresh();
  const headers = { accept: 'application/activity+json, text/html' };
  const answers = await Promise.all(paths.map((path) => blog.get(path, path.startsWith('/ap/') ? headers : {})));
  return (await Promise.all(answers.map((answer) => answer.text()))).join('\n');
}
/** Everything that the blog keeps: its tables, the files beside them, and what it logged. */
async function kept(): Promise<string> {
  const { query, tables } = blog.app.database;
  const rows = await Promise.all(
    Object.values(tables).map((table) => query.select().from(table as typeof tables.people)),
  );
  const folder = join(blog.site.folder, 'data');
  const beside = readdirSync(folder).filter((name) => !name.startsWith('postern.db'));
  return [
    JSON.stringify(rows),
    ...beside.map((name) => readFileSync(join(folder, name), 'latin1')),
    ...blog.logged,
  ].join('\n');
}
/** Later work as it falls due. */
async function later(times: number, minutes = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await clock.advance(minutes * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** What is waited for is minutes of the blog's own clock. */
async function nothingIsLeft(): Promise<void> {
  await until(async () => {
    await later(1, 3);
    const everything = await kept();
    return words.every((word) => !everything.includes(word));
  });
}

it('leaves nothing of what was deleted on any page, in any table or file, and a backup does not bring it back', async () => {
  const words = [
    'canaryname',
    'canarytext',
    'canarytitle',
    'canaryhandle',
    'canary.png',
    'canarywarning',
    'canaryemoji',
  ];
  show(canary, {
    name: 'canaryname',
    icon: { type: 'Image', url: 'https://127.0.0.1:9/canary.png' },
    discoverable: true,
    indexable: true,
  });
  const said = note(canary, 'one', {
    content: '<p>canarytext :canaryemoji:</p>',
    summary: 'canarywarning',
    tag: [{ type: 'Emoji', name: ':canaryemoji:', icon: { type: 'Image', url: 'https://127.0.0.1:9/canary.png' } }],
  });
  const article = note(canary, 'two', { type: 'Article', name: 'canarytitle', content: '<p>canarytext</p>' });
  await send(canary, 'Follow', `${origin}/ap/actors/james`);
  for (const object of [said, article]) await send(canary, 'Create', object);
  await send(canary, 'Like', `${origin}/ap/posts/hello`);
  await send(canary, 'Announce', `${origin}/ap/posts/hello`, { to: [everybody] });
  await send(peer.user, 'Create', note(peer.user, 'below', { inReplyTo: said.id }));
  await later(3);
  // As if it had been fetched, which goes by https alone.
  const face = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#a33' } })
    .webp()
    .toBuffer();
  const picture = { bytes: face, width: 60, height: 60 };
  const portrait = picturePath(picture);
  const { tables } = blog.app.database;
  await blog.app.database.atomically((query) => [
    keepPicture(query, tables, picture, clock.now()),
    query.update(tables.people).set({ portrait, portraitMade: clock.now() }).where(eq(tables.people.uri, canary.id)),
    countUp(query, tables, clock.now()),
  ]);
  const before = await pages();
  for (const word of ['canaryname', 'canarytext', 'canarytitle', 'canarywarning', portrait])
    expect(before).toContain(word);
  expect((await blog.get(portrait)).status).toBe(200);
  const tag = (await blog.get('/posts/hello')).headers.get('etag') ?? '';
  expect((await blog.get('/posts/hello', { 'if-none-match': tag })).status).toBe(304);

  // A backup, made before.
  const database = join(blog.site.folder, 'data/postern.db');
  await blog.stop();
  copyFileSync(database, `${database}.backup`);
  await blog.restart();
  expect((await blog.get('/posts/hello', { 'if-none-match': tag })).status).toBe(304);

  await send(canary, 'Delete', { type: 'Tombstone', id: said.id });
  const after = await pages();
  expect(after).not.toContain('canarywarning');
  expect(after).not.toContain('canaryemoji');
  expect(after).toContain('canarytitle');
  expect((await blog.get('/posts/hello', { 'if-none-match': tag })).status).toBe(200);
  expect((await blog.text('/ap/posts/hello/replies')).includes('"totalItems":2')).toBe(true);

  canary.vanish(410);
  await send(canary, 'Delete', canary.id);
  const bare = await pages();
  for (const word of words) expect(bare).not.toContain(word);
  expect((await blog.get(portrait)).status).toBe(404);
  expect(await blog.text('/posts/hello')).toContain('below');
  await nothingIsLeft();

  // The older database, with the list beside it.
  await blog.stop();
  for (const name of ['-wal', '-shm']) rmSync(database + name, { force: true });
  copyFileSync(`${database}.backup`, database);
  rmSync(`${database}.backup`);
  await blog.restart();
  const restored = await pages();
  for (const word of words) expect(restored).not.toContain(word);
  expect(restored).toContain('below');
  expect(blog.logged.join('')).toContain('is erased again');
  await nothingIsLeft();
  // Nor does their server bring it back, should it send it once more.
  canary.vanish(null);
  await send(canary, 'Create', said, { id: `${canary.id}#again` });
  expect(await pages()).not.toContain('canarytext');
});
