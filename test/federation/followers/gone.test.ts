import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { eq } from '../../../src/database/drizzle.ts';
import { dropGone, type Ending, seemsGone } from '../../../src/federation/followers/gone.ts';
import { createGuard, type Guard } from '../../../src/federation/guard/guard.ts';
import { signGet } from '../../../src/federation/sign.ts';
import { createLog } from '../../../src/log.ts';
import { engines } from '../../support/databases.ts';
import { addActivity, addFollowers } from '../../support/ledger.ts';
import { type Peer, startPeer, verifySignature } from '../../support/peer.ts';

const now = new Date('2026-11-21T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

/** `30 20 +10 5`: about another post each, failed so many days ago, or delivered where there is a plus. */
function endings(written: string): Ending[] {
  return written.split(' ').map((word, index) => ({
    subject: `post ${index}`,
    outcome: word.startsWith('+') ? 'delivered' : word.startsWith('~') ? 'superseded' : 'failed',
    finished: daysAgo(Number(word.replace(/\D/, ''))),
  }));
}

test.each([
  ['three posts over two weeks', '30 20 16', true],
  ['three posts within two weeks', '29 20 16', false],
  ['two posts over two weeks', '40 5', false],
  ['nothing at all', '', false],
  ['three posts since the last that arrived', '+50 30 20 16', true],
  ['three posts, and one that arrived between them', '30 20 +18 16', false],
  ['three posts, and one that arrived after them', '30 20 16 +15', false],
  ['an edit that was replaced, which is no answer', '30 20 ~18 16 ~1', true],
  ['three posts of which one was replaced', '30 ~20 16', false],
])('an inbox that failed for %s: %s is %s', (_, written, expected) => {
  expect(seemsGone(written ? endings(written).reverse() : [])).toBe(expected);
});

test('three edits of one post are one post', () => {
  const edits = endings('30 20 16').map((ending) => ({ ...ending, subject: 'the same' }));
  expect(seemsGone(edits)).toBe(false);
});

describe.each(engines)('followers whose server says that they are gone, on $name', ({ open }) => {
  let database: Database;
  let peer: Peer;
  let guard: Guard;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const logged: string[] = [];
  const log = createLog({ log: 'pretty', logLevel: 'info' }, (line) => logged.push(line));

  beforeEach(async () => {
    database = await open();
    peer = await startPeer();
    logged.length = 0;
    guard = createGuard({
      allowed: 'loopback',
      userAgent: 'Postern/test',
      sign: async (url) =>
        signGet(url, { keyId: 'https://blog.example/ap/actors/james#main-key', key: privateKey }, now),
      isRefused: () => false,
      patience: { phase: 300, total: 600 },
    });
  });
  afterEach(async () => {
    await guard.close();
    await peer.close();
    await database.close();
  });

  const inboxOf = (name: string): string => `${peer.origin}/${name}/inbox`;
  const follow = (...names: string[]) => addFollowers(database, 'james', names.map(inboxOf));
  const drop = (at = now) => dropGone({ database, guard, log, now: at });
  const actorOf = (name: string): string => `/${name}/inbox/actor`;

  async function fail(name: string, days: number[]): Promise<void> {
    for (const ago of days)
      await addActivity(database, { uri: `u:${name}:${ago}`, subject: `post ${ago}` }, [
        { inbox: inboxOf(name), outcome: 'failed', finished: daysAgo(ago), status: 410 },
      ]);
  }

  async function left(): Promise<string[]> {
    const { followers, people } = database.tables;
    const rows = await database.query
      .select({ user: people.user })
      .from(followers)
      .innerJoin(people, eq(people.key, followers.person));
    return rows.map(({ user }) => user).sort();
  }

  test.each([404, 410])('are dropped at a %i, and the log says who and why', async (status) => {
    await follow('ann', 'bob');

    peer.at(actorOf('ann'), { status, text: 'gone' });
    peer.at(actorOf('bob'), { status, text: 'gone' });
    await fail('ann', [30, 20, 16]);
    await fail('bob', [30, 20]);
    expect(await drop()).toEqual([`${peer.origin}${actorOf('ann')}`]);
    expect(await left()).toEqual(['bob']);
    expect(peer.received.map(({ url }) => url)).toEqual([actorOf('ann')]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(`${peer.origin}${actorOf('ann')} follows no longer: it is gone (${status})`);
  });

  test('are asked for with a signature', async () => {
    await follow('ann');
    await fail('ann', [30, 20, 16]);
    await drop();
    const [asked] = peer.received;
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(asked && verifySignature(asked, pem)).toEqual({ keyId: 'https://blog.example/ap/actors/james#main-key' });
  });

  test.each([200, 401, 403, 429, 500, 503])('stay at a %i, and are not asked again for a week', async (status) => {
    await follow('ann');
    await fail('ann', [30, 20, 16]);
    peer.at(actorOf('ann'), { status, json: {} });
    expect(await drop()).toEqual([]);
    expect(await left()).toEqual(['ann']);
    await drop(daysAgo(-6));
    expect(peer.received).toHaveLength(1);
    peer.at(actorOf('ann'), null);
    expect(await drop(daysAgo(-8))).toHaveLength(1);
  });

  test('stay when their server does not answer, which is asked once for all of them', async () => {
    await follow('ann', 'bob');
    await fail('ann', [30, 20, 16]);
    await fail('bob', [30, 20, 16]);
    peer.at(actorOf('ann'), () => {});
    peer.at(actorOf('bob'), () => {});
    expect(await drop()).toEqual([]);
    expect(await left()).toEqual(['ann', 'bob']);
    expect(peer.received).toHaveLength(1);
  });

  test('are looked for behind a shared inbox one by one', async () => {
    await follow('ann', 'bob');
    const shared = `${peer.origin}/shared`;
    for (const ago of [30, 20, 16])
      await addActivity(database, { uri: `u:${ago}`, subject: `post ${ago}` }, [
        { inbox: shared, outcome: 'failed', finished: daysAgo(ago), status: 404 },
      ]);
    const { inboxes, people } = database.tables;
    const [row] = await database.query.select().from(inboxes).where(eq(inboxes.uri, shared));
    await database.query.update(people).set({ sharedInbox: row?.key ?? null });
    peer.at(actorOf('bob'), { json: {} });
    expect(await drop()).toEqual([`${peer.origin}${actorOf('ann')}`]);
    expect(await left()).toEqual(['bob']);
  });

  test('are not looked for when nothing failed', async () => {
    await follow('ann');
    await addActivity(database, { uri: 'u:1', subject: 'post' }, [
      { inbox: inboxOf('ann'), outcome: 'delivered', finished: now, status: 202 },
    ]);
    await drop();
    expect(peer.received).toEqual([]);
  });
});
