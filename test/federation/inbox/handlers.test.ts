import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../../src/config.ts';
import type { Database } from '../../../src/database/database.ts';
import { createBlocks } from '../../../src/federation/blocks.ts';
import { createFollowers, type Followers } from '../../../src/federation/followers/followers.ts';
import { createHandlers, type Handlers } from '../../../src/federation/inbox/handlers.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { Unreadable } from '../../../src/federation/inbox/unreadable.ts';
import { createLedger } from '../../../src/federation/ledger/ledger.ts';
import { createMoves } from '../../../src/federation/people/moves.ts';
import { createPeople, type Look } from '../../../src/federation/people/people.ts';
import type { Person } from '../../../src/federation/people/person.ts';
import { createQuotes } from '../../../src/federation/quotes/quotes.ts';
import { createReports } from '../../../src/federation/reports/reports.ts';
import { createTalk } from '../../../src/federation/talk/talk.ts';
import { engines } from '../../support/databases.ts';
import { person } from '../followers/people.ts';
import { blogSite, james as plainJames } from '../sample.ts';

const ada = person('ada@example.social');
const bob = person('bob@example.social');
const james: Account = { ...plainJames };
const mary: Account = { ...plainJames, id: 'mary', user: 'mary', manuallyApprovesFollowers: true };
const idOf = ({ id }: Account) => `https://blog.example.com/ap/actors/${id}`;

describe.each(engines)('what comes to an inbox, on $name', ({ open }) => {
  let database: Database;
  let followers: Followers;
  let handlers: Handlers;
  let now: Date;
  let looks: Map<string, Look>;
  let asked: string[];

  beforeEach(async () => {
    database = await open();
    now = new Date('2026-11-21T12:00:00Z');
    asked = [];
    looks = new Map([ada, bob].map((one) => [one.uri, { state: 'alive', person: one }]));
    followers = createFollowers({ database });
    const people = {
      ...createPeople({ database }),
      async fetch(uri: string): Promise<Look> {
        asked.push(uri);
        return looks.get(uri) ?? { state: 'unknown', why: 'nobody knows' };
      },
    };
    const site = { ...blogSite, accounts: [james, mary] };
    const nothing = async () => ({ forOneTask: () => () => Promise.reject(new Error('nothing is loaded here')) });
    const ledger = createLedger({ database, now: () => now });
    handlers = createHandlers({
      ...{ site, followers, people },
      ledger,
      quotes: createQuotes({ site, database, people, ledger }),
      moves: createMoves({ database, blocks: createBlocks({ database, followers, ledger, site }) }),
      reports: createReports(database),
      hearsay: { hear: async () => null },
      isBlocked: () => false,
      talk: createTalk({
        site,
        place: { allowPrivateAddresses: [] },
        database,
        people,
        followers,
        isBlocked: () => false,
        loaders: nothing,
      }),
    });
  });
  afterEach(() => database.close());

  /** Everything that is kept, but for digests of what came: those may be of things that are still to come. */
  async function everything(): Promise<string> {
    const { received: _received, ...tables } = database.tables;
    return JSON.stringify(await Promise.all(Object.values(tables).map((table) => database.query.select().from(table))));
  }

  /** Takes an activity in, as the inbox does once its sender is proven. @returns whether it changed anything. */
  async function take(activity: Json, account: Account | null = null): Promise<boolean> {
    now = new Date(now.getTime() + 1000);
    const [id, type, actor] = [String(activity.id), String(activity.type), String(activity.actor)];
    const load = () => Promise.reject(new Error('nothing is loaded here'));
    const effect = await handlers[type]?.({ id, type, actor, activity, account, now, load });
    const before = await everything();
    if (effect) await database.atomically(effect);
    return (await everything()) !== before;
  }

  const followOf = (who: Person, object: unknown = idOf(james), id = `${who.uri}/follow`): Json => ({
    '@context': 'https://www.w3.org/ns/activitystreams',
    ...{ id, type: 'Follow', actor: who.uri, object },
  });
  const undoOf = (who: Person, object: unknown): Json => ({
    id: `${who.uri}/undo`,
    type: 'Undo',
    actor: who.uri,
    object,
  });
  const states = async () =>
    (await followers.list()).map(({ handle, account, state }) => `${handle} ${account} ${state}`);

  async function sent(): Promise<Json[]> {
    const { activities } = database.tables;
    const rows = await database.query.select().from(activities).orderBy(activities.key);
    return rows.map(({ json }) => JSON.parse(json ?? '') as Json);
  }

  async function inboxesOf(): Promise<string[]> {
    const { deliveries, inboxes } = database.tables;
    const rows = await database.query.select().from(deliveries);
    const names = new Map((await database.query.select().from(inboxes)).map(({ key, uri }) => [key, uri]));
    return rows.map(({ inbox }) => names.get(inbox) ?? '');
  }

  test('a Follow is stored and answered, with the Follow inside, at the personal inbox', async () => {
    expect(await take(followOf(ada))).toBe(true);
    expect(await states()).toEqual(['ada@example.social james accepted']);
    const [accept] = await sent();
    expect(accept).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: expect.stringMatching(/^https:\/\/blog\.example\.com\/ap\/actors\/james#accepts\/[0-9a-f]{32}$/),
      type: 'Accept',
      actor: idOf(james),
      to: [ada.uri],
      object: { id: `${ada.uri}/follow`, type: 'Follow', actor: ada.uri, object: idOf(james) },
    });
    expect(await inboxesOf()).toEqual([ada.inbox]);
  });

  test('a Follow that comes again under the same id gets another answer, and is one follower', async () => {
    await take(followOf(ada));
    await take(followOf(ada));
    await take(followOf(ada, idOf(james), `${ada.uri}/another`));
    const ids = (await sent()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(await followers.count('james')).toBe(1);
  });

  test.each([
    ['embedded', { id: idOf(james), type: 'Person' }],
    ['in a list', [idOf(james)]],
  ])('a Follow may name the account %s', async (_, object) => {
    expect(await take(followOf(ada, object), james)).toBe(true);
    expect((await sent())[0]?.object).toMatchObject({ object: idOf(james) });
  });

  test.each<[string, unknown, Account | null]>([
    ['of nobody', null, null],
    ['of what is no account here', 'https://blog.example.com/ap/actors/nobody', null],
    ['of a post', 'https://blog.example.com/ap/posts/a', null],
    ['of an account in another spelling', 'https://BLOG.example.com/ap/actors/james', null],
    ['of an account and something behind it', `${idOf(james)}#main-key`, null],
    ['of its page', 'https://blog.example.com/@james', null],
    ['of several', [idOf(james), idOf(mary)], null],
    ['of a number', 7, null],
    ['of another account than the inbox is of', idOf(mary), james],
  ])('a Follow %s does nothing, and fetches nothing', async (_, object, account) => {
    expect(await take(followOf(ada, object), account)).toBe(false);
    expect([asked, await states()]).toEqual([[], []]);
  });

  test('an account of ours follows none of ours', async () => {
    expect(await take(followOf({ ...ada, uri: idOf(mary) }))).toBe(false);
    expect(asked).toEqual([]);
  });

  test('a Follow whose actor cannot be read is to be sent again; of one that is gone nothing is kept', async () => {
    looks.set(ada.uri, { state: 'unknown', why: 'took too long' });
    await expect(take(followOf(ada))).rejects.toThrow(Unreadable);
    looks.set(ada.uri, { state: 'gone' });
    expect(await take(followOf(ada))).toBe(false);
    expect([await states(), await sent()]).toEqual([[], []]);
  });

  test('where the account approves its followers, they wait without an answer, and are answered at once when known', async () => {
    await take(followOf(ada, idOf(mary)));
    await take(followOf(ada, idOf(mary), `${ada.uri}/again`));
    expect([await states(), await sent()]).toEqual([['ada@example.social mary pending'], []]);
    await database.atomically((query) => followers.approve(query, { account: 'mary', uri: ada.uri }));
    await take(followOf(ada, idOf(mary)));
    expect(await states()).toEqual(['ada@example.social mary accepted']);
    expect((await sent()).map(({ type }) => type)).toEqual(['Accept']);
  });

  describe('once somebody follows', () => {
    beforeEach(async () => {
      await take(followOf(ada));
      await take(followOf(ada, idOf(mary), `${ada.uri}/follow-mary`));
      await take(followOf(bob));
      now = new Date('2026-11-21T13:00:00Z');
    });
    const all = [
      'bob@example.social james accepted',
      'ada@example.social mary pending',
      'ada@example.social james accepted',
    ];

    test.each<[string, Json | string]>([
      ['embedded', followOf(ada)],
      ['embedded under a new id', followOf(ada, idOf(james), `${ada.uri}/made-up`)],
      ['by its id', `${ada.uri}/follow`],
      ['by its id in an object', { id: `${ada.uri}/follow`, type: 'Follow' }],
    ])('an Undo of a Follow %s ends that one', async (_, object) => {
      expect(await take(undoOf(ada, object))).toBe(true);
      expect(await states()).toEqual([all[0], all[1]]);
      expect(await take(undoOf(ada, object))).toBe(false);
    });

    test.each<[string, Person, unknown]>([
      ["of somebody else's Follow, by its id", bob, `${ada.uri}/follow`],
      ["of somebody else's Follow, embedded", bob, followOf(ada)],
      ['of what is not known', ada, `${ada.uri}/unknown`],
      ['of a Like under the id of a Follow', ada, { id: `${ada.uri}/follow`, type: 'Like', object: idOf(james) }],
      ['of a Follow of somebody else', ada, followOf(ada, bob.uri)],
      ['of nothing', ada, undefined],
    ])('an Undo %s does nothing', async (_, who, object) => {
      expect(await take(undoOf(who, object))).toBe(false);
      expect(await states()).toEqual(all);
    });

    test.each<[string, unknown]>([
      ['by its id', ada.uri],
      ['embedded', { id: ada.uri, type: 'Person' }],
      ['as a Tombstone', { id: ada.uri, type: 'Tombstone' }],
    ])('the Delete of an actor %s ends everything it follows and forgets it', async (_, object) => {
      expect(await take({ id: `${ada.uri}#delete`, type: 'Delete', actor: ada.uri, object })).toBe(true);
      expect(await states()).toEqual([all[0]]);
      expect((await database.query.select().from(database.tables.people)).map(({ uri }) => uri)).toEqual([bob.uri]);
      // The answer to its Follow needs nobody any more; Bob's goes out.
      const { deliveries } = database.tables;
      const outcomes = (await database.query.select().from(deliveries)).map(({ outcome }) => outcome ?? 'waits');
      expect(outcomes.sort()).toEqual(['superseded', 'waits']);
    });

    test.each<[string, unknown]>([
      ['of another actor', bob.uri],
      ['of a post', `${ada.uri}/posts/1`],
      ['of our account', idOf(james)],
      ['of nothing', null],
    ])('a Delete %s does nothing', async (_, object) => {
      expect(await take({ id: `${ada.uri}#delete`, type: 'Delete', actor: ada.uri, object })).toBe(false);
      expect(await states()).toEqual(all);
    });

    test('a Block ends the follow of the account that is blocked', async () => {
      const block = (object: unknown) => take({ id: `${ada.uri}/block`, type: 'Block', actor: ada.uri, object });
      expect(await block(bob.uri)).toBe(false);
      expect(await block(idOf(james))).toBe(true);
      expect(await states()).toEqual([all[0], all[1]]);
    });

    test('an Update of an actor reads it again, since its inbox may have moved', async () => {
      const moved = { ...ada, name: 'Ada L.', inbox: 'https://example.social/new/inbox' };
      looks.set(ada.uri, { state: 'alive', person: moved });
      const update = (object: unknown, who = ada) =>
        take({ id: `${who.uri}#u`, type: 'Update', actor: who.uri, object });
      asked = [];
      expect(await update({ id: ada.uri, type: 'Person', name: 'forged', inbox: 'https://evil.example/' })).toBe(true);
      expect(await followers.of(ada.uri)).toContainEqual(
        expect.objectContaining({ name: 'Ada L.', inbox: moved.inbox }),
      );
      expect(asked).toEqual([ada.uri]);
      expect(await update({ id: bob.uri, type: 'Person' })).toBe(false);
      expect(await update(`${ada.uri}/posts/1`)).toBe(false);
      const stranger = person('eve@evil.example');
      expect(await update(stranger.uri, stranger)).toBe(false);
      expect(asked).toEqual([ada.uri]);
    });

    test('of other types there is none that does anything', () => {
      expect(Object.keys(handlers)).toEqual([
        ...[
          'Follow',
          'Undo',
          'Delete',
          'Block',
          'Update',
          'Create',
          'QuoteRequest',
          'Flag',
          'Move',
          'Like',
          'EmojiReact',
          'EmojiReaction',
          'Announce',
        ],
      ]);
      for (const type of ['Accept', 'Add', 'constructor', '__proto__', 'toString'])
        expect(handlers[type]).toBeUndefined();
    });
  });
});
