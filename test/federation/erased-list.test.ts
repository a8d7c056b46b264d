import { copyFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPseudonym } from '../../src/conversation/erase/pseudonym.ts';
import { sweep } from '../../src/conversation/erase/sweep.ts';
import { createReactions } from '../../src/conversation/reactions.ts';
import { createConversations } from '../../src/conversation/read.ts';
import { createRemarks } from '../../src/conversation/remarks.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { eq } from '../../src/database/drizzle.ts';
import { type Blocks, createBlocks } from '../../src/federation/blocks.ts';
import { openErasedFile } from '../../src/federation/erase/erased-file.ts';
import { createErasedList } from '../../src/federation/erase/erased-list.ts';
import { forgetActor } from '../../src/federation/erase/forget.ts';
import { createFollowers } from '../../src/federation/followers/followers.ts';
import { createLedger } from '../../src/federation/ledger/ledger.ts';
import { addPost, said, shown } from '../conversation/keeping.ts';
import { engines, type Place } from '../support/databases.ts';
import { person, save } from './followers/people.ts';
import { blogSite } from './sample.ts';

const ada = person('ada@a.example');
const bob = person('bob@b.example');
const cat = person('cat@c.example');
let place: Place;
let database: Database;
let time: number;
let post: number;
const warned: string[] = [];
const now = (): Date => {
  time += 1000;
  return new Date(time);
};

beforeEach(async () => {
  warned.splice(0);
  const sqlite = engines.find(({ name }) => name === 'SQLite');
  if (!sqlite) throw new Error('There is no SQLite.');
  place = await sqlite.blank();
  database = await openDatabase(place.address);
  time = Date.parse('2026-11-21T12:00:00Z');
  post = await addPost(database, 'hello');
});
afterEach(async () => {
  await database.close();
  await place.remove();
});

const list = () =>
  createErasedList({
    config: { site: blogSite, place: { database: place.address } } as Parameters<typeof createErasedList>[0]['config'],
    log: { info: () => undefined, warn: (what) => void warned.push(what) },
    ...{ database, now },
  });
const blocks = (): Blocks =>
  createBlocks({
    ...{ database, site: blogSite, followers: createFollowers({ database }) },
    ledger: createLedger({ database, now }),
  });
const blocked = async () => (await blocks().list()).map(({ name }) => name);
const isBlocked = ({ uri }: typeof ada) => blocks().isBlocked(new URL(uri));
const file = () => readFile(join(dirname(place.address), 'erased.txt'), 'utf8');

async function say(by: typeof ada, name: string): Promise<void> {
  const remark = said(by.uri, name, { published: now() });
  await save(database, [by]);
  await database.atomically((query) =>
    createRemarks(database).keep(query, remark, { kind: 'reply', post, account: null }, shown, now()),
  );
}
const texts = async () =>
  (await database.query.select().from(database.tables.remarks))
    .flatMap(({ state, html }) => (state === 'shown' ? (html ?? '') : []))
    .sort();

async function backUp(): Promise<void> {
  await database.close();
  await copyFile(place.address, `${place.address}.backup`);
  database = await openDatabase(place.address);
}
async function restore(): Promise<void> {
  await database.close();
  await copyFile(`${place.address}.backup`, place.address);
  database = await openDatabase(place.address);
}
/** A server that starts; what it does each minute is done by it too. */
async function start(): Promise<void> {
  const one = list();
  await one.replay();
  await one.bringUp();
}

test('a restored database does not bring back blocks that were taken back, nor lacks those that were made', async () => {
  await say(ada, 'rude');
  await save(database, [cat]);
  await blocks().add({ name: 'past.example', kind: 'domain' }, now());
  await start();
  await backUp();
  await blocks().add({ name: ada.uri, kind: 'actor', why: 'Ada was rude' }, now());
  await blocks().add({ name: bob.uri, kind: 'actor' }, now());
  await blocks().add({ name: 'bad.example', kind: 'domain' }, now());
  await blocks().remove('past.example', now());
  await list().bringUp();
  const written = await file();
  expect(written).not.toMatch(/users|rude/);

  await restore();
  expect(await texts()).toEqual(['<p>rude</p>']);
  await start();
  expect(await texts()).toEqual([]);
  expect([await isBlocked(ada), await isBlocked(bob), await isBlocked(cat)]).toEqual([true, true, false]);
  // Whom the database knows is named again.
  expect(await blocked()).toEqual(['bad.example', expect.stringMatching(/^hash:/), ada.uri]);
  await start();
  expect(await file()).toBe(written);
});

test('a restored database does not bring back a like or a comment that was taken back, and keeps the others', async () => {
  await say(ada, 'taken-back');
  await say(bob, 'kept');
  const deed = { post, kind: 'like', emoji: null } as const;
  const store = () => createReactions(database);
  for (const { uri: by } of [ada, bob])
    await database.atomically((query) =>
      store().keep(query, { ...deed, uri: `${by}/likes/1`, person: by }, 'shown', now()),
    );
  const likes = async () => {
    const { counts } = createConversations(database);
    return (await counts([post])).get(post)?.likes;
  };
  await start();
  await backUp();
  const known = await store().find(`${ada.uri}/likes/1`);
  const remarks = createRemarks(database);
  const comment = await remarks.find(`${ada.uri}/statuses/taken-back`);
  await database.atomically((query) => [
    store().undo(query, known?.row.key ?? 0),
    remarks.bury(query, comment?.row.key ?? 0),
  ]);
  await sweep(database, now());
  await list().bringUp();

  await restore();
  expect([await likes(), await texts()]).toEqual([2, ['<p>kept</p>', '<p>taken-back</p>']]);
  await start();
  expect([await likes(), await texts()]).toEqual([1, ['<p>kept</p>']]);
  expect((await database.query.select().from(database.tables.people)).map(({ uri }) => uri)).toEqual([bob.uri]);
});

test('what was blocked or let in while no server ran stays as it is', async () => {
  await blocks().add(
    [ada, bob].map(({ uri }) => ({ name: uri, kind: 'actor' })),
    now(),
  );
  await start();
  await blocks().remove(ada.uri, now());
  await blocks().add({ name: cat.uri, kind: 'actor' }, now());
  await start();
  expect(await blocked()).toEqual([bob.uri, cat.uri]);
  await start();
  expect(await blocked()).toEqual([bob.uri, cat.uri]);
});

test('who was forgotten before, came back and was forgotten again, does not come back with a backup of between', async () => {
  const forget = async () => {
    await forgetActor(database, blogSite, ada.uri, { isGone: true }, now());
    await list().bringUp();
  };
  await say(ada, 'first');
  await blocks().add({ name: ada.uri, kind: 'actor', why: 'Ada was rude' }, now());
  await forget();
  // The block holds on, and does not say whom.
  expect(await database.query.select().from(database.tables.blocks)).toMatchObject([
    { name: expect.stringMatching(/^hash:/), why: null },
  ]);
  expect(await isBlocked(ada)).toBe(true);
  expect(JSON.stringify(await database.query.select().from(database.tables.remarks))).not.toContain(ada.uri);
  await blocks().remove(ada.uri, now());
  await say(ada, 'again');
  const deed = { uri: `${ada.uri}/likes/1`, person: ada.uri, post, kind: 'like', emoji: null } as const;
  await database.atomically((query) => createReactions(database).keep(query, deed, 'shown', now()));
  await backUp();
  await forget();
  const forgotten = async () => {
    const rows = await database.query.select().from(database.tables.erasures);
    const hash = (await loadPseudonym(database))(ada.uri);
    return rows.find((row) => row.hash === hash)?.at;
  };
  const instant = await forgotten();

  await restore();
  expect(await texts()).toEqual(['<p>again</p>']);
  await start();
  expect(await texts()).toEqual([]);
  const { people, reactions } = database.tables;
  expect(await database.query.$count(people)).toBe(0);
  expect(await database.query.$count(reactions, eq(reactions.state, 'shown'))).toBe(0);
  // What they write from then on is their own new word: it counts from when they were forgotten, not from the restoration.
  expect(await forgotten()).toEqual(instant);
  await say(ada, 'new');
  await start();
  expect(await texts()).toEqual(['<p>new</p>']);
});

test('what is erased is added to a list of any length, of which no more than the end is read', async () => {
  const path = join(dirname(place.address), 'long.txt');
  const { add } = openErasedFile(path);
  await writeFile(path, 'cut off');
  // As long as Node reads no file in one piece; it takes no room on the disk.
  const length = 2 ** 31 + 7;
  await truncate(path, length);
  await add('keykeykeykey', [{ hash: 'h'.repeat(43), at: new Date('2026-11-21T12:00:00Z') }]);
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, length);
  await file.close();
  expect(buffer.toString('utf8', 0, bytesRead)).toBe(`\n2026-11-21T12:00:00.000Z keykeykeykey ${'h'.repeat(43)}\n`);
});

test('what another database erased is not erased here, and its owner is told; the list is for nobody else to read', async () => {
  await say(ada, 'mine');
  const { add } = openErasedFile(join(dirname(place.address), 'erased.txt'));
  const hash = (await loadPseudonym(database))(ada.uri);
  await add('anotherkey12', [{ hash, at: now() }]);
  await start();
  expect(await texts()).toEqual(['<p>mine</p>']);
  expect(warned).toEqual([expect.stringMatching(/^1 lines of .* belong to another database/)]);
  const { mode } = await stat(join(dirname(place.address), 'erased.txt'));
  expect(mode & 0o077).toBe(0);
});

test('who follows and is forgotten by the owner follows no more, and their server is told', async () => {
  await save(database, [ada]);
  const followers = createFollowers({ database });
  const follow = { account: 'james', uri: ada.uri, follow: `${ada.uri}#follow` };
  await database.atomically((query) => followers.accept(query, follow, now()));
  await forgetActor(database, blogSite, ada.uri, { isGone: false }, now());
  expect(await followers.of(ada.uri)).toEqual([]);
  const told = await database.query.select().from(database.tables.activities);
  expect(told.map(({ type }) => type)).toEqual(['Reject']);
});

test('two processes that begin on an empty database hash alike, and those of another blog do not', async () => {
  const other = await openDatabase(place.address);
  const hashes = (await Promise.all([database, other].map(loadPseudonym))).map((pseudonym) => pseudonym(ada.uri));
  await other.close();
  const elsewhere = await openDatabase(':memory:');
  const theirs = (await loadPseudonym(elsewhere))(ada.uri);
  await elsewhere.close();
  expect([hashes[0] === hashes[1], hashes[0] === theirs]).toEqual([true, false]);
});
