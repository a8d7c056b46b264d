import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Conversations } from '../../src/conversation/kept.ts';
import { createReactions, type Deed, type Reactions } from '../../src/conversation/reactions.ts';
import { createConversations } from '../../src/conversation/read.ts';
import { createRemarks, type Remarks } from '../../src/conversation/remarks.ts';
import { createComplaints } from '../../src/conversation/report.ts';
import { letGo } from '../../src/conversation/speaker.ts';
import { countUp } from '../../src/database/change.ts';
import { type Database, Unmet } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { person, save } from '../federation/followers/people.ts';
import { engines } from '../support/databases.ts';
import { addPost, held, said, shown } from './keeping.ts';

const ada = person('ada@example.social');
const bob = person('bob@other.example');

describe.each(engines)('what others say and do, kept on $name', ({ open }) => {
  let database: Database;
  let remarks: Remarks;
  let reactions: Reactions;
  let conversations: Conversations;
  let post: number;
  let now: Date;

  beforeEach(async () => {
    database = await open();
    now = new Date('2026-11-21T12:00:00Z');
    remarks = createRemarks(database);
    reactions = createReactions(database);
    conversations = createConversations(database);
    post = await addPost(database, 'hello');
    await save(database, [ada, bob]);
  });
  afterEach(() => database.close());

  const later = () => {
    now = new Date(now.getTime() + 1000);
    return now;
  };
  const reply = { kind: 'reply' as const, account: null };
  const keep = (remark: ReturnType<typeof said>, verdict = shown) =>
    database.atomically((query) => remarks.keep(query, remark, { ...reply, post }, verdict, later()));
  async function known(uri: string) {
    const found = await remarks.find(uri);
    if (!found) throw new Error(`Nothing is kept of ${uri}.`);
    return found;
  }
  const uris = async () => (await conversations.of(post)).replies.map(({ uri }) => uri);
  const deed = (own: Partial<Deed> = {}): Deed => ({
    ...{ uri: `${ada.uri}#like/1`, person: ada.uri, post, kind: 'like', emoji: null },
    ...own,
  });
  const react = (own: Partial<Deed> = {}, state: 'shown' | 'hidden' = 'shown') =>
    database.atomically((query) => reactions.keep(query, deed(own), state, later()));

  test('a shown reply is read with who wrote it; a held one is not, and only its parent is known', async () => {
    const first = said(ada.uri, 'first', {
      media: [{ kind: 'image', url: 'https://x.example/a.png', description: 'A' }],
    });
    const second = said(bob.uri, 'second', { parent: first.uri });
    await keep(first);
    await keep(second, held);
    const { replies, hidden } = await conversations.of(post);
    expect(replies).toMatchObject([
      {
        ...{ uri: first.uri, html: '<p>first</p>', state: 'shown', post, media: [{ description: 'A' }] },
        speaker: { uri: ada.uri, user: 'ada', host: 'example.social', name: 'Ada', url: ada.url, portrait: null },
      },
    ]);
    expect([...hidden]).toEqual([[second.uri, first.uri]]);
    expect(JSON.stringify([...hidden])).not.toContain('<p>');
    const { replies: placed, hidden: passed } = await conversations.outline(post);
    expect([placed.map(({ uri }) => uri), [...passed]]).toEqual([[first.uri], [[second.uri, first.uri]]]);
    expect(await remarks.find(second.uri)).toMatchObject({ author: bob.uri, decided: { state: 'held', by: 'rule' } });
  });

  test('is marked as the author’s own only from an account that is proven', async () => {
    const { owners } = database.tables;
    await keep(said(ada.uri, 'first'));
    const isMarked = async () => (await conversations.of(post)).replies.map(({ speaker }) => speaker?.isOwner);
    await database.query
      .insert(owners)
      .values({ handle: 'ada', actor: ada.uri, proven: null, checked: now, why: null });
    expect(await isMarked()).toEqual([false]);
    await database.query.update(owners).set({ proven: now });
    expect(await isMarked()).toEqual([true]);
  });

  test('a person is kept as long as a like of theirs is', async () => {
    const { people } = database.tables;
    await keep(said(ada.uri, 'first'));
    await react();
    const { row } = await known(said(ada.uri, 'first').uri);
    await database.atomically((query) => [
      remarks.bury(query, row.key),
      ...letGo(query, database.tables, [row.person]),
    ]);
    expect((await conversations.of(post)).likes).toMatchObject([{ speaker: { uri: ada.uri } }]);
    expect(await database.query.$count(people)).toBe(2);
  });

  test('counts of many posts: each person counts once, and what is held not at all', async () => {
    const quiet = await addPost(database, 'quiet');
    await keep(said(ada.uri, 'a'));
    await keep(said(bob.uri, 'b'), held);
    await react();
    await react({ uri: `${ada.uri}#like/2`, emoji: { text: '🎉', url: null } });
    await react({ uri: `${bob.uri}#like/3`, person: bob.uri }, 'hidden');
    const found = async (emoji: string | null) =>
      (await reactions.like(ada.uri, post, 'like', emoji)).map(({ slot }) => slot);
    expect(await Promise.all([found(null), found('🎉')])).toEqual([[''], ['🎉']]);
    await react({ uri: `${ada.uri}#boost/1`, kind: 'boost' });
    await react({ uri: `${ada.uri}#boost/2`, kind: 'boost' });
    expect(await conversations.counts([post, quiet])).toEqual(
      new Map([
        [post, { replies: 1, likes: 1, boosts: 1, quotes: 0 }],
        [quiet, { replies: 0, likes: 0, boosts: 0, quotes: 0 }],
      ]),
    );
    const { likes, boosts } = await conversations.of(post);
    expect(likes.map(({ emoji }) => emoji)).toEqual([null, '🎉']);
    expect(boosts.map(({ speaker }) => speaker.uri)).toEqual([ada.uri]);
  });

  test('the newest of all posts, and of one, without those of posts that are hidden', async () => {
    const gone = await addPost(database, 'gone', { state: 'vanished' });
    for (const name of ['a', 'b', 'c']) await keep(said(ada.uri, name));
    const aside = said(bob.uri, 'd');
    await database.atomically((query) => remarks.keep(query, aside, { ...reply, post: gone }, shown, later()));
    expect((await conversations.newest(2)).map(({ html }) => html)).toEqual(['<p>c</p>', '<p>b</p>']);
    expect(await conversations.newest(5, gone)).toEqual([]);
    // Nor can a reader complain of what is below it, though another post may have its address by now.
    const complaints = createComplaints(database);
    const below = (await known(aside.uri)).row.key;
    expect(await complaints.shown(below)).toBeNull();
    expect(await complaints.shown(below - 1)).toMatchObject({ remark: { html: '<p>c</p>' }, post: '/posts/hello' });
  });

  test('an edit replaces the text; the owner’s word stays the last as long as it holds', async () => {
    const remark = said(ada.uri, 'a');
    await keep(remark, held);
    await database.atomically((query) => remarks.decide(query, remark.uri, 'shown', 'owner', 'approved', later()));
    const edit = { ...remark, html: '<p>edited</p>', updated: later() };
    const before = await known(remark.uri);
    expect(before.decided).toEqual({ state: 'shown', by: 'owner', why: 'approved' });
    const approved = { state: 'shown' as const, why: 'approved' as const, found: null };
    await database.atomically((query) => remarks.replace(query, before, edit, approved, now));
    expect((await conversations.of(post)).replies).toMatchObject([{ html: '<p>edited</p>', updated: edit.updated }]);
    expect((await known(remark.uri)).decided?.by).toBe('owner');
    const word = { state: 'held' as const, why: 'word' as const, found: 'casino' };
    const after = await known(remark.uri);
    await database.atomically((query) => remarks.replace(query, after, edit, word, later()));
    expect((await known(remark.uri)).decided).toEqual({ state: 'held', by: 'rule', why: 'word casino' });
    expect(await uris()).toEqual([]);
    expect(await remarks.decidedAbout(ada.uri)).toBe('approved');
    // Whoever has moved is known by it where they are now.
    expect(await remarks.decidedAbout(bob.uri)).toBeNull();
    const { people } = database.tables;
    await database.query.update(people).set({ movedTo: bob.uri }).where(eq(people.uri, ada.uri));
    expect(await remarks.decidedAbout(bob.uri)).toBe('approved');
  });

  test('of a deleted one only id and parent are kept, it never comes back, and what answers it stays', async () => {
    const first = said(ada.uri, 'first', { parent: '/posts/hello', title: 'T', warning: 'W' });
    await keep(first);
    await keep(said(bob.uri, 'second', { parent: first.uri }));
    const { row } = await known(first.uri);
    await database.atomically((query) => [remarks.bury(query, row.key)]);
    const gone = await known(first.uri);
    expect(gone.row).toMatchObject({
      ...{ state: 'gone', person: null, account: null, html: null, title: null, warning: null, url: null },
      ...{ extras: null, language: null, parent: '/posts/hello', post },
    });
    expect(gone.author).toBeNull();
    await expect(keep(first)).rejects.toThrow(Unmet);
    const replaced = database.atomically((query) => remarks.replace(query, gone, first, shown, later()));
    await expect(replaced).rejects.toThrow(Unmet);
    await database.atomically((query) => remarks.decide(query, first.uri, 'shown', 'owner', '', later()));
    expect(await uris()).toEqual([`${bob.uri}/statuses/second`]);
    expect((await known(first.uri)).row.html).toBeNull();
  });

  test('an edit does not bring back what was hidden while it was judged', async () => {
    const remark = said(ada.uri, 'a');
    await database.atomically((query) => remarks.keep(query, remark, { ...reply, post }, shown, later()));
    const seen = await known(remark.uri);
    await database.atomically((query) => remarks.decide(query, remark.uri, 'hidden', 'owner', '', later()));
    const edit = database.atomically((query) =>
      remarks.replace(query, seen, { ...remark, html: '<p>b</p>' }, shown, later()),
    );
    await expect(edit).rejects.toThrow(Unmet);
    expect((await known(remark.uri)).row).toMatchObject({ state: 'hidden', html: remark.html });
  });

  test('what waits has no place by a verdict about an older text', async () => {
    const remark = said(ada.uri, 'a', { parent: `${bob.uri}/statuses/b` });
    await database.atomically((query) => remarks.keep(query, remark, { ...reply, post: null }, null, later()));
    const seen = await known(remark.uri);
    await database.atomically((query) => remarks.replace(query, seen, { ...remark, html: '<p>b</p>' }, null, later()));
    const settled = database.atomically((query) => remarks.settle(query, seen, { ...reply, post }, shown, later()));
    await expect(settled).rejects.toThrow(Unmet);
    expect((await known(remark.uri)).row).toMatchObject({ state: 'waiting', html: '<p>b</p>' });
  });

  test('what waits is not shown, gets its place once, or goes', async () => {
    const remark = said(ada.uri, 'a', { parent: `${bob.uri}/statuses/b` });
    const lost = said(ada.uri, 'lost', { parent: `${bob.uri}/statuses/b` });
    for (const one of [remark, lost])
      await database.atomically((query) => remarks.keep(query, one, { ...reply, post: null }, null, later()));
    const waiting = await remarks.waitingFor([`${bob.uri}/statuses/b`], 200);
    expect(waiting.map(({ row, author, decided }) => [row.uri, author, decided])).toEqual([
      [remark.uri, ada.uri, null],
      [lost.uri, ada.uri, null],
    ]);
    const [first, second] = waiting;
    if (!first || !second) throw new Error('Nothing waits.');
    await database.atomically((query) => [
      ...remarks.settle(query, first, { kind: 'reply', post }, shown, later()),
      remarks.drop(query, second.row.key),
    ]);
    await database.atomically((query) => [remarks.drop(query, first.row.key)]);
    expect(await uris()).toEqual([remark.uri]);
    expect(await remarks.find(lost.uri)).toBeNull();
  });

  test('one like for each person, post and emoji: the newest id counts, and fifty at once are one', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => react({ uri: `${ada.uri}#like/${index}` })));
    expect((await conversations.of(post)).likes).toHaveLength(1);
    await react({ uri: `${ada.uri}#like/last` });
    expect((await reactions.find(`${ada.uri}#like/last`))?.person).toBe(ada.uri);
    expect(await database.query.$count(database.tables.reactions)).toBe(1);
    // The id of one like is not that of another as well.
    const other = `${ada.uri}#like/other`;
    await react({ uri: other, emoji: { text: '🎉', url: null } });
    await react({ uri: other });
    expect((await reactions.find(other))?.row.slot).toBe('🎉');
    expect((await reactions.find(`${ada.uri}#like/last`))?.row.slot).toBe('');
  });

  test('what is undone stays so, and another like may follow', async () => {
    await react();
    const first = await reactions.find(deed().uri);
    await database.atomically((query) => [reactions.undo(query, first?.row.key ?? 0)]);
    await react();
    expect((await conversations.of(post)).likes).toEqual([]);
    expect(await reactions.find(deed().uri)).toMatchObject({ person: null, row: { state: 'undone', post: null } });
    await react({ uri: `${ada.uri}#like/2` });
    expect((await conversations.of(post)).likes).toHaveLength(1);
  });

  test('of a person who is gone nothing is left to see', async () => {
    await keep(said(ada.uri, 'a'));
    await keep(said(bob.uri, 'b'));
    await react();
    expect([await remarks.hasAny(ada.uri), await reactions.hasAny(ada.uri)]).toEqual([true, true]);
    await database.atomically((query) => [
      remarks.buryAllOf(query, ada.uri),
      reactions.undoAllOf(query, ada.uri),
      countUp(query, database.tables, later()),
    ]);
    expect([await remarks.hasAny(ada.uri), await reactions.hasAny(ada.uri)]).toEqual([false, false]);
    expect(await conversations.counts([post])).toEqual(
      new Map([[post, { replies: 1, likes: 0, boosts: 0, quotes: 0 }]]),
    );
    const { settings } = database.tables;
    expect(await database.query.select().from(settings)).toMatchObject([{ name: 'change', value: '2', changed: now }]);
  });
});
