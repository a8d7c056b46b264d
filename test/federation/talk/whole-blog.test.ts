import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConversations } from '../../../src/conversation/read.ts';
import { startBlog, type TestBlog } from '../../support/blog.ts';
import { type Json, type Stranger, startStranger } from '../../support/stranger.ts';
import { until } from '../../support/until.ts';
import { linesOf, read, replaced, servers, standIn } from '../captures.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const files = {
  'postern.yaml': 'url: http://localhost\ntitle: Notes\naccounts:\n  - handle: james\ncomments:\n  rule: everyone\n',
  'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n',
};

let blog: TestBlog;
let origin: string;
let post: string;
let james: string;
beforeAll(async () => {
  blog = await startBlog(files, { reachable: true });
  origin = blog.app.config.site.origin;
  post = `${origin}/ap/posts/hello`;
  james = `${origin}/ap/actors/james`;
});
afterAll(() => blog.dispose());

/** What is shown below the post. */
async function shown() {
  const { database } = blog.app;
  const [row] = await database.query.select().from(database.tables.posts);
  const { replies, likes, boosts } = await createConversations(database).of(row?.key ?? 0);
  const text = (html: string | null) => (html ?? '').replace(/<[^>]+>/g, '').trim();
  return { replies: replies.map(({ html }) => text(html)), likes: likes.length, boosts: boosts.length };
}

describe('somebody on another server, and a running blog', () => {
  let ada: Stranger;
  beforeAll(async () => {
    ada = await startStranger();
  });
  afterAll(() => ada.close());

  const note = (name: string, own: Json = {}): Json => ({
    ...{ id: `${ada.origin}/notes/${name}`, type: 'Note', attributedTo: ada.user.id, to: [everybody] },
    ...{ content: `<p>${name} <script>alert(1)</script></p>`, inReplyTo: post, published: new Date().toISOString() },
    ...own,
  });
  async function send(type: string, object: unknown, own: Json = {}): Promise<Json> {
    const activity = ada.activity(type, object, { own });
    expect(await ada.deliver(`${origin}/ap/inbox`, activity)).toMatchObject({ status: 202 });
    return activity;
  }

  it('replies, likes, boosts, edits, takes back and deletes: each is there at once, and gone at once', async () => {
    await send('Create', note('one'), { to: [everybody] });
    const like = await send('Like', post);
    const boost = await send('Announce', `${origin}/posts/hello`, { to: [everybody] });
    expect(await shown()).toEqual({ replies: ['one'], likes: 1, boosts: 1 });
    // Its key and what is shown of it come from one document.
    expect(ada.count(new URL(ada.user.id).pathname, 'GET')).toBe(1);

    const updated = new Date(Date.now() + 1000).toISOString();
    await send('Update', note('one', { content: '<p>edited</p>', updated }));
    expect((await shown()).replies).toEqual(['edited']);
    await send('Undo', like);
    await send('Undo', boost.id);
    await send('Delete', { type: 'Tombstone', id: note('one').id });
    expect(await shown()).toEqual({ replies: [], likes: 0, boosts: 0 });
    await send('Create', note('one'));
    expect(await shown()).toEqual({ replies: [], likes: 0, boosts: 0 });
  });

  it('answers something that is not known yet: its post is found, also across a restart', async () => {
    let isUp = false;
    ada.at('/notes/middle', (_, response) => {
      if (!isUp) return void response.writeHead(503).end();
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(note('middle')));
    });
    await send('Create', note('leaf', { inReplyTo: note('middle').id }));
    await until(() => ada.count('/notes/middle') === 1);
    expect((await shown()).replies).toEqual([]);
    isUp = true;
    await until(async () => (await jobs()).find(({ kind }) => kind === 'answered')?.lease === null);
    await blog.app.database.query.update(blog.app.database.tables.jobs).set({ due: new Date() });
    await blog.restart();
    await until(async () => (await shown()).replies.length === 2);
    expect((await shown()).replies.sort()).toEqual(['leaf', 'middle']);
    const asked = ada.asked.filter(({ url }) => url === '/notes/middle');
    expect(asked.every(({ headers }) => 'signature' in headers)).toBe(true);
  });

  const jobs = () => blog.app.database.query.select().from(blog.app.database.tables.jobs);
});

describe.each(servers.filter(({ name }) => name === 'snac' || name === 'hollo'))('what $name really sent', (server) => {
  let stranger: Stranger;
  let user: Awaited<ReturnType<typeof standIn>>['user'];
  beforeAll(async () => {
    ({ stranger, user } = await standIn(server));
  });
  afterAll(() => stranger.close());

  /** Signed anew as that server did, about our post. */
  async function send(name: string): Promise<void> {
    const capture = read(`${server.name}/${name}`);
    const text = JSON.stringify(replaced(capture.body, server, stranger.origin, { origin, actor: james }));
    const body = JSON.parse(text.replaceAll(/"http:[^"]*\/\?p=\d+"/g, `"${post}"`)) as Json;
    const { headers, covered, algorithm } = linesOf(capture);
    const { accept = '*/*', 'user-agent': agent = 'none', 'content-type': type = '' } = headers;
    const sent = { accept, 'user-agent': agent, 'content-type': type };
    const options = { by: user, covered, algorithm, headers: sent };
    expect(await stranger.deliver(`${james}/inbox`, body, options)).toMatchObject({ status: 202 });
  }

  it('stands below the post, is edited, and goes', async () => {
    const before = await shown();
    await send('create-note-reply');
    await send('like');
    await send('announce');
    const after = await shown();
    expect(after).toMatchObject({ likes: before.likes + 1, boosts: before.boosts + 1 });
    expect(after.replies.join()).toMatch(/reply from/);
    expect(after.replies.join()).not.toMatch(/alert/);
    await send('update-note-reply');
    expect((await shown()).replies.join()).toMatch(/EDITED reply/);
    for (const name of ['undo-like', 'undo-announce', 'delete-tombstone']) await send(name);
    expect(await shown()).toEqual(before);
  });
});
