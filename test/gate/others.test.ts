import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import type { Json, StrangerUser } from '../support/stranger.ts';
import { blog, type Company, meet } from './company.ts';
import { send } from './send.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const files = {
  'postern.yaml': `url: ${blog}\ntitle: Notes\naccounts:\n  - handle: james\ncomments:\n  rule: everyone\n`,
  'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n',
  'content/posts/draft.md': '---\ntitle: Draft\nid: draft\ndraft: true\n---\n\nSecret.\n',
  'content/posts/later.md': '---\ntitle: Later\nid: later\ndate: 2999-01-01\n---\n\nSecret.\n',
};
const post = `${blog}/ap/posts/hello`;

/** What passes the gate, properly signed by whoever says it, and is about what somebody else said or did. */
describe('what is honest by its signature, and touches what belongs to others,', () => {
  let place: TestBlog;
  let company: Company;
  let like: Json;
  beforeAll(async () => {
    const clock = createTestClock();
    company = await meet(clock);
    const environment = { POSTERN_ALLOW_PRIVATE_ADDRESSES: company.hosts };
    place = await startBlog(files, { clock, environment });
    const { ada, eve, bob, stranger } = company.world;
    for (const one of [ada, eve, bob]) expect(await say(one, { type: 'Create', object: note(one, 'own') })).toBe(202);
    like = stranger.activity('Like', post, { by: ada });
    await say(ada, like);
    expect((await tables()).match(/<p>own<\/p>/g)).toHaveLength(3);
  });
  afterAll(async () => {
    await place.dispose();
    await company.close();
  });

  const note = ({ id }: StrangerUser, name: string, own: Json = {}): Json => ({
    ...{ id: `${id}/notes/${name}`, type: 'Note', attributedTo: id, to: everybody, content: `<p>${name}</p>` },
    ...{ inReplyTo: post, published: company.world.now.toISOString() },
    ...own,
  });

  async function say(by: StrangerUser, own: Json): Promise<number> {
    const sent = company.prepare({
      say: ({ '@context': context }) => ({
        ...{ '@context': context, id: `${by.id}#${Math.random()}`, actor: by.id, to: everybody },
        ...own,
      }),
      sign: () => ({ keyId: by.keyId, key: by.key().privateKey }),
    });
    const { status } = await send(place.app.url, sent);
    return status;
  }

  /** Every row of every table, but for the digests of what came in, and for what is sent and done meanwhile. */
  async function tables(): Promise<string> {
    const { query, tables: all } = place.app.database;
    const { received: _received, deliveries: _deliveries, hosts: _hosts, jobs, ...others } = all;
    const waiting = query.select({ kind: jobs.kind, subject: jobs.subject }).from(jobs).orderBy(jobs.key);
    return JSON.stringify(
      await Promise.all([...Object.values(others).map((table) => query.select().from(table)), waiting]),
    );
  }

  type Forging = (world: Company['world']) => [StrangerUser, Json];
  const edited = { content: '<p>evil</p>', updated: '2026-11-21T13:00:00Z' };
  const quoting = (one: StrangerUser, own: Json = {}): Json =>
    note(one, 'quoting', { inReplyTo: null, quote: post, ...own });
  const asking = (one: Json | string, own: Json = {}): Json => ({
    type: 'QuoteRequest',
    object: post,
    instrument: one,
    ...own,
  });
  /** What each of these would do, said by the right one, is in `does what it says` below. */
  const quotesAndMoves: [string, Forging][] = [
    ['a QuoteRequest for what another wrote', ({ ada, eve }) => [eve, asking(quoting(ada))]],
    ['a QuoteRequest for what another wrote, by its id', ({ bob, eve }) => [eve, asking(`${bob.id}/notes/quoting`)]],
    ['a QuoteRequest for what names another', ({ ada, eve }) => [eve, asking(quoting(eve, { attributedTo: ada.id }))]],
    ['a QuoteRequest for what quotes nothing', ({ eve }) => [eve, asking(note(eve, 'x', { inReplyTo: null }))]],
    [
      'a QuoteRequest of what is not there',
      ({ eve }) => [eve, asking(quoting(eve), { object: `${blog}/ap/posts/draft` })],
    ],
    [
      'a QuoteRequest of what is not ours',
      ({ eve, bob }) => [eve, asking(quoting(eve), { object: `${bob.id}/notes/own` })],
    ],
    [
      'a Flag of what is not here',
      ({ eve, bob }) => [eve, { type: 'Flag', object: [bob.id, `${bob.id}/notes/never`] }],
    ],
    ['a Flag of nothing', ({ eve }) => [eve, { type: 'Flag', object: [], content: 'spam' }]],
    ['a Move of another', ({ ada, eve }) => [eve, { type: 'Move', object: ada.id, target: eve.id }]],
    ['a Move to oneself', ({ ada }) => [ada, { type: 'Move', object: ada.id, target: ada.id }]],
    [
      'a Move to an account here',
      ({ ada }) => [ada, { type: 'Move', object: ada.id, target: `${blog}/ap/actors/james` }],
    ],
    ['a Move to nowhere', ({ ada }) => [ada, { type: 'Move', object: ada.id }]],
    ['a Block by whoever does not follow', ({ eve }) => [eve, { type: 'Block', object: `${blog}/ap/actors/james` }]],
    ['a Block of another', ({ eve, ada }) => [eve, { type: 'Block', object: ada.id }]],
    [
      'an Undo of a Block that was none',
      ({ eve, ada }) => [
        eve,
        { type: 'Undo', object: { type: 'Block', actor: ada.id, object: `${blog}/ap/actors/james` } },
      ],
    ],
  ];
  const cases: [string, Forging][] = [
    ['a Create of what another wrote', ({ ada, eve }) => [eve, { type: 'Create', object: note(ada, 'forged') }]],
    [
      'a Create that names another as author',
      ({ ada, eve }) => [eve, { type: 'Create', object: { ...note(eve, 'forged'), attributedTo: ada.id } }],
    ],
    [
      'a Create of what lives on another server',
      ({ ada, bob }) => [bob, { type: 'Create', object: { ...note(ada, 'forged'), attributedTo: bob.id } }],
    ],
    [
      'a Create of what names no author',
      ({ eve }) => [eve, { type: 'Create', object: note(eve, 'x', { attributedTo: null }) }],
    ],
    ['an Update of what another wrote', ({ ada, eve }) => [eve, { type: 'Update', object: note(ada, 'own', edited) }]],
    [
      'an Update that takes what another wrote as its own',
      ({ ada, eve }) => [eve, { type: 'Update', object: { ...note(ada, 'own', edited), attributedTo: eve.id } }],
    ],
    ['a Delete of what another wrote there', ({ ada, eve }) => [eve, { type: 'Delete', object: note(ada, 'own').id }]],
    [
      'a Delete, as a Tombstone, of what another wrote there',
      ({ ada, eve }) => [eve, { type: 'Delete', object: { type: 'Tombstone', id: note(ada, 'own').id } }],
    ],
    ['a Delete from another server', ({ ada, bob }) => [bob, { type: 'Delete', object: note(ada, 'own').id }]],
    ['a Delete of another actor there', ({ ada, eve }) => [eve, { type: 'Delete', object: ada.id }]],
    ['a Delete of our post', ({ eve }) => [eve, { type: 'Delete', object: post }]],
    ['an Undo of another’s Like', ({ eve }) => [eve, { type: 'Undo', object: like }]],
    ['an Undo of another’s Like, by its id', ({ eve }) => [eve, { type: 'Undo', object: like.id }]],
    [
      'an Undo of another’s Like as one’s own',
      ({ eve }) => [eve, { type: 'Undo', object: { ...like, actor: eve.id } }],
    ],
    [
      'an Announce that carries forged content',
      ({ ada, eve }) => [eve, { type: 'Announce', object: note(ada, 'own', edited) }],
    ],
    [
      'an Announce that carries a reply which nobody sent',
      ({ ada, eve }) => [eve, { type: 'Announce', object: note(ada, 'forged') }],
    ],
    ...quotesAndMoves,
    ['a boost that is not public', ({ eve }) => [eve, { type: 'Announce', object: post, to: `${eve.id}/followers` }]],
    ...['draft', 'later', 'never'].flatMap((id): [string, Forging][] => [
      [
        `a reply to a post that is not there: ${id}`,
        ({ eve }) => [eve, { type: 'Create', object: note(eve, 'x', { inReplyTo: `${blog}/ap/posts/${id}` }) }],
      ],
      [
        `a reply to an address that is not there: ${id}`,
        ({ eve }) => [eve, { type: 'Create', object: note(eve, 'x', { inReplyTo: `${blog}/posts/${id}` }) }],
      ],
      [`a Like of what is not there: ${id}`, ({ eve }) => [eve, { type: 'Like', object: `${blog}/ap/posts/${id}` }]],
    ]),
    [
      'what is said to nobody here',
      ({ eve }) => [eve, { type: 'Create', object: note(eve, 'x', { inReplyTo: null }) }],
    ],
    [
      'an empty reply',
      ({ eve }) => [eve, { type: 'Create', object: note(eve, 'x', { content: '<script>x</script>' }) }],
    ],
    [
      'a Create of a Follow',
      ({ eve }) => [eve, { type: 'Create', object: { type: 'Follow', id: `${eve.id}/x`, object: post } }],
    ],
  ];

  it.each(cases)('is answered as everything is, and changes nothing: %s', async (_, forging) => {
    const before = await tables();
    const asked = company.asked().length;
    expect(await say(...forging(company.world))).toBe(202);
    expect(await tables()).toBe(before);
    expect(company.asked().length).toBe(asked);
  });

  it('a Move to whoever does not name the old one changes nothing', async () => {
    const { ada, eve, bob } = company.world;
    const before = await tables();
    for (const { id } of [eve, bob]) expect(await say(ada, { type: 'Move', object: ada.id, target: id })).toBe(202);
    expect(await tables()).toBe(before);
  });

  it('does what it says where the right one says it', async () => {
    const { ada, eve, bob, stranger } = company.world;
    const { database } = place.app;
    const { stamps, reports, people, followers } = database.tables;
    const james = `${blog}/ap/actors/james`;
    expect(await say(eve, asking(quoting(eve)))).toBe(202);
    expect(await database.query.select().from(stamps)).toMatchObject([{ author: eve.id, state: 'given' }]);
    await say(bob, { type: 'Flag', object: [james, post, note(ada, 'own').id], content: 'Rude.' });
    await say(bob, { type: 'Flag', object: [james], content: '<p>Rude, too.</p>' });
    expect(await database.query.select().from(reports)).toMatchObject([
      { by: bob.id, account: 'james', text: 'Rude.' },
      { by: bob.id, account: 'james', remark: null, post: null, text: 'Rude, too.' },
    ]);
    const home = stranger.addUser('ada-now', { document: { alsoKnownAs: [ada.id] } });
    await say(ada, { type: 'Move', object: ada.id, target: home.id });
    const moved = (await database.query.select().from(people)).filter(({ movedTo }) => movedTo !== null);
    expect(moved).toMatchObject([{ uri: ada.id, movedTo: home.id }]);
    await say(eve, { type: 'Follow', object: james });
    expect(await database.query.$count(followers)).toBe(1);
    await say(eve, { type: 'Block', object: james });
    expect(await database.query.$count(followers)).toBe(0);
  });

  it('a Move of whoever is blocked by name goes on being blocked, and that of a blocked server is nothing', async () => {
    const { eve, bob, stranger, ada } = company.world;
    const { database } = place.app;
    const { blocks } = database.tables;
    const since = company.world.now;
    const row = (name: string, kind: 'actor' | 'domain') => ({ name, kind, since, why: null });
    await database.query.insert(blocks).values(row(eve.id, 'actor'));
    const home = stranger.addUser('eve-now', { document: { alsoKnownAs: [eve.id] } });
    const taken = () => database.query.$count(database.tables.received);
    const [before, count] = [await tables(), await taken()];
    await say(eve, { type: 'Create', object: note(eve, 'blocked') });
    expect(await tables()).toBe(before);
    expect(await taken()).toBe(count);
    await say(eve, { type: 'Move', object: eve.id, target: home.id });
    expect((await database.query.select().from(blocks)).map(({ name }) => name)).toEqual([eve.id, home.id]);
    await say(home, { type: 'Create', object: note(home, 'back-again') });
    expect(await tables()).not.toContain('back-again');

    await database.query.insert(blocks).values(row('127.0.0.1', 'domain'));
    const [known, all] = [await tables(), await taken()];
    const other = company.other.addUser('bob-now', { document: { alsoKnownAs: [bob.id, ada.id] } });
    for (const one of [bob, ada]) await say(one, { type: 'Move', object: one.id, target: other.id });
    expect(await tables()).toBe(known);
    expect(await taken()).toBe(all);
    await database.query.delete(blocks);
  });

  it('cannot keep others from what is theirs later', async () => {
    const { ada, eve } = company.world;
    await say(eve, { type: 'Delete', object: note(ada, 'next').id });
    await say(eve, { type: 'Undo', object: `${ada.id}#next` });
    await say(ada, { type: 'Create', object: note(ada, 'next') });
    await say(ada, { type: 'Announce', id: `${ada.id}#next`, object: post });
    const after = await tables();
    expect(after).toContain('<p>next</p>');
    expect(after).toContain(`${ada.id}#next`);
  });
});
