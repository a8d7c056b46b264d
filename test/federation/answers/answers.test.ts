import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRemarks } from '../../../src/conversation/desk/list.ts';
import { sweep } from '../../../src/conversation/erase/sweep.ts';
import { createConversations } from '../../../src/conversation/read.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { type Answering, createAnswering, type Draft } from '../../../src/federation/answers/answering.ts';
import type { Target } from '../../../src/federation/answers/target.ts';
import { createBlocks } from '../../../src/federation/blocks.ts';
import { forgetActor } from '../../../src/federation/erase/forget.ts';
import { createFollowers } from '../../../src/federation/followers/followers.ts';
import { keepAccounts } from '../../../src/federation/former.ts';
import { createLedger } from '../../../src/federation/ledger/ledger.ts';
import { startBlog, type TestBlog } from '../../support/blog.ts';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../../support/stranger.ts';
import { until } from '../../support/until.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const accounts = 'accounts:\n  - handle: james\n    name: James\n  - handle: mary\n    name: Mary\n';
const files = {
  'postern.yaml': `url: http://localhost\ntitle: Notes\n${accounts}comments:\n  rule: everyone\n`,
  'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n',
  'content/posts/quiet.md': '---\ntitle: Quiet\nid: quiet\nfederate: quiet\n---\n\nQuiet.\n',
  'content/posts/mine.md': '---\ntitle: Mine\nid: mine\nfederate: false\n---\n\nMine.\n',
};

let blog: TestBlog;
let origin: string;
let james: string;
let answering: Answering;
/** Ada and Cat share an inbox; Bob is on another server. */
let there: Stranger;
let elsewhere: Stranger;
let cat: StrangerUser;

beforeAll(async () => {
  blog = await startBlog(files, { reachable: true });
  origin = blog.app.config.site.origin;
  james = `${origin}/ap/actors/james`;
  const { site } = blog.app.config;
  const { database } = blog.app;
  const ledger = createLedger({ database, now: () => new Date() });
  const blocks = createBlocks({ database, site, ledger, followers: createFollowers({ database }) });
  // As a command has it: it writes, and the running blog sends.
  answering = createAnswering({
    ...{ site, database, ledger, isBlocked: blocks.isBlocked },
    isOn: () => true,
    now: () => new Date(),
  });
  [there, elsewhere] = await Promise.all([
    startStranger({ host: 'localhost' }),
    startStranger({ user: 'bob', sharedInbox: false }),
  ]);
  cat = there.addUser('cat');
});
afterAll(async () => {
  await Promise.all([blog.dispose(), there.close(), elsewhere.close()]);
});

const note = (by: StrangerUser, name: string, own: Json = {}): Json => ({
  ...{ id: `${new URL(by.id).origin}/notes/${name}`, type: 'Note', attributedTo: by.id, to: [everybody] },
  ...{ content: `<p>${name}</p>`, inReplyTo: `${origin}/ap/posts/hello`, published: new Date().toISOString() },
  ...own,
});

async function says(by: StrangerUser, name: string, own: Json = {}): Promise<Json> {
  const peer = by === there.user || by === cat ? there : elsewhere;
  const said = note(by, name, own);
  expect(await peer.deliver(`${origin}/ap/inbox`, peer.activity('Create', said, { by }), { by })).toMatchObject({
    status: 202,
  });
  return said;
}

async function remark(uri: unknown): Promise<Target & { remark: object }> {
  const found = (await listRemarks(blog.app.database, {})).find((one) => one.uri === uri);
  if (!found) throw new Error(`There is no ${uri}.`);
  return { remark: found };
}

async function draft(target: Target, text: string): Promise<Draft> {
  const made = await answering.draft(target, text, null);
  if ('why' in made) throw new Error(made.why);
  return made;
}

async function answer(target: Target, text: string): Promise<{ key: number; id: string; path: string }> {
  const made = await draft(target, text);
  const { key } = await answering.send(made);
  return { key, id: `${origin}${made.path}`, path: made.path };
}

async function own(path: string) {
  const found = await answering.answers.find(path);
  if (!found) throw new Error(`There is no ${path}.`);
  return found;
}

async function postRow(id: string) {
  const { posts } = blog.app.database.tables;
  const [row] = await blog.app.database.query.select().from(posts).where(eq(posts.id, id));
  if (!row) throw new Error(`There is no ${id}.`);
  return row;
}

/** What came about an object, each proven to be from James's account, to whose inbox. */
const heard = (peer: Stranger, id: string) =>
  peer.inbox
    .filter(({ activity: { object } }) => (object as Json | undefined)?.id === id)
    .map(({ activity, verified, why, user }) => {
      expect(verified, String(why)).toBe(true);
      return { type: activity.type, object: activity.object as Json, activity, user };
    });
const mentionOf = (user: string): Json => ({
  type: 'Mention',
  href: `${origin}/ap/actors/${user}`,
  name: `@${user}`,
});
const accountOf = (name: string) => blog.app.config.site.accounts.find(({ id }) => id === name) ?? null;
const types = (peer: Stranger, id: string) => heard(peer, id).map(({ type, user }) => `${type} ${user ?? 'shared'}`);

const document = async (id: string, accept = 'application/activity+json') => {
  const response = await fetch(id, { headers: { accept }, redirect: 'manual' });
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    location: response.headers.get('location'),
    json: isJson ? await response.json() : null,
  };
};

async function thread(): Promise<string[]> {
  const { replies } = await createConversations(blog.app.database).of((await postRow('hello')).key);
  return replies.map(({ html, speaker }) => `${speaker?.user ?? 'own'}: ${(html ?? '').replace(/<[^>]+>/g, '')}`);
}

describe('an answer of the author', () => {
  let first: Json;
  let id: string;
  let path: string;
  let key: number;

  it('reaches whom it answers, those further up and the followers, each once, and is read by them', async () => {
    await there.follow(james, `${origin}/ap/inbox`);
    first = await says(elsewhere.user, 'first');
    const second = await says(there.user, 'second', { inReplyTo: first.id });
    const handle = `@ada@${there.host}`;
    ({ id, path, key } = await answer(await remark(second.id), `I have **mended** it, @mary@${new URL(origin).host}.`));
    await until(() => heard(elsewhere, id).length > 0 && heard(there, id).length > 0);
    expect([types(there, id), types(elsewhere, id)]).toEqual([['Create shared'], ['Create bob']]);

    const mention = `<span class="h-card"><a href="${there.origin}/@ada" class="u-url mention">@<span>ada</span></a></span>`;
    const content = `<p>${mention} I have <strong>mended</strong> it,`;
    const [sent] = heard(there, id);
    expect(sent?.activity).toMatchObject({
      ...{ id: `${id}/create`, type: 'Create', actor: james, to: [everybody] },
      cc: [`${james}/followers`, there.user.id],
    });
    expect(sent?.object).toMatchObject({
      ...{ type: 'Note', attributedTo: james, inReplyTo: second.id, to: [everybody] },
      url: `${origin}/posts/hello?reply=${key}`,
      context: `${origin}/ap/posts/hello/context`,
      contentMap: { en: expect.stringContaining(content) },
      tag: [{ type: 'Mention', href: there.user.id, name: handle }],
      source: { content: expect.stringContaining('**mended**'), mediaType: 'text/markdown' },
    });
    expect(sent?.object).not.toHaveProperty('updated');
  });

  it('is found at its id, and from the page on which it stands', async () => {
    const { status, json } = await document(id);
    expect(status).toBe(200);
    const [sent] = heard(there, id);
    expect(json).toMatchObject({ ...sent?.object, replies: { id: sent?.object.replies, totalItems: 0 } });
    expect((await document(`${id}/create`)).json).toMatchObject({ type: 'Create', object: { id } });
    const page = `${origin}/posts/hello?reply=${key}`;
    expect(await document(page)).toMatchObject({ status: 303, location: id });
    expect(await document(page, 'text/html')).toMatchObject({
      status: 302,
      location: `${origin}/posts/hello#reply-${key}`,
    });
    expect(await document(`${origin}/posts/hello?reply=${key + 100}`)).toMatchObject({
      location: `${origin}/ap/posts/hello`,
    });
    expect(await document(`${origin}/posts/quiet?reply=${key}`)).toMatchObject({
      location: `${origin}/ap/posts/quiet`,
    });
    expect((await document(`${origin}/ap/notes/0123456789abcdef01`)).status).toBe(404);
  });

  it('stands in the thread as the author’s, in the feed, the collection and the counts', async () => {
    const page = await blog.text('/posts/hello');
    expect(page).toMatch(new RegExp(`<li class="remark" id="reply-${key}">[^]*James[^]*class="badge"[^]*mended`));
    expect(await blog.text('/posts/hello/comments.xml')).toContain(`<guid isPermaLink="false">${id}</guid>`);
    const { json } = await document(`${origin}/ap/posts/hello/replies?page=1`);
    expect(json).toMatchObject({ totalItems: 3, items: expect.arrayContaining([id]) });
  });

  it('is answered: that stands below it, and what others do with it else disturbs nothing', async () => {
    const below = await says(there.user, 'thanks', { inReplyTo: id });
    expect((await remark(below.id)).remark).toMatchObject({ state: 'shown', parent: path });
    // Deeper than two it stands beside, and says whom it answers.
    const page = await until(async () => {
      const text = await blog.text('/posts/hello');
      return text.includes('thanks') ? text : null;
    });
    const [, inner = ''] = page.split(`id="reply-${key}"`);
    expect(inner.slice(0, inner.indexOf('thanks'))).toContain(`to <a href="#reply-${key}"><bdi>James</bdi></a>`);

    const before = await thread();
    for (const type of ['Like', 'Announce', 'EmojiReact']) {
      const reply = await there.deliver(`${origin}/ap/inbox`, there.activity(type, id, { own: { to: [everybody] } }));
      expect(reply.status).toBe(202);
    }
    const { reactions } = blog.app.database.tables;
    expect(await blog.app.database.query.$count(reactions)).toBe(0);
    expect(await thread()).toEqual(before);

    await until(async () => ((await document(`${id}/replies`)).json as Json).totalItems === 1);
    expect((await document(id)).json).toMatchObject({
      replies: { id: `${id}/replies`, totalItems: 1, first: `${id}/replies?page=1` },
    });
    expect((await document(`${id}/replies?page=1`)).json).toMatchObject({ totalItems: 1, items: [below.id] });
    for (const page of ['2', '0', '01', 'x']) expect((await document(`${id}/replies?page=${page}`)).status).toBe(404);

    // And an answer to that answers its author, and tells those above.
    const again = await answer(await remark(below.id), 'You are welcome.');
    await until(() => heard(elsewhere, again.id).length > 0 && heard(there, again.id).length > 0);
    expect(heard(there, again.id)[0]?.object).toMatchObject({ inReplyTo: below.id });
  });

  it('is edited: everybody who has it gets the last text, under an id of its own', async () => {
    const before = await own(path);
    await answering.edit(before, 'I have mended it *twice*.');
    await answering.edit(await own(path), 'I have mended it thrice.');
    await expect(answering.edit(before, 'Something else.')).rejects.toThrow();
    expect(await answering.edit(await own(path), 'I have mended it thrice.')).toBeNull();
    await until(() => [there, elsewhere].every((peer) => heard(peer, id).some(({ type }) => type === 'Update')));
    for (const peer of [there, elsewhere]) {
      const updates = heard(peer, id).filter(({ type }) => type === 'Update');
      expect(updates.at(-1)?.object).toMatchObject({ content: expect.stringContaining('thrice') });
      expect(updates.at(-1)?.activity.id).toMatch(new RegExp(`^${id}/update/[0-9a-f]{32}$`));
      expect(new Set(updates.map(({ activity }) => activity.id)).size).toBe(updates.length);
      const instants = updates.map(({ object }) => Date.parse(String(object.updated)));
      expect(instants).toEqual([...instants].sort((one, other) => one - other));
    }
    await until(async () => ((await document(id)).json as Json).content?.toString().includes('thrice'));
    expect((await document(id)).json).toMatchObject({ updated: expect.any(String) });
    expect(await blog.text('/posts/hello')).toContain('thrice');
  });

  it('is deleted: 410 and a Tombstone, told to all who had it, and what answered it stays', async () => {
    expect(await answering.withdraw(await own(path), '')).toBeNull();
    await until(() => [there, elsewhere].every((peer) => heard(peer, id).some(({ type }) => type === 'Delete')));
    for (const peer of [there, elsewhere]) {
      expect(types(peer, id).at(-1)).toContain('Delete');
      expect(heard(peer, id).at(-1)?.object).toMatchObject({ type: 'Tombstone', formerType: 'Note' });
    }
    // The number of the last change is looked at once a second.
    await until(async () => (await document(id)).status === 410);
    expect((await document(id)).json).toMatchObject({ id, type: 'Tombstone', formerType: 'Note' });
    for (const part of ['create', 'replies']) expect((await document(`${id}/${part}`)).status).toBe(404);
    expect((await thread()).join()).not.toContain('thrice');
    expect((await thread()).join()).toContain('thanks');
    const left = await own(path);
    expect(left).toMatchObject({ state: 'gone', source: null, named: [], addressed: null });
  });
});

it('stays where what it answers is deleted, and nobody is told a name of theirs any more', async () => {
  const dan = there.addUser('dan');
  const said = note(dan, 'passing');
  await there.deliver(`${origin}/ap/inbox`, there.activity('Create', said, { by: dan }), { by: dan });
  const { id, path } = await answer(await remark(said.id), 'Stay a while.');
  await until(async () => String(((await document(id)).json as Json).content).includes('@<span>dan</span>'));
  expect(await thread()).toContain('own: Stay a while.');
  const tombstone = { type: 'Tombstone', id: said.id };
  await there.deliver(`${origin}/ap/inbox`, there.activity('Delete', tombstone, { by: dan }), { by: dan });
  await until(async () => ((await document(id)).json as Json).content === '<p>Stay a while.</p>');
  expect((await document(id)).json).toMatchObject({ tag: [], inReplyTo: said.id });
  expect(await thread()).toContain('own: Stay a while.');
  const edited = await answering.edit(await own(path), 'Stay.');
  expect(edited).toMatchObject({ activity: { object: { tag: [], content: '<p>Stay.</p>' } } });
});

it('keeps no name of whoever is gone or forgotten, and those above what is gone hear of an answer all the same', async () => {
  const { database, config } = blog.app;
  const [eve, fay] = [there.addUser('eve'), there.addUser('fay')];
  const top = await says(elsewhere.user, 'top');
  const said = note(eve, 'between', { inReplyTo: top.id });
  await there.deliver(`${origin}/ap/inbox`, there.activity('Create', said, { by: eve }), { by: eve });
  await there.follow(james, `${origin}/ap/inbox`, { by: fay });
  const { path } = await answer(await remark(said.id), `With @fay@${there.host}.`);
  const extras = async () => {
    const rows = await database.query.select().from(database.tables.remarks);
    return JSON.stringify(rows.find(({ uri }) => uri === path)?.extras);
  };
  expect(await extras()).toMatch(/eve.*fay/);
  const tombstone = { type: 'Tombstone', id: said.id };
  await there.deliver(`${origin}/ap/inbox`, there.activity('Delete', tombstone, { by: eve }), { by: eve });
  await sweep(database, new Date());
  expect(await extras()).not.toContain('eve');
  expect(await own(path)).toMatchObject({ addressed: null, named: [{ uri: fay.id }] });
  const { reach } = await draft(await remark(path), 'On.');
  expect(reach.people.map(({ uri }) => uri)).toEqual([elsewhere.user.id]);

  await forgetActor(database, config.site, fay.id, { isGone: false }, new Date());
  expect(await extras()).not.toContain('fay');
  expect(await own(path)).toMatchObject({ named: [], source: `With @fay@${there.host}.` });
});

it('is taken back and edited in the name of an account that is not on the list any more', async () => {
  const { database, config } = blog.app;
  const said = await says(there.user, 'to-mary', { tag: [mentionOf('mary')] });
  const made = await answering.draft(await remark(said.id), 'Mary here.', accountOf('mary'));
  if ('why' in made) throw new Error(made.why);
  const { path } = made;
  await answering.send(made);
  const site = { ...config.site, accounts: config.site.accounts.filter(({ id }) => id !== 'mary') };
  const ledger = createLedger({ database, now: () => new Date() });
  const now = () => new Date();
  const without = createAnswering({ site, database, ledger, isBlocked: () => false, isOn: () => true, now });
  expect((await keepAccounts(database, site, now())).map(({ id }) => id)).toEqual(['mary']);
  expect(await without.edit(await own(path), 'Mary was here.')).toMatchObject({ account: { id: 'mary' } });
  expect(await without.withdraw(await own(path), '')).toBeNull();
  await until(() => types(there, `${origin}${path}`).some((type) => type.startsWith('Delete')));
});

describe('to whom an answer goes', () => {
  it('is unlisted where what it answers is', async () => {
    const quiet = await says(there.user, 'low-voice', { to: [there.user.followers], cc: [everybody] });
    const made = await draft(await remark(quiet.id), 'Quietly.');
    expect(answering.preview(made, 1)).toMatchObject({
      ...{ to: [`${james}/followers`], cc: [everybody, there.user.id] },
      object: { to: [`${james}/followers`], cc: [everybody, there.user.id] },
    });
    const post = await draft({ post: await postRow('quiet') }, 'Of my own.');
    expect(post).toMatchObject({ visibility: 'unlisted', addressed: null, parent: `${origin}/ap/posts/quiet` });
  });

  it('is for the person alone where that spoke to the author alone: in no page, feed, collection or count', async () => {
    const before = await thread();
    const secret = await says(elsewhere.user, 'psst', { to: [`${origin}/ap/actors/mary`], tag: [mentionOf('mary')] });
    const target = await remark(secret.id);
    expect(target.remark).toMatchObject({ state: 'held', account: 'mary' });
    const { id, path } = await answer(target, `Do not tell @ada@${there.host}.`);
    await until(() => heard(elsewhere, id).length > 0);
    const [sent] = heard(elsewhere, id);
    expect(sent).toMatchObject({ user: 'bob', object: { to: [elsewhere.user.id], cc: [] } });
    expect(sent?.object.tag).toEqual([{ type: 'Mention', href: elsewhere.user.id, name: `@bob@${elsewhere.host}` }]);
    expect(sent?.object.attributedTo).toBe(`${origin}/ap/actors/mary`);
    expect(sent?.object).not.toHaveProperty('url');
    expect(sent?.object).not.toHaveProperty('replies');
    for (const part of ['', '/create', '/replies']) expect((await document(id + part)).status).toBe(404);
    expect(await thread()).toEqual(before);
    for (const address of ['/posts/hello', '/posts/hello/comments.xml', '/comments/feed.xml'])
      expect(await blog.text(address)).not.toContain('Do not tell');
    await answering.withdraw(await own(path), '');
    await until(() => types(elsewhere, id).length === 2);
    expect([types(elsewhere, id), heard(there, id), (await document(id)).status]).toEqual([
      ['Create bob', 'Delete bob'],
      [],
      404,
    ]);
  });

  it('answers a word in public that belongs to no post, which has no page', async () => {
    const tag = [mentionOf('james')];
    const hail = await says(cat, 'hail', { inReplyTo: null, tag, cc: [james] });
    const made = await draft(await remark(hail.id), 'Hail!');
    expect(made).toMatchObject({ kind: 'mention', post: null, visibility: 'public', account: { id: 'james' } });
    const { object } = answering.preview(made, 1) as { object?: Json };
    expect(object).toMatchObject({ inReplyTo: hail.id, to: [everybody] });
    expect([object?.url, object?.context]).toEqual([undefined, undefined]);
  });

  it('answers the post itself, and an answer of our own: the talk goes on with whom that answered', async () => {
    const { id, path } = await answer({ post: await postRow('hello') }, 'A word *more*.');
    await until(() => heard(there, id).length > 0);
    expect(heard(there, id)[0]?.object).toMatchObject({
      ...{ inReplyTo: `${origin}/ap/posts/hello`, tag: [], content: '<p>A word <em>more</em>.</p>' },
    });
    const again = await draft(await remark(path), 'And another.');
    expect(answering.preview(again, 1)).toMatchObject({ object: { inReplyTo: id, tag: [] } });

    const talk = await says(cat, 'talk');
    const answered = await answer(await remark(talk.id), 'Yes.');
    const on = await draft(await remark(answered.path), 'And yes.');
    expect(on).toMatchObject({ addressed: { uri: cat.id }, visibility: 'public', parent: answered.path });
    expect(answering.preview(on, 1)).toMatchObject({ object: { inReplyTo: answered.id } });
  });

  it('is refused where there is nobody to answer, and says why', async () => {
    const why = async (target: Target, text = 'Hm.') => {
      const made = await answering.draft(target, text, null);
      return 'why' in made ? made.why : made;
    };
    const loud = await says(cat, 'loud');
    const target = await remark(loud.id);
    expect(await why(target, ' \n ')).toBe('Nothing was written, so nothing is sent.');
    expect(await why(target, '<!-- nothing -->')).toBe('There would be nothing to see of it.');
    expect(await why(target, 'x'.repeat(20_001))).toContain('Write a post instead.');
    expect(await why({ post: await postRow('mine') })).toBe('The post is not sent to other servers.');

    const { database, config } = blog.app;
    const parts = { database, site: config.site, ledger: createLedger({ database, now: () => new Date() }) };
    const blocks = createBlocks({ ...parts, followers: createFollowers({ database }) });
    await blocks.add({ kind: 'actor', name: cat.id }, new Date());
    expect(await why(await remark(loud.id))).toMatch(/^Comment \d+ is by somebody who is blocked; take the block back/);
    await blocks.remove(cat.id, new Date());
    const tombstone = { type: 'Tombstone', id: loud.id };
    await there.deliver(`${origin}/ap/inbox`, there.activity('Delete', tombstone, { by: cat }), { by: cat });
    const gone = (await listRemarks(database, {})).find(({ key }) => key === (target.remark as { key: number }).key);
    expect(gone && (await why({ remark: gone }))).toMatch(/is deleted, and nothing of it is left\.$/);
  });
});

it('takes the answers on a deleted post back with it', async () => {
  await blog.site.write('content/posts/short.md', '---\ntitle: Short\nid: short\n---\n\nShort.\n');
  await until(async () => (await blog.get('/posts/short')).status === 200);
  const said = await says(there.user, 'pity', { inReplyTo: `${origin}/ap/posts/short` });
  const { id, path } = await answer(await remark(said.id), 'Indeed.');
  await until(() => heard(there, id).length === 1);
  await blog.site.remove('content/posts/short.md');
  await blog.app.publisher.publish('everything', { confirmRemovals: true });
  await until(() => types(there, id).includes('Delete shared'));
  expect([(await document(id)).status, (await own(path)).state]).toEqual([410, 'gone']);
});
