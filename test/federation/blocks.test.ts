import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConversations } from '../../src/conversation/read.ts';
import { createRemarks } from '../../src/conversation/remarks.ts';
import type { Database } from '../../src/database/database.ts';
import { type Blocks, createBlocks } from '../../src/federation/blocks.ts';
import { createFollowers, type Followers } from '../../src/federation/followers/followers.ts';
import { createLedger } from '../../src/federation/ledger/ledger.ts';
import { addPost, said, shown } from '../conversation/keeping.ts';
import { engines } from '../support/databases.ts';
import { person, save } from './followers/people.ts';
import { blogSite } from './sample.ts';

const now = new Date('2026-11-21T12:00:00Z');
const ada = person('ada@example.social');
const bob = person('bob@deep.sub.example.social');
const cat = person('cat@notexample.social');

describe.each(engines)('blocks on $name', ({ open }) => {
  let database: Database;
  let followers: Followers;
  let blocks: Blocks;

  beforeEach(async () => {
    database = await open();
    followers = createFollowers({ database });
    blocks = createBlocks({ database, followers, ledger: createLedger({ database, now: () => now }), site: blogSite });
  });
  afterEach(() => database.close());

  const covers = (uri: string) => blocks.isBlocked(new URL(uri));

  test('of a domain cover every host below it, in any spelling and on any port', async () => {
    await blocks.add({ name: 'xn--strae-oqa.example', kind: 'domain' }, now);
    for (const uri of [
      'https://straße.example/users/ada',
      'https://STRASSE.example/'.replace('STRASSE', 'xn--STRAE-oqa'),
      'https://xn--strae-oqa.example./users/ada',
      'https://a.b.straße.example/users/ada',
      'https://straße.example:8443/users/ada',
      'http://user@straße.example/?author=1',
      'https://straße。example/',
    ])
      expect([uri, await covers(uri)]).toEqual([uri, true]);
    for (const uri of [
      'https://example/users/ada',
      'https://otherstraße.example/users/ada',
      'https://strasse.example/users/ada',
      'https://evil.example/straße.example',
      'https://straße.example.evil.test/',
    ])
      expect([uri, await covers(uri)]).toEqual([uri, false]);
  });

  test('of one person cover nobody else there', async () => {
    await blocks.add({ name: 'https://example.social/users/ada', kind: 'actor' }, now);
    for (const uri of [ada.uri, 'HTTPS://Example.Social:443/users/ada', 'https://example.social./users/ada#main-key'])
      expect([uri, await covers(uri)]).toEqual([uri, true]);
    for (const uri of ['https://example.social/users/adam', 'https://example.social/users/bob', cat.uri])
      expect([uri, await covers(uri)]).toEqual([uri, false]);
  });

  test('of an address cover that one, and no parts of it', async () => {
    await blocks.add({ name: '127.0.0.1', kind: 'domain' }, now);
    await blocks.add({ name: '0.0.1', kind: 'domain' }, now);
    expect(await covers('http://127.0.0.1:4000/users/ada')).toBe(true);
    expect(await covers('http://127.1/users/ada')).toBe(true);
    expect(await covers('http://10.0.0.1/users/ada')).toBe(false);
  });

  test('end the follows of those they cover, each with a Reject, and hold until they are taken back', async () => {
    await save(database, [ada, bob, cat]);
    for (const { uri } of [ada, bob, cat])
      for (const account of ['james', 'mary'])
        await database.atomically((query) =>
          followers.accept(query, { account, uri, follow: `${uri}/follow-${account}` }, now),
        );
    const covered = await blocks.covered({ name: 'example.social', kind: 'domain' });
    expect(covered.map(({ uri, account }) => `${uri} ${account}`).sort()).toHaveLength(4);
    expect(await blocks.add({ name: 'example.social', kind: 'domain' }, now)).toEqual(covered);
    expect((await followers.list()).map(({ uri }) => uri)).toEqual([cat.uri, cat.uri]);
    const { activities } = database.tables;
    const sent = (await database.query.select().from(activities)).map(({ json }) => JSON.parse(json ?? ''));
    expect(sent).toHaveLength(4);
    expect(sent).toContainEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: expect.stringMatching(/^https:\/\/blog\.example\.com\/ap\/actors\/mary#rejects\/[0-9a-f]{32}$/),
      type: 'Reject',
      actor: 'https://blog.example.com/ap/actors/mary',
      to: [bob.uri],
      object: {
        ...{ id: `${bob.uri}/follow-mary`, type: 'Follow', actor: bob.uri },
        object: 'https://blog.example.com/ap/actors/mary',
      },
    });

    // Once more changes nothing.
    expect(await blocks.add({ name: 'example.social', kind: 'domain' }, new Date())).toEqual([]);
    expect(await blocks.list()).toEqual([{ name: 'example.social', kind: 'domain', since: now, why: null }]);
    expect(await blocks.remove('example.social', now)).toBe(true);
    expect(await blocks.remove('example.social', now)).toBe(false);
    expect(await covers(ada.uri)).toBe(false);
  });

  test('of many servers at once are written together, and show out each follower once', async () => {
    const crowd = Array.from({ length: 120 }, (_, index) => person(`ada@a.b${index}.example`));
    await save(database, [...crowd, cat]);
    for (const { uri } of [...crowd, cat])
      await database.atomically((query) =>
        followers.accept(query, { account: 'james', uri, follow: `${uri}/follow` }, now),
      );
    const named = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ name: `b${index}.example`, kind: 'domain' as const },
      why: index === 7 ? 'Spam' : null,
    }));
    // Both that domain and the one above it are on the list.
    const list = [...named, { name: 'a.b7.example', kind: 'domain' as const }];
    expect(await blocks.covered(list)).toHaveLength(120);
    let listings = 0;
    const counted = { ...followers, list: () => followers.list().finally(() => (listings += 1)) };
    const ledger = createLedger({ database, now: () => now });
    const many = createBlocks({ database, followers: counted, ledger, site: blogSite });
    expect(await many.add(list, now)).toHaveLength(120);
    expect(listings).toBe(1);
    expect((await followers.list()).map(({ uri }) => uri)).toEqual([cat.uri]);
    const all = await blocks.list();
    expect(all).toHaveLength(20_001);
    expect(all.find(({ name }) => name === 'b7.example')).toMatchObject({ why: 'Spam', since: now });
    expect(await database.query.$count(database.tables.activities)).toBe(120);

    expect(await blocks.add([], now)).toEqual([]);
    expect(await blocks.add({ name: 'b7.example', kind: 'domain', why: 'Other' }, new Date())).toEqual([]);
    expect((await blocks.list()).find(({ name }) => name === 'b7.example')).toMatchObject({ why: 'Spam', since: now });
  });

  test('hide what was said from there, and bring back what no other block covers', async () => {
    await save(database, [ada, bob, cat]);
    const post = await addPost(database, 'first-frost');
    const remarks = createRemarks(database);
    for (const { uri } of [ada, bob, cat])
      await database.atomically((query) =>
        remarks.keep(query, said(uri, 'a'), { kind: 'reply', post, account: null }, shown, now),
      );
    const seen = async () => (await createConversations(database).of(post)).replies.map(({ uri }) => uri).sort();
    const of = ({ uri }: { uri: string }) => `${uri}/statuses/a`;
    const [domain, person] = [
      { name: 'example.social', kind: 'domain' },
      { name: ada.uri, kind: 'actor' },
    ] as const;
    expect(await blocks.heard(domain)).toEqual({ remarks: 2, reactions: 0 });
    await blocks.add(domain, now);
    expect(await seen()).toEqual([of(cat)]);
    await blocks.add(person, now);
    expect(await blocks.silenced(domain.name)).toEqual({ remarks: 1, reactions: 0 });
    expect(await blocks.remove(domain.name, now)).toBe(true);
    expect(await seen()).toEqual([of(cat), of(bob)].sort());
    expect(await blocks.remove(person.name, now)).toBe(true);
    expect(await seen()).toEqual([of(ada), of(bob), of(cat)].sort());
  });
});
