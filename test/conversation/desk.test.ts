import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBlocked } from '../../src/conversation/desk/blocked.ts';
import { decisionSteps } from '../../src/conversation/desk/decide.ts';
import type { DecidedState } from '../../src/conversation/desk/decided.ts';
import { countRemarks, findSpeakers, listRemarks } from '../../src/conversation/desk/list.ts';
import { readPeople } from '../../src/conversation/desk/person.ts';
import { erasePerson } from '../../src/conversation/erase/person.ts';
import { createReactions } from '../../src/conversation/reactions.ts';
import { createRemarks, type Kept } from '../../src/conversation/remarks.ts';
import { type Database, Unmet } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { person, save } from '../federation/followers/people.ts';
import { engines } from '../support/databases.ts';
import { addPost, held, hidden, said, shown } from './keeping.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-21T13:00:00Z');
const ada = person('ada@example.social');
const bob = person('bob@example.org');

describe.each(engines)("the owner's desk on $name", ({ open }) => {
  let database: Database;
  let post: number;

  beforeEach(async () => {
    database = await open();
    post = await addPost(database, 'first-frost');
    await save(database, [ada, bob]);
  });
  afterEach(() => database.close());

  async function keep(author: string, name: string, verdict: Kept, at = now): Promise<void> {
    const place = { kind: 'reply', post, account: null } as const;
    const remark = said(author, name);
    await database.atomically((query) => createRemarks(database).keep(query, remark, place, verdict, at));
  }

  const one = async (name: string, author = ada.uri) => {
    const found = (await listRemarks(database, {})).find(({ uri }) => uri === `${author}/statuses/${name}`);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  const states = async () =>
    Object.fromEntries((await listRemarks(database, {})).map(({ uri, state }) => [uri.split('/').at(-1), state]));
  const change = async (): Promise<number> => {
    const { settings } = database.tables;
    const [row] = await database.query.select().from(settings).where(eq(settings.name, 'change'));
    return Number(row?.value);
  };
  async function decide(name: string, state: DecidedState, why = ''): Promise<void> {
    const remark = await one(name);
    await database.atomically((query) => decisionSteps(database, query, remark, { state, why }, later));
  }

  test('lists what came last first, by state, post, person and time, with what was decided', async () => {
    await keep(ada.uri, 'a', held);
    await keep(bob.uri, 'b', shown, later);
    expect((await listRemarks(database, {})).map(({ uri }) => uri.at(-1))).toEqual(['b', 'a']);
    expect(await listRemarks(database, { states: ['held'] })).toHaveLength(1);
    expect(await listRemarks(database, { posts: [post + 1] })).toEqual([]);
    expect(await listRemarks(database, { since: later })).toHaveLength(1);
    expect(await listRemarks(database, { limit: 1 })).toHaveLength(1);
    expect(await listRemarks(database, { keys: [] })).toEqual([]);
    const people = await findSpeakers(database, { user: 'ada', host: 'example.social' });
    expect(await findSpeakers(database, { uri: ada.uri })).toEqual(people);
    const [only] = await listRemarks(database, { people });
    expect(only).toMatchObject({
      author: { handle: 'ada@example.social', name: 'Ada' },
      post: { slug: 'first-frost' },
      decided: { state: 'held', by: 'rule', why: 'first-time', at: now },
      isBlocked: false,
    });
    expect(await countRemarks(database, {})).toEqual({ held: 1, shown: 1, hidden: 0 });
    expect(await countRemarks(database, { people })).toEqual({ held: 1, shown: 0, hidden: 0 });
  });

  test('keeps each decision with who, when and why, and counts the change only where something is seen', async () => {
    await keep(ada.uri, 'a', held);
    const before = await change();
    await decide('a', 'hidden', 'Off topic');
    expect(await change()).toBe(before);
    await decide('a', 'shown');
    expect(await change()).toBe(before + 1);
    await decide('a', 'held');
    expect(await change()).toBe(before + 2);
    const { decisions } = await one('a');
    expect(decisions.map(({ state, by, why, at }) => [state, by, why, at])).toEqual([
      ['held', 'rule', 'first-time', now],
      ['hidden', 'owner', 'Off topic', later],
      ['shown', 'owner', '', later],
      ['held', 'owner', '', later],
    ]);
  });

  test('decides about nothing that changed since it was looked at', async () => {
    await keep(ada.uri, 'a', held);
    const seen = await one('a');
    await decide('a', 'gone');
    const steps = database.atomically((query) =>
      decisionSteps(database, query, seen, { state: 'shown', why: '' }, later),
    );
    await expect(steps).rejects.toThrow(Unmet);
    expect(await states()).toEqual({ a: 'gone' });
  });

  test('approves no text that was edited since it was looked at, whatever says so, and hides it all the same', async () => {
    await keep(ada.uri, 'a', held);
    const store = createRemarks(database);
    const decideAs = (seen: Awaited<ReturnType<typeof one>>, state: DecidedState) =>
      database.atomically((query) => decisionSteps(database, query, seen, { state, why: '' }, later));
    const picture = { kind: 'image' as const, url: 'https://example.social/other.png', description: '' };
    const edits: NonNullable<Parameters<typeof said>[2]>[] = [
      { visibility: 'unlisted' },
      { visibility: 'unlisted', html: '<p>Something else</p>' },
      { visibility: 'unlisted', html: '<p>Something else</p>', title: 'Rude' },
      { visibility: 'unlisted', html: '<p>Something else</p>', title: 'Rude', warning: 'Rude' },
      { visibility: 'unlisted', html: '<p>Something else</p>', title: 'Rude', warning: 'Rude', media: [picture] },
    ];
    for (const edit of [...edits, { ...edits.at(-1), updated: later }]) {
      const seen = await one('a');
      const known = await store.find(seen.uri);
      if (!known) throw new Error('It is not there.');
      await database.atomically((query) => store.replace(query, known, said(ada.uri, 'a', edit), held, later));
      await expect(decideAs(seen, 'shown')).rejects.toThrow(Unmet);
      expect(await states()).toEqual({ a: 'held' });
      if ('updated' in edit) await decideAs(seen, 'hidden');
    }
    await decideAs(await one('a'), 'shown');
    expect(await states()).toEqual({ a: 'shown' });
  });

  test('erases text and name, and leaves the address, and the person as long as anything of them is here', async () => {
    const { people } = database.tables;
    const names = async () => (await database.query.select().from(people)).map(({ user }) => user).sort();
    await keep(ada.uri, 'a', shown);
    await keep(ada.uri, 'b', held);
    await decide('a', 'gone');
    expect(await one('a')).toMatchObject({ state: 'gone', author: null, html: null, url: null, extras: null });
    expect(await names()).toEqual(['ada', 'bob']);
    await decide('b', 'gone');
    expect(await names()).toEqual(['bob']);
  });

  test('forgets what a person said and did, in chunks, and the person too where they do not follow', async () => {
    const { followers, people, remarks, reports, stamps } = database.tables;
    await keep(bob.uri, 'other', shown);
    await keep(ada.uri, 'a', shown);
    const [known] = await listRemarks(database, { people: await findSpeakers(database, { uri: ada.uri }) });
    const key = known?.author?.key ?? 0;
    const rows = Array.from({ length: 700 }, (_, index) => ({
      ...{ uri: `${ada.uri}/${index}`, person: key, kind: 'reply' as const, post, html: '<p>x</p>' },
      ...{ state: 'held' as const, visibility: 'public' as const, published: now, received: now },
    }));
    await database.query.insert(remarks).values(rows);
    await database.query
      .insert(followers)
      .values({ account: 'a', person: key, state: 'accepted', follow: 'f', since: now });
    const report = { post, text: 'x', received: now };
    await database.query.insert(reports).values([ada, bob].map(({ uri: by }) => ({ ...report, by, uri: `${by}#1` })));
    const stamp = { account: 'a', post: null, target: '/ap/posts/a', state: 'given' as const, made: now };
    await database.query
      .insert(stamps)
      .values([ada, bob].map(({ uri: author }) => ({ ...stamp, id: author, object: `${author}/q`, author })));
    const [person] = await readPeople(database, [key]);
    if (!person) throw new Error('Nobody is there.');
    expect([person.remarks.length, person.follows.length]).toEqual([701, 1]);
    const counted = await change();
    await erasePerson(database, person.uri, 'owner', later);
    expect(await change()).toBeGreaterThan(counted);
    expect(await countRemarks(database, {})).toEqual({ held: 0, shown: 1, hidden: 0 });
    expect((await database.query.select().from(reports)).map(({ by }) => by)).toEqual([bob.uri]);
    expect((await database.query.select().from(stamps)).map(({ author }) => author)).toEqual([bob.uri]);
    const [left] = await readPeople(database, [key]);
    expect([left?.remarks, left?.follows.length]).toEqual([[], 1]);
    await database.query.delete(followers);
    await erasePerson(database, person.uri, 'owner', later);
    expect((await database.query.select().from(people)).map(({ uri }) => uri)).toEqual([bob.uri]);
  });

  describe('a block', () => {
    const isAda = (uri: string) => uri === ada.uri;
    const reactions = async () =>
      (await database.query.select().from(database.tables.reactions)).map(({ state }) => state).sort();
    async function like(who: string, name: string, state: 'shown' | 'hidden'): Promise<void> {
      const deed = { uri: `${who}#${name}`, person: who, post, kind: 'boost', emoji: null } as const;
      await database.atomically((query) => createReactions(database).keep(query, deed, state, now));
    }

    test('hides what was to be seen or waited, and its end brings that back and nothing else', async () => {
      await keep(ada.uri, 'shown', shown);
      await keep(ada.uri, 'held', held);
      await keep(ada.uri, 'hidden', hidden);
      await keep(ada.uri, 'approved', held);
      await decide('approved', 'shown');
      await keep(ada.uri, 'gone', held);
      await decide('gone', 'gone');
      await keep(bob.uri, 'other', shown);
      await like(ada.uri, 'seen', 'shown');
      await like(ada.uri, 'unseen', 'hidden');
      const [before, counted] = [await states(), await change()];
      const blocked = createBlocked(database);
      expect(await blocked.count('hide', isAda)).toEqual({ remarks: 3, reactions: 1 });
      expect(await blocked.count('restore', isAda)).toEqual({ remarks: 0, reactions: 0 });

      expect(await blocked.hide(isAda, later)).toEqual({ remarks: 3, reactions: 1 });
      expect(await states()).toEqual({ ...before, shown: 'hidden', held: 'hidden', approved: 'hidden' });
      expect(await reactions()).toEqual(['blocked', 'hidden']);
      expect(await change()).toBeGreaterThan(counted);
      expect(await one('held')).toMatchObject({ isBlocked: true, decided: { state: 'held', why: 'first-time' } });
      expect(await one('hidden')).toMatchObject({ isBlocked: false });
      expect(await blocked.hide(isAda, later)).toEqual({ remarks: 0, reactions: 0 });
      expect(await blocked.count('restore', isAda)).toEqual({ remarks: 3, reactions: 1 });

      expect(await blocked.restore(() => false, later)).toEqual({ remarks: 0, reactions: 0 });
      expect(await blocked.restore(isAda, later)).toEqual({ remarks: 3, reactions: 1 });
      expect(await states()).toEqual(before);
      expect(await reactions()).toEqual(['hidden', 'shown']);
      expect(await blocked.restore(isAda, later)).toEqual({ remarks: 0, reactions: 0 });
      // What is shown again is asked for soon: a deletion could not be told while they were blocked.
      const rows = await database.query.select().from(database.tables.remarks);
      expect(rows.filter(({ due }) => due !== null).map(({ state }) => state)).toEqual(['shown', 'shown']);
    });

    test('does not change what the owner is known to think of a person', async () => {
      await keep(ada.uri, 'a', shown);
      const remarks = createRemarks(database);
      const blocked = createBlocked(database);
      await blocked.hide(isAda, later);
      expect(await remarks.decidedAbout(ada.uri)).toBeNull();
      await blocked.restore(isAda, later);
      expect(await remarks.decidedAbout(ada.uri)).toBeNull();
      expect((await remarks.find(`${ada.uri}/statuses/a`))?.decided).toMatchObject({ by: 'rule', state: 'shown' });
    });

    test('twice is once, and what the owner hid meanwhile stays hidden', async () => {
      await keep(ada.uri, 'a', shown);
      await keep(ada.uri, 'b', held);
      const blocked = createBlocked(database);
      for (let round = 0; round < 2; round += 1) {
        await blocked.hide(isAda, later);
        if (round === 1) await decide('a', 'hidden');
        await blocked.restore(isAda, later);
      }
      expect(await states()).toEqual({ a: 'hidden', b: 'held' });
    });

    test('of a whole crowd hides and brings back a bounded number in one transaction', async () => {
      const { people, remarks, decisions } = database.tables;
      const [known] = await database.query.select().from(people).limit(1);
      if (!known) throw new Error('Nobody is there.');
      const { key: _key, ...like } = known;
      const keys = await database.query
        .insert(people)
        .values(Array.from({ length: 1100 }, (_, index) => ({ ...like, uri: `https://crowd.example/users/${index}` })))
        .returning({ key: people.key });
      const rows = Array.from({ length: 2600 }, (_, index) => ({
        ...{
          uri: `https://crowd.example/${index}`,
          person: keys[index % keys.length]?.key ?? 0,
          kind: 'reply' as const,
        },
        ...{ post, state: 'shown' as const, visibility: 'public' as const, published: now, received: now },
      }));
      for (let start = 0; start < rows.length; start += 1000)
        await database.query.insert(remarks).values(rows.slice(start, start + 1000));
      const all = await database.query.select({ key: remarks.key }).from(remarks);
      for (let start = 0; start < all.length; start += 1000)
        await database.query
          .insert(decisions)
          .values(
            all
              .slice(start, start + 1000)
              .map(({ key }) => ({ remark: key, state: 'shown' as const, by: 'rule', why: 'everyone', at: now })),
          );

      let most = 0;
      const watched: Database = {
        ...database,
        atomically: (build) =>
          database.atomically((query) => {
            const steps = build(query);
            for (const step of steps) if ('demand' in step) most = Math.max(most, step.demand);
            return steps;
          }),
      };
      const everybody = createBlocked(watched);
      expect(await everybody.hide(() => true, later)).toEqual({ remarks: 2600, reactions: 0 });
      expect(await countRemarks(database, {})).toEqual({ held: 0, shown: 0, hidden: 2600 });
      expect(await everybody.restore(() => true, later)).toEqual({ remarks: 2600, reactions: 0 });
      expect(await countRemarks(database, {})).toEqual({ held: 0, shown: 2600, hidden: 0 });
      expect(most).toBe(500);
    });
  });
});
