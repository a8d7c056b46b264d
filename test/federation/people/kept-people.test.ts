import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReactions } from '../../../src/conversation/reactions.ts';
import { createRemarks } from '../../../src/conversation/remarks.ts';
import type { Database } from '../../../src/database/database.ts';
import { createFollowers } from '../../../src/federation/followers/followers.ts';
import { prunePeople } from '../../../src/federation/ledger/prune-places.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import { addPost, said, shown } from '../../conversation/keeping.ts';
import { engines } from '../../support/databases.ts';
import { person, save } from '../followers/people.ts';

const now = new Date('2026-11-21T12:00:00Z');
const [ada, bob, eve] = [person('ada@a.example'), person('bob@b.example'), person('eve@c.example')];

describe.each(engines)('whoever said something here, on $name', ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    const post = await addPost(database, 'hello');
    await save(database, [ada, bob, eve]);
    const like = { uri: `${bob.uri}#1`, person: bob.uri, post, kind: 'like' as const, emoji: null };
    await database.atomically((query) => [
      ...createRemarks(database).keep(query, said(ada.uri, 'a'), { kind: 'reply', post, account: null }, shown, now),
      ...createReactions(database).keep(query, like, 'shown', now),
    ]);
  });
  afterEach(() => database.close());

  const people = async () => (await database.query.select().from(database.tables.people)).map(({ uri }) => uri).sort();

  it('is kept when they follow no longer, and when others are forgotten', async () => {
    const followers = createFollowers({ database });
    for (const { uri } of [ada, bob, eve])
      await database.atomically((query) => followers.accept(query, { account: 'james', uri, follow: `${uri}#f` }, now));
    for (const { uri } of [ada, bob, eve])
      await database.atomically((query) => followers.remove(query, { uri, account: null, gone: true }, now));
    expect(await people()).toEqual([ada.uri, bob.uri]);
    await save(database, [eve]);
    expect(await prunePeople(database, new Date('2027-11-21T12:00:00Z'))).toBe(1);
    expect(await people()).toEqual([ada.uri, bob.uri]);
  });

  it('is forgotten with the last of it', async () => {
    const store = createPeople({ database });
    await database.atomically((query) => [ada, bob, eve].map(({ uri }) => store.leave(query, uri)));
    expect(await people()).toEqual([ada.uri, bob.uri]);
    await database.atomically((query) => [
      createRemarks(database).buryAllOf(query, ada.uri),
      store.leave(query, ada.uri),
      createReactions(database).undoAllOf(query, bob.uri),
      store.leave(query, bob.uri),
    ]);
    expect(await people()).toEqual([]);
  });
});
