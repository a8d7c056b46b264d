import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

const origin = 'https://blog.example.com';
const files = {
  'postern.yaml': `url: ${origin}\ntitle: Notes\naccounts:\n  - handle: james\ncomments:\n  rule: everyone\n`,
  'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n',
};
const post = `${origin}/ap/posts/hello`;

/** What Mastodon 4.5 and Lemmy write, by their published formats, through the real inbox. */
describe('by the format of', () => {
  let clock: TestClock;
  let place: TestBlog;
  let mastodon: Stranger;
  let newHome: Stranger;
  let lemmy: Stranger;
  let mara: StrangerUser;
  beforeAll(async () => {
    clock = createTestClock();
    const now = clock.now;
    [mastodon, newHome, lemmy] = await Promise.all([
      startStranger({ user: 'mara', now }),
      startStranger({ user: 'mara', now }),
      startStranger({ user: 'lena', now }),
    ]);
    mara = mastodon.user;
    const hosts = [mastodon, newHome, lemmy].map(({ host }) => host).join();
    place = await startBlog(files, { clock, environment: { POSTERN_ALLOW_PRIVATE_ADDRESSES: hosts } });
  });
  afterAll(async () => {
    await place.dispose();
    await Promise.all([mastodon, newHome, lemmy].map((one) => one.close()));
  });

  /** A fixture, with the hosts of this test in place of those that it names. */
  function format(name: string): Json {
    const text = readFileSync(new URL(`../fixtures/remarks/written-from-format/${name}.json`, import.meta.url), 'utf8');
    const moved = text
      .replaceAll('https://mastodon.example', mastodon.origin)
      .replaceAll('https://newhome.example', newHome.origin)
      .replaceAll('https://lemmy.example', lemmy.origin);
    return JSON.parse(moved) as Json;
  }

  async function send(from: Stranger, by: StrangerUser, activity: Json, inbox = '/ap/inbox'): Promise<void> {
    const { status } = await from.deliver(origin + inbox, activity, { by, through: place.app.url });
    expect(status).toBe(202);
  }

  const rows = <Name extends 'stamps' | 'reports' | 'remarks' | 'people' | 'followers' | 'activities'>(name: Name) =>
    place.app.database.query.select().from(place.app.database.tables[name] as never) as Promise<Json[]>;
  const sentBy = (from: Stranger, type: string) => from.inbox.filter(({ activity }) => activity.type === type);
  const serve = (from: Stranger, path: string, document: Json): void =>
    from.at(path, (_, response) =>
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document)),
    );

  it('Mastodon, a QuoteRequest is answered, and the permission stands where the answer says', async () => {
    await send(mastodon, mara, format('mastodon-quote-request'), '/ap/actors/james/inbox');
    expect(await rows('remarks')).toMatchObject([
      { kind: 'quote', state: 'shown', html: '<p>Read this, all of you.</p>' },
    ]);
    const [stamp] = await rows('stamps');
    const path = `/ap/quotes/${String(stamp?.id)}`;
    await clock.advance(2_000);
    await until(() => sentBy(mastodon, 'Accept').length > 0);
    expect(sentBy(mastodon, 'Accept')[0]?.activity).toMatchObject({
      ...{ actor: `${origin}/ap/actors/james`, result: origin + path },
      object: { type: 'QuoteRequest', id: `${mara.id}#quote_requests/8c1f5a0e-5b1b-4d0c-9a51-1f7d9c2e6b10` },
    });
    const answer = await fetch(place.app.url + path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/activity+json']);
    expect(await answer.json()).toMatchObject({
      ...{ id: origin + path, type: 'QuoteAuthorization', attributedTo: `${origin}/ap/actors/james` },
      ...{ interactingObject: `${mara.id}/statuses/1150000000000000777`, interactionTarget: post },
    });
    for (const other of ['/ap/quotes/0', `/ap/quotes/${'0'.repeat(32)}`, `${path}/`])
      expect((await fetch(place.app.url + other)).status).toBe(404);
  });

  it('Mastodon, a Flag comes from the server itself, and is the owner’s alone', async () => {
    const server = mastodon.addUser('actor', { path: '/actor', document: { type: 'Application' } });
    await send(mastodon, server, format('mastodon-flag'));
    await send(mastodon, server, format('mastodon-flag'), '/ap/actors/james/inbox');
    expect(await rows('reports')).toMatchObject([
      {
        by: `${mastodon.origin}/actor`,
        ...{ account: 'james', remark: null, closed: null },
        text: "This is somebody else's photograph.\nPlease take it down.",
      },
    ]);
    expect((await rows('people')).map(({ uri }) => uri)).toEqual([mara.id]);
    for (const path of ['/posts/hello', '/', '/comments/feed.xml'])
      expect(await (await fetch(place.app.url + path)).text()).not.toContain('photograph');
  });

  it('Mastodon, a Move is believed where the new home names the old one, and a follower is counted once', async () => {
    await send(mastodon, mara, mastodon.activity('Follow', `${origin}/ap/actors/james`));
    await send(mastodon, mara, format('mastodon-move'));
    expect((await rows('people')).map(({ movedTo }) => movedTo)).toEqual([null]);
    newHome.users[0] = Object.assign(newHome.user, {
      document: ((document) => () => ({ ...document(), alsoKnownAs: [mara.id] }))(newHome.user.document),
    });
    await send(mastodon, mara, { ...format('mastodon-move'), id: `${mara.id}#moves/13` });
    expect((await rows('people')).map(({ movedTo }) => movedTo)).toEqual([newHome.user.id]);
    expect(await rows('followers')).toHaveLength(1);
    await send(newHome, newHome.user, newHome.activity('Follow', `${origin}/ap/actors/james`));
    const [key] = (await rows('people')).filter(({ uri }) => uri === newHome.user.id).map(({ key: one }) => one);
    expect(await rows('followers')).toMatchObject([{ person: key, state: 'accepted' }]);
  });

  it('Lemmy, what a community announces is read at its author’s own server, and the copy is not believed', async () => {
    const lena = lemmy.addUser('lena-comments', { path: '/u/lena' });
    const gardens = lemmy.addUser('gardens', { path: '/c/gardens', document: { type: 'Group' } });
    const announce = format('lemmy-announce') as { object: { object: Json } } & Json;
    const comment: Json = {
      ...announce.object.object,
      inReplyTo: post,
      to: 'https://www.w3.org/ns/activitystreams#Public',
    };
    announce.object.object = { ...comment, content: '<p>forged</p>' };
    serve(lemmy, '/comment/815', {
      '@context': 'https://www.w3.org/ns/activitystreams',
      ...comment,
      content: '<p>honest</p>',
    });
    await send(lemmy, gardens, announce);
    await clock.advance(1_000);
    await until(async () => (await rows('remarks')).length === 2);
    expect((await rows('remarks'))[1]).toMatchObject({ uri: `${lemmy.origin}/comment/815`, html: '<p>honest</p>' });
    expect(lena.id).toBe(`${lemmy.origin}/u/lena`);
    // What it says is deleted is so where its own server says that too.
    const gone = (id: string) => ({
      ...announce,
      id,
      object: { ...announce.object, type: 'Delete', object: comment.id },
    });
    await send(lemmy, gardens, gone(`${gardens.id}#1`));
    await clock.advance(1_000);
    await until(async () => lemmy.count('/comment/815') === 2);
    expect((await rows('remarks'))[1]).toMatchObject({ state: 'shown' });
    lemmy.at('/comment/815', (_, response) => response.writeHead(410).end());
    await send(lemmy, gardens, gone(`${gardens.id}#2`));
    await clock.advance(1_000);
    await until(async () => (await rows('remarks'))[1]?.state === 'gone');
  });

  it('whoever forwards a reply, it is read at its own server, and nothing else is fetched for it', async () => {
    const note = { id: `${lemmy.origin}/comment/900`, type: 'Note', attributedTo: lemmy.user.id, inReplyTo: post };
    const whole = { ...note, to: 'https://www.w3.org/ns/activitystreams#Public', content: '<p>from home</p>' };
    serve(lemmy, '/comment/900', { '@context': 'https://www.w3.org/ns/activitystreams', ...whole });
    const forwarded = (object: Json): Json => lemmy.activity('Create', object, { own: { to: whole.to } });
    await send(mastodon, mara, forwarded({ ...whole, content: '<p>forged</p>' }));
    await clock.advance(1_000);
    await until(async () => (await rows('remarks')).some(({ html }) => html === '<p>from home</p>'));
    const asked = lemmy.asked.length;
    await send(mastodon, mara, forwarded({ ...whole, id: `${lemmy.origin}/comment/901`, inReplyTo: null }));
    for (let count = 0; count < 9; count += 1)
      await send(mastodon, mara, forwarded({ ...whole, id: `${newHome.origin}/made-up/${count}` }));
    const { query, tables } = place.app.database;
    const waiting = (await query.select().from(tables.jobs)).filter(({ kind }) => kind === 'hearsay');
    expect(waiting.length).toBeLessThanOrEqual(5);
    expect(lemmy.asked.length).toBe(asked);
    expect(JSON.stringify(await rows('remarks'))).not.toContain('forged');
  });
});
