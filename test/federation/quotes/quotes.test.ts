import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decisionSteps } from '../../../src/conversation/desk/decide.ts';
import { listRemarks } from '../../../src/conversation/desk/list.ts';
import { Unmet } from '../../../src/database/database.ts';
import { createFollowers } from '../../../src/federation/followers/followers.ts';
import type { Json } from '../../../src/federation/inbox/incoming.ts';
import { createLedger } from '../../../src/federation/ledger/ledger.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import { createQuotes } from '../../../src/federation/quotes/quotes.ts';
import { createStamps } from '../../../src/federation/quotes/stamps.ts';
import { engines } from '../../support/databases.ts';
import { blogSite } from '../sample.ts';
import { actor, addPublished, blog, james, note, openWorld, says, type World } from '../talk/world.ts';

const post = `${blog}/ap/posts/hello`;
const minute = 60_000;

describe.each(engines)('who asks to quote a post, on $name,', ({ open }) => {
  let world: World;
  let ada: string;
  beforeEach(async () => {
    world = await openWorld(await open());
    ada = actor(world.web, 'ada@a.example');
  });
  afterEach(() => world.database.close());

  const quoting = (by: string, name: string, own: Json = {}): Json =>
    note(by, name, { inReplyTo: null, quote: post, ...own });
  const request = (by: string, instrument: unknown, own: Json = {}): Json =>
    says('QuoteRequest', by, post, { instrument, ...own });

  /** What was sent since the last look: its type, and the document. */
  const sent = async (): Promise<Json[]> => {
    const rows = await world.database.query.select().from(world.database.tables.activities);
    return rows.sort((a, b) => a.key - b.key).map(({ json }) => JSON.parse(json ?? '') as Json);
  };
  const types = async () => (await sent()).map(({ type }) => type);
  const stamps = () => world.database.query.select().from(world.database.tables.stamps);
  const quotesOf = () => {
    const { database } = world;
    const ledger = createLedger({ database, now: world.clock.now });
    return createQuotes({ site: blogSite, database, people: createPeople({ database }), ledger });
  };
  const document = async (id: string) => quotesOf().document(id);

  async function decide(name: string, state: 'shown' | 'hidden' | 'held' | 'gone'): Promise<void> {
    const all = await listRemarks(world.database, {});
    const found = all.find(({ uri }) => uri.endsWith(`/${name}`));
    if (!found) throw new Error(`There is no ${name}.`);
    const now = world.clock.now();
    await world.database.atomically((query) => decisionSteps(world.database, query, found, { state, why: '' }, now));
    await world.clock.advance(2 * minute);
    await world.worker.tend();
  }

  /** The job that never ends, as a server notes it when it starts. */
  async function settling(): Promise<void> {
    const { jobs } = world.database.tables;
    const now = world.clock.now();
    await world.database.query.insert(jobs).values({ kind: 'stamps', subject: '', details: {}, due: now, made: now });
  }

  test('is allowed it by a stamp that can be fetched, and the quote is shown', async () => {
    const asking = request(ada, quoting(ada, 'one'));
    expect(await world.take(asking)).toBe(true);
    expect(await world.shown()).toMatchObject({ quotes: ['one'], replies: [] });
    const [stamp] = await stamps();
    const [accept] = await sent();
    const result = `${blog}/ap/quotes/${stamp?.id}`;
    const instrument = `${ada}/statuses/one`;
    expect(accept).toMatchObject({
      ...{ type: 'Accept', actor: james, to: [ada], result },
      object: { type: 'QuoteRequest', id: asking.id, actor: ada, object: post, instrument },
    });
    expect(await document(stamp?.id ?? '')).toMatchObject({
      state: 'given',
      document: {
        ...{ id: result, type: 'QuoteAuthorization', attributedTo: james },
        ...{ interactingObject: instrument, interactionTarget: post },
      },
    });
    expect(await document('0'.repeat(32))).toBeNull();
  });

  test('is answered again when it asks again, by the same stamp, and not more than once a minute', async () => {
    const asking = request(ada, quoting(ada, 'one'));
    await world.take(asking);
    expect(await world.take(asking)).toBe(false);
    await world.clock.advance(2 * minute);
    await world.take(asking);
    const [first, second, ...others] = await sent();
    expect(others).toEqual([]);
    expect(second?.result).toBe(first?.result);
    expect(second?.id).not.toBe(first?.id);
    expect(await stamps()).toHaveLength(1);
  });

  test('may show the quote by its id, and only its own server is asked for it', async () => {
    world.web.set(`${ada}/statuses/one`, quoting(ada, 'one'));
    await world.take(request(ada, `${ada}/statuses/one`));
    expect(await types()).toEqual(['Accept']);
    expect(world.asked).toEqual([`${ada}/statuses/one`, ada]);
    const bob = actor(world.web, 'bob@b.example');
    expect(await world.take(request(bob, `${ada}/statuses/one`))).toBe(false);
    expect(world.asked).toEqual([`${ada}/statuses/one`, ada]);
    world.web.set(`${ada}/statuses/two`, 'down');
    await expect(world.take(request(ada, `${ada}/statuses/two`))).rejects.toThrow('could not be read');
    expect(await world.take(request(ada, `${ada}/statuses/three`))).toBe(false);
  });

  test('gets nothing where it is not honest', async () => {
    const eve = actor(world.web, 'eve@a.example');
    await addPublished(world.database, 'other');
    const cases: [string, Json][] = [
      ['what quotes is of another of its server', request(eve, quoting(ada, 'one'))],
      ['what quotes says that it is of another', request(eve, quoting(eve, 'x', { attributedTo: ada }))],
      ['what quotes is on another server', request(ada, quoting('https://b.example/users/bob', 'x'))],
      ['what quotes quotes something else', request(ada, quoting(ada, 'x', { quote: `${blog}/posts/other` }))],
      ['what quotes quotes nothing', request(ada, note(ada, 'x', { inReplyTo: null }))],
      ['the post is not there', { ...request(ada, quoting(ada, 'x')), object: `${blog}/ap/posts/never` }],
      ['nothing quotes', request(ada, undefined)],
    ];
    for (const [why, asking] of cases) expect(await world.take(asking), why).toBe(false);
    expect(await stamps()).toEqual([]);
    expect(await types()).toEqual([]);
    expect(await world.states()).toEqual({});
  });

  test('cannot have a stamp for what another of that server has one for', async () => {
    await world.take(request(ada, quoting(ada, 'one')));
    const eve = actor(world.web, 'eve@a.example');
    await world.take(request(eve, { ...quoting(ada, 'one'), attributedTo: eve }));
    expect(await stamps()).toMatchObject([{ author: ada, state: 'given' }]);
    expect(await types()).toEqual(['Accept']);
    // Nor by any of what it is made of.
    const { database, clock, post: key } = world;
    const [now, object, inbox] = [clock.now(), `${ada}/statuses/one`, `${eve}/inbox`];
    const store = createStamps(database);
    const row = { account: 'james', post: key, target: '/ap/posts/hello', object, author: eve };
    await database.atomically((query) => [store.write(query, 'x', row, 'given', now), store.drop(query, object, eve)]);
    expect(await stamps()).toMatchObject([{ author: ada, state: 'given' }]);
    const asked = { id: `${eve}#q`, actor: eve, object: post, instrument: object };
    await clock.advance(2 * minute);
    const answer = { request: asked, post: key, inbox, may: true, known: null, now: clock.now() };
    expect(await quotesOf().answer(answer)).toBeNull();
  });

  test('that was asked for before somebody had a comment of that name is not answered', async () => {
    await world.take(says('Create', ada, note(ada, 'one')));
    const eve = actor(world.web, 'eve@a.example');
    expect(await world.take(request(eve, { ...quoting(ada, 'one'), attributedTo: eve }))).toBe(false);
    expect(await stamps()).toEqual([]);
  });

  test('has another stamp where what quotes quotes another post by now', async () => {
    const other = await addPublished(world.database, 'other');
    await world.take(request(ada, quoting(ada, 'one')));
    const [first] = await stamps();
    await world.clock.advance(2 * minute);
    const asked = { id: `${ada}#q`, actor: ada, object: `${blog}/ap/posts/other`, instrument: `${ada}/statuses/one` };
    const parts = { inbox: `${ada}/inbox`, may: true, known: null, now: world.clock.now() };
    const effect = await quotesOf().answer({ request: asked, post: other, ...parts });
    await world.database.atomically(effect ?? (() => []));
    const [second, ...others] = await stamps();
    expect([second?.target, second?.id === first?.id, others]).toEqual(['/ap/posts/other', false, []]);
    expect((await sent())[1]).toMatchObject({ type: 'Accept', result: `${blog}/ap/quotes/${second?.id}` });
    // What was decided about the first says nothing of it.
    const store = createStamps(world.database);
    if (!first) throw new Error('There was no stamp.');
    const turned = world.database.atomically((query) => [
      store.turn(query, first, { id: first.id, state: 'revoked' }, world.clock.now()),
    ]);
    await expect(turned).rejects.toThrow(Unmet);
  });

  test('is told nothing in the name of an account that is no more', async () => {
    await settling();
    await world.take(request(ada, quoting(ada, 'one')));
    await world.database.query.update(world.database.tables.stamps).set({ account: 'former' });
    await decide('one', 'hidden');
    expect(await stamps()).toMatchObject([{ state: 'revoked' }]);
    expect(await types()).toEqual(['Accept']);
  });

  test('has ten quotes of a post at most, and no answer beyond', async () => {
    for (let count = 0; count < 12; count += 1) await world.take(request(ada, quoting(ada, `n${count}`)));
    expect(await types()).toEqual(Array(10).fill('Accept'));
    expect(await stamps()).toHaveLength(10);
  });

  test('loses the stamp when the quote is hidden, and gets another when it is approved', async () => {
    await settling();
    const asking = request(ada, quoting(ada, 'one'));
    await world.take(asking);
    const [first] = await stamps();
    await decide('one', 'hidden');
    expect(await document(first?.id ?? '')).toMatchObject({ state: 'revoked', document: { type: 'Tombstone' } });
    const deletion = (await sent())[1];
    expect(deletion).toMatchObject({ type: 'Delete', actor: james, object: `${blog}/ap/quotes/${first?.id}` });
    const rows = await world.database.query.select().from(world.database.tables.activities);
    expect(rows[1]).toMatchObject({ audience: 'told', subject: rows[0]?.subject });
    // What asks again for what is hidden is refused.
    await world.take({ ...asking, id: `${String(asking.id)}-again` });
    expect(await types()).toEqual(['Accept', 'Delete', 'Reject']);

    await decide('one', 'shown');
    const [second] = await stamps();
    expect(second).toMatchObject({ state: 'given' });
    expect(second?.id).not.toBe(first?.id);
    expect((await sent())[3]).toMatchObject({
      ...{ type: 'Accept', result: `${blog}/ap/quotes/${second?.id}` },
      object: { type: 'QuoteRequest', instrument: `${ada}/statuses/one` },
    });
    expect(await document(first?.id ?? '')).toBeNull();
    await decide('one', 'gone');
    expect((await sent())[4]).toMatchObject({ type: 'Delete', object: `${blog}/ap/quotes/${second?.id}` });
    await world.clock.advance(5 * minute);
    await world.worker.tend();
    expect(await types()).toHaveLength(5);
  });

  test('takes the stamp along with the quote, or with itself, and no message is needed', async () => {
    await settling();
    await world.take(request(ada, quoting(ada, 'one')));
    await world.take(request(ada, quoting(ada, 'two')));
    await world.take(says('Delete', ada, `${ada}/statuses/one`));
    expect(await stamps()).toMatchObject([{ object: `${ada}/statuses/two` }]);
    await world.take(says('Delete', ada, ada));
    expect(await stamps()).toEqual([]);
    await world.clock.advance(5 * minute);
    await world.worker.tend();
    expect(await types()).not.toContain('Delete');
    expect(await world.take(request(ada, quoting(ada, 'one')))).toBe(false);
  });

  test('and takes the quote out of an edit is kept no more; what the owner hid stays for the owner', async () => {
    await world.take(request(ada, quoting(ada, 'one')));
    await world.take(request(ada, quoting(ada, 'two')));
    const bob = actor(world.web, 'bob@b.example');
    await world.take(says('Create', bob, note(bob, 'three', { quote: post })));
    await decide('two', 'hidden');
    const before = await world.change();
    const own = { updated: '2026-11-21T11:00:00Z', content: '<p>changed</p>' };
    for (const name of ['one', 'two'])
      await world.take(says('Update', ada, note(ada, name, { ...own, inReplyTo: null })));
    await world.take(says('Update', bob, note(bob, 'three', own)));
    expect(await world.states()).toEqual({ one: 'gone', two: 'hidden', three: 'shown' });
    expect(await world.shown()).toMatchObject({ quotes: [], replies: ['changed'] });
    expect(await world.change()).toBe(before + 2);
  });
});

describe('by quotes of postern.yaml', () => {
  let world: World;
  afterEach(() => world.database.close());

  test.each([
    ['everyone', 'nobody in particular', 'Accept', ['x']],
    ['followers', 'a stranger', 'Reject', []],
    ['followers', 'somebody who waits to follow', 'Reject', []],
    ['followers', 'a follower of another account', 'Reject', []],
    ['followers', 'a follower', 'Accept', ['x']],
    ['nobody', 'a follower', 'Reject', []],
  ] as const)('%s: %s is answered by %s %s', async (quotes, who, answer, shown) => {
    const [engine] = engines;
    world = await openWorld(await (engine?.open ?? (() => Promise.reject()))(), { quotes });
    const { database, clock } = world;
    const ada = actor(world.web, 'ada@a.example');
    const people = createPeople({ database });
    const found = await people.fetch(ada, async (url) => ({
      ...{ contextUrl: null, documentUrl: url, document: world.web.get(url) },
    }));
    if (found.state !== 'alive') throw new Error('Ada is not there.');
    const followers = createFollowers({ database });
    const follows = who.includes('follow') && (who.includes('waits') ? 'hold' : 'accept');
    if (follows)
      await database.atomically((query) => [
        ...people.save(query, found.person, clock.now()),
        ...followers[follows](
          query,
          { account: who.includes('another') ? 'mary' : 'james', uri: ada, follow: `${ada}#follow` },
          clock.now(),
        ),
      ]);
    const instrument = note(ada, 'x', { inReplyTo: null, quote: `${blog}/posts/hello` });
    await world.take(says('QuoteRequest', ada, post, { instrument }));
    const rows = await database.query.select().from(database.tables.activities);
    expect(rows.map(({ type }) => type)).toEqual([answer]);
    expect((await world.shown()).quotes).toEqual(shown);
    // One that asks nobody is not shown either.
    await world.take(says('Create', ada, { ...instrument, id: `${ada}/statuses/y` }));
    expect((await world.shown()).quotes).toHaveLength(2 * shown.length);
  });

  test('what was refused is allowed once the owner approves it', async () => {
    const [engine] = engines;
    world = await openWorld(await (engine?.open ?? (() => Promise.reject()))(), { quotes: 'nobody' });
    const { database, clock } = world;
    const { jobs, stamps, activities } = database.tables;
    const now = clock.now();
    await database.query.insert(jobs).values({ kind: 'stamps', subject: '', details: {}, due: now, made: now });
    const ada = actor(world.web, 'ada@a.example');
    const instrument = note(ada, 'x', { inReplyTo: null, quote: post });
    await world.take(says('QuoteRequest', ada, post, { instrument }));
    expect(await world.states()).toEqual({ x: 'hidden' });
    const [found] = await listRemarks(database, {});
    if (!found) throw new Error('There is no quote.');
    await database.atomically((query) =>
      decisionSteps(database, query, found, { state: 'shown', why: '' }, clock.now()),
    );
    await clock.advance(2 * minute);
    await world.worker.tend();
    expect(await database.query.select().from(stamps)).toMatchObject([{ state: 'given' }]);
    const rows = await database.query.select().from(activities);
    expect(rows.map(({ type }) => type)).toEqual(['Reject', 'Accept']);
  });
});
