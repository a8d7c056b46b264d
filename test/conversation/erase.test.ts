import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createErasures } from '../../src/conversation/erase/erasures.ts';
import { noteReplayed } from '../../src/conversation/erase/replay.ts';
import { sweep } from '../../src/conversation/erase/sweep.ts';
import { createReactions } from '../../src/conversation/reactions.ts';
import { createConversations } from '../../src/conversation/read.ts';
import { createRemarks, type Kept } from '../../src/conversation/remarks.ts';
import { retain } from '../../src/conversation/retention/retain.ts';
import type { Database } from '../../src/database/database.ts';
import { person, save } from '../federation/followers/people.ts';
import { engines } from '../support/databases.ts';
import { addPost, held, hidden, said, shown } from './keeping.ts';

const day = 86_400_000;
const now = new Date('2026-11-21T12:00:00Z');
const ago = (days: number): Date => new Date(now.getTime() - days * day);

describe.each(engines)('what is not to be kept, on $name', ({ open }) => {
  let database: Database;
  let post: number;
  beforeAll(async () => {
    database = await open();
    post = await addPost(database, 'hello');
  });
  afterAll(() => database.close());

  const ada = person('ada@a.example');
  const bob = person('bob@b.example');

  async function say(
    by: typeof ada,
    name: string,
    {
      verdict = shown as Kept | null,
      at = now,
      kind = 'reply' as 'reply' | 'mention',
      parent = null as string | null,
    } = {},
  ): Promise<string> {
    const remark = said(by.uri, name, { parent, published: at });
    const place = { kind, post: verdict && kind === 'reply' ? post : null, account: null };
    await save(database, [by]);
    await database.atomically((query) => createRemarks(database).keep(query, remark, place, verdict, at));
    return remark.uri;
  }
  const rows = () => database.query.select().from(database.tables.remarks);
  const bury = async (uri: string) => {
    const known = await createRemarks(database).find(uri);
    await database.atomically((query) => [createRemarks(database).bury(query, known?.row.key ?? 0)]);
  };

  it('of a deleted remark no address is left, also not in what answers it or was said about it', async () => {
    const top = await say(ada, 'unmistakable');
    const below = await say(bob, 'below', { parent: top });
    const { decisions, remarks, reports, erasures, reactions } = database.tables;
    const [row] = (await rows()).filter(({ uri }) => uri === top);
    const remark = row?.key ?? 0;
    // The blog's own answers go on naming what they answered, and stand where they stood.
    await database.query.insert(remarks).values({
      ...{ uri: '/ap/notes/own', account: 'james', kind: 'reply', post, parent: below, state: 'shown' },
      ...{ visibility: 'public', html: '<p>own</p>', published: now, received: now },
    });
    await database.query.insert(decisions).values({ remark, state: 'held', by: 'owner', why: 'unmistakable', at: now });
    await database.query.insert(reports).values({ remark, post, text: 'unmistakable', received: now });
    const boost = { uri: `${ada.uri}/unmistakable`, person: ada.uri, post, kind: 'boost', emoji: null } as const;
    await database.atomically((query) => createReactions(database).keep(query, boost, 'shown', now));
    await bury(top);
    await bury(below);
    await database.atomically((query) => [createReactions(database).undoAllOf(query, ada.uri)]);
    expect(await sweep(database, now)).toBe(3);
    expect(await sweep(database, now)).toBe(0);
    const everything = await Promise.all(
      [remarks, decisions, reports, erasures, reactions].map((table) => database.query.select().from(table)),
    );
    expect(JSON.stringify(everything)).not.toContain('unmistakable');
    expect(JSON.stringify(everything)).not.toContain(`"${below}","kind`);
    // It is known all the same, and keeps what is below it in its place.
    expect(await createRemarks(database).find(top)).toMatchObject({ row: { state: 'gone', post } });
    const { replies, hidden: way } = await createConversations(database).of(post);
    expect(replies).toMatchObject([{ uri: '/ap/notes/own', parent: below }]);
    const above = way.get(below);
    expect(above).toMatch(/^gone:/);
    expect(way.get(above ?? '')).toBeNull();
  });

  it('does not come back, nor what somebody wrote before they were erased; later they may write anew', async () => {
    const erasures = createErasures(database);
    const { loadPseudonym } = await import('../../src/conversation/erase/pseudonym.ts');
    const pseudonym = await loadPseudonym(database);
    await database.atomically((query) => [erasures.note(query, [pseudonym(bob.uri)], now)]);
    // What was noted before that, or stands in an older list, changes nothing.
    await database.atomically((query) => [erasures.note(query, [pseudonym(bob.uri)], ago(9))]);
    await noteReplayed(database, [{ hash: pseudonym(bob.uri), at: ago(9) }]);
    const of = (author: string, published: Date) => erasures.bars(said(author, 'again', { published }));
    expect(await of(bob.uri, ago(3))).toBe(true);
    expect(await of(bob.uri, new Date(now.getTime() + 1))).toBe(false);
    expect(await of(ada.uri, ago(3))).toBe(false);
    const [gone, there] = [`${ada.uri}/statuses/unmistakable`, `${ada.uri}/statuses/there`];
    expect(await erasures.among([gone, there])).toEqual(new Set([gone]));
    expect(await erasures.bars(said(ada.uri, 'unmistakable', { published: new Date(now.getTime() + day) }))).toBe(true);
  });

  it('goes after its time, and nothing sooner', async () => {
    const { notices, people, reactions, remarks, reports, stamps, subscriptions } = database.tables;
    await database.query.delete(remarks);
    await database.query.delete(reactions);
    const carl = person('carl@c.example');
    await say(ada, 'stays', { at: ago(400) });
    await say(ada, 'held-new', { at: ago(29), verdict: held });
    await say(carl, 'held-old', { at: ago(31), verdict: held });
    await say(ada, 'hidden-new', { at: ago(89), verdict: hidden });
    await say(ada, 'hidden-old', { at: ago(91), verdict: hidden });
    await say(ada, 'mention-new', { at: ago(89), verdict: held, kind: 'mention' });
    await say(ada, 'mention-old', { at: ago(91), verdict: held, kind: 'mention' });
    await say(bob, 'waiting-new', { at: ago(6), verdict: null, parent: 'https://b.example/x' });
    await say(bob, 'waiting-old', { at: ago(8), verdict: null, parent: 'https://b.example/y' });
    // What was begun of our own and never sent.
    for (const [name, at] of Object.entries({ new: ago(6), old: ago(8) }))
      await database.query.insert(remarks).values({
        ...{ uri: `/ap/notes/own-waiting-${name}`, account: 'james', kind: 'reply', post, state: 'waiting' },
        ...{ visibility: 'public', source: 'own', published: at, received: at },
      });
    // An answer of our own that the owner hid is theirs for as long as they like.
    await database.query.insert(remarks).values({
      ...{ uri: '/ap/notes/own-hidden-old', account: 'james', kind: 'reply', post, state: 'hidden' },
      ...{ visibility: 'public', source: 'own', html: '<p>own</p>', published: ago(91), received: ago(91) },
    });
    for (const [uri, at] of [
      ['new', ago(89)],
      ['old', ago(91)],
    ] as const) {
      const deed = {
        uri: `https://a.example/likes/${uri}`,
        person: ada.uri,
        post,
        kind: 'boost',
        emoji: null,
      } as const;
      await database.atomically((query) => createReactions(database).keep(query, deed, 'shown', at));
      await database.query.insert(reports).values({ post, text: uri, received: ago(200), closed: at });
      await database.query
        .insert(notices)
        .values({ id: uri, owner: 'https://o.example/o', account: 'james', remarks: [1], made: at });
      await database.query.insert(stamps).values({
        ...{ id: uri, account: 'james', post: null, target: '/ap/posts/hello', object: `https://a.example/${uri}` },
        ...{ author: ada.uri, state: 'revoked', made: at },
      });
    }
    for (const expires of [now, new Date(now.getTime() + 1000)])
      await database.query.insert(subscriptions).values({
        ...{ topic: '/feed.xml', callback: `https://a.example/${expires.getTime()}`, host: 'a.example', secret: null },
        ...{ digest: '', made: ago(10), expires },
      });
    await database.query.insert(reports).values({ post, text: 'open', received: ago(200) });
    await database.atomically((query) => [createReactions(database).undoAllOf(query, ada.uri)]);

    const once = {
      held: 1,
      hidden: 1,
      mentions: 1,
      waiting: 2,
      undone: 1,
      reports: 1,
      notices: 1,
      stamps: 1,
      subscriptions: 1,
    };
    expect(await retain(database, now)).toEqual({ ...once, gone: 0 });
    const kept = (await rows()).filter(({ state }) => state !== 'gone').map(({ uri }) => uri.replace(/.*\//, ''));
    const ours = ['own-hidden-old', 'own-waiting-new'];
    expect(kept.sort()).toEqual(['held-new', 'hidden-new', 'mention-new', ...ours, 'stays', 'waiting-new']);
    expect((await rows()).filter(({ state, html }) => state === 'gone' && html !== null)).toEqual([]);
    expect((await database.query.select().from(people)).map(({ user }) => user)).not.toContain('carl');
    expect((await database.query.select().from(reactions)).map(({ uri }) => uri)).toEqual([
      'https://a.example/likes/new',
    ]);
    expect((await database.query.select().from(reports)).map(({ text }) => text).sort()).toEqual(['new', 'open']);

    // What is gone is forgotten in its turn, but for what something still answers.
    await say(bob, 'answer', { parent: `${ada.uri}/statuses/hidden-old` });
    expect(await sweep(database, now)).toBe(4);
    expect(await retain(database, new Date(now.getTime() + 91 * day))).toMatchObject({ gone: 2 });
    const gone = (await rows()).filter(({ uri }) => uri.startsWith('gone:'));
    expect(gone.filter(({ due }) => (due?.getTime() ?? 0) <= now.getTime() + 90 * day)).toHaveLength(1);
  });
});
