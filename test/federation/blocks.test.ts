import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { type Blocks, createBlocks } from '../../src/federation/blocks.ts';
import { createFollowers, type Followers } from '../../src/federation/followers/followers.ts';
import { createLedger } from '../../src/federation/ledger/ledger.ts';
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
    expect(await blocks.list()).toEqual([{ name: 'example.social', kind: 'domain', since: now }]);
    expect(await blocks.remove('example.social')).toBe(true);
    expect(await blocks.remove('example.social')).toBe(false);
    expect(await covers(ada.uri)).toBe(false);
  });
});
