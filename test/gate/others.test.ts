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

  /** Every row of every table, but for the digests of what came in. */
  async function tables(): Promise<string> {
    const { query, tables: all } = place.app.database;
    const { received: _received, ...others } = all;
    return JSON.stringify(await Promise.all(Object.values(others).map((table) => query.select().from(table))));
  }

  type Forging = (world: Company['world']) => [StrangerUser, Json];
  const edited = { content: '<p>evil</p>', updated: '2026-11-21T13:00:00Z' };
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
    [
      'an Announce of a Create',
      ({ ada, eve }) => [
        eve,
        { type: 'Announce', object: { type: 'Create', actor: ada.id, object: note(ada, 'forged') } },
      ],
    ],
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
