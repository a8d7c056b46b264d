import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAnswers, isOwn, type NewAnswer } from '../../src/conversation/answers/answers.ts';
import { type Answerable, whyNotAnswered } from '../../src/conversation/answers/may-answer.ts';
import { createConversations } from '../../src/conversation/read.ts';
import { createRemarks } from '../../src/conversation/remarks.ts';
import { type Database, Unmet } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { person, save } from '../federation/followers/people.ts';
import { engines } from '../support/databases.ts';
import { addPost, said, shown } from './keeping.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-21T13:00:00Z');
const ada = person('ada@example.social');
const named = { uri: ada.uri, user: 'ada', handle: 'ada@example.social', href: 'https://example.social/@ada' };

describe.each(engines)("the author's answers on $name", ({ open }) => {
  let database: Database;
  let post: number;
  beforeEach(async () => {
    database = await open();
    post = await addPost(database, 'hello');
  });
  afterEach(() => database.close());

  const fresh = (own: Partial<NewAnswer> = {}): NewAnswer => ({
    ...{ path: '/ap/notes/1', account: 'james', kind: 'reply', post, parent: `${ada.uri}/statuses/a` },
    ...{ visibility: 'public', language: 'en', source: 'Hm.', html: '<p>Hm.</p>', addressed: named, named: [] },
    ...own,
  });
  async function answer(own: Partial<NewAnswer> = {}, isShown = true): Promise<number> {
    const key = await createAnswers(database).begin(fresh(own), now);
    await database.atomically((query) => createAnswers(database).publish(query, key, isShown));
    return key;
  }
  const replies = async () => (await createConversations(database).of(post)).replies.map(({ html }) => html);

  it('is nowhere before it is published, and then stands among the replies as the account’s', async () => {
    const answers = createAnswers(database);
    const key = await answers.begin(fresh(), now);
    expect(await replies()).toEqual([]);
    await database.atomically((query) => answers.publish(query, key, true));
    const { replies: all } = await createConversations(database).of(post);
    expect(all).toMatchObject([{ key, uri: '/ap/notes/1', account: 'james', speaker: null, html: '<p>Hm.</p>' }]);
    expect((await createConversations(database).counts([post])).get(post)).toMatchObject({ replies: 1 });
    const again = database.atomically((query) => answers.publish(query, key, true));
    await expect(again).rejects.toThrow(Unmet);
    expect(await answers.find('/ap/notes/1')).toMatchObject({ key, source: 'Hm.', addressed: named, deleted: null });
    expect(await answers.find('/ap/notes/2')).toBeNull();
  });

  it('leaves nothing where nothing came of it', async () => {
    const answers = createAnswers(database);
    await answers.abandon(await answers.begin(fresh(), now));
    expect(await database.query.$count(database.tables.remarks)).toBe(0);
    const key = await answer();
    await answers.abandon(key);
    expect(await answers.byKey(key)).not.toBeNull();
  });

  it('is shown nowhere when it is for one person alone', async () => {
    await answer({ visibility: 'direct' }, false);
    expect(await replies()).toEqual([]);
    expect(await createConversations(database).newest(10)).toEqual([]);
    expect((await createConversations(database).counts([post])).get(post)).toMatchObject({ replies: 0 });
  });

  it('is edited by who saw it last, and deleted with all but its address', async () => {
    const answers = createAnswers(database);
    const key = await answer();
    const first = await answers.byKey(key);
    if (!first) throw new Error('It is not there.');
    const words = { source: 'Oh.', html: '<p>Oh.</p>', addressed: named, named: [named] };
    const edit = () => database.atomically((query) => answers.edit(query, first, words, later));
    await edit();
    await expect(edit()).rejects.toThrow(Unmet);
    const withdraw = (one: typeof first) =>
      database.atomically((query) => answers.withdraw(query, one, 'Wrong.', later));
    await expect(withdraw(first)).rejects.toThrow(Unmet);
    const edited = await answers.byKey(key);
    expect(edited).toMatchObject({ source: 'Oh.', updated: later, named: [named] });
    if (edited) await withdraw(edited);
    const [row] = await database.query.select().from(database.tables.remarks);
    expect(row).toMatchObject({ uri: '/ap/notes/1', state: 'gone', html: null, source: null, extras: null, post });
    expect(await answers.byKey(key)).toMatchObject({ state: 'gone', deleted: later, addressed: null, named: [] });
    expect(await replies()).toEqual([]);
  });

  it('finds those that are left on deleted posts, and no others', async () => {
    const answers = createAnswers(database);
    const { posts } = database.tables;
    await answer();
    await save(database, [ada]);
    const place = { kind: 'reply', post, account: null } as const;
    await database.atomically((query) => createRemarks(database).keep(query, said(ada.uri, 'a'), place, shown, now));
    expect(await answers.left(0, 10)).toEqual([]);
    await database.query.update(posts).set({ state: 'vanished' }).where(eq(posts.key, post));
    expect(await answers.left(0, 10)).toEqual([]);
    await database.query.update(posts).set({ state: 'deleted' }).where(eq(posts.key, post));
    const left = await answers.left(0, 10);
    expect(left.map(({ path }) => path)).toEqual(['/ap/notes/1']);
    expect(await answers.left(left[0]?.key ?? 0, 10)).toEqual([]);
    for (const one of left) await database.atomically((query) => answers.withdraw(query, one, '', later));
    expect(await answers.left(0, 10)).toEqual([]);
  });
});

describe('what can be answered', () => {
  const plain: Answerable = {
    ...{ state: 'shown', kind: 'reply', visibility: 'public', isOwn: false, isAuthorBlocked: false },
    post: { isLive: true },
  };
  it.each<[string, Partial<Answerable>, string | null]>([
    ['what is shown', {}, null],
    ['what waits for the author', { state: 'held' }, null],
    ['a word to the author alone', { state: 'held', visibility: 'direct' }, null],
    ['the same, also when it was put aside', { state: 'hidden', visibility: 'direct' }, null],
    ['a mention that belongs to no post', { kind: 'mention', post: null, state: 'held' }, null],
    ['a private answer of our own', { isOwn: true, state: 'hidden', visibility: 'direct' }, null],
    ['nothing hidden', { state: 'hidden' }, 'is hidden, and the answer would be public; approve it first'],
    ['nothing deleted', { state: 'gone' }, 'is deleted, and nothing of it is left'],
    ['nothing unplaced', { state: 'waiting' }, 'still waits for what it answers: its place is not known yet'],
    ['nobody blocked', { isAuthorBlocked: true }, 'is by somebody who is blocked; take the block back first'],
    ['nothing without its post', { post: null }, 'belongs to no post any more'],
    ['nothing on a hidden post', { post: { isLive: false } }, 'is on a post that is not there any more'],
  ])('%s', (_, own, says) => {
    expect(whyNotAnswered({ ...plain, ...own })).toBe(says);
  });

  it('tells our own by its address', () => {
    expect([isOwn({ uri: '/ap/notes/1' }), isOwn({ uri: 'https://example.social/1' })]).toEqual([true, false]);
  });
});
