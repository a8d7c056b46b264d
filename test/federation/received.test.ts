import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, Unmet } from '../../src/database/database.ts';
import type { Claim } from '../../src/federation/gate/claim.ts';
import { createReceived, purge } from '../../src/federation/inbox/received.ts';
import { engines } from '../support/databases.ts';

const now = new Date('2026-11-21T12:00:00Z');
const hour = 3_600_000;

const claim: Claim = {
  activity: {},
  id: 'https://elsewhere.example/1',
  type: 'Block',
  actor: 'https://elsewhere.example/ada',
  keyId: 'https://elsewhere.example/ada#main-key',
  scheme: 'draft-cavage',
  signature: 'c2lnbmF0dXJl',
};

describe.each(engines)('what was taken in, on $name', ({ connect, blank }) => {
  let place: Awaited<ReturnType<typeof blank>>;
  let nodes: Database[];
  beforeEach(async () => {
    place = await blank();
    const first = await connect(place.address);
    nodes = [first, await connect(place.address)];
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await place.remove();
  });

  const takeIn = (node: Database, taken: Claim, effect: string) =>
    node.atomically((query) => [
      ...createReceived(node).note(query, taken, now),
      query.insert(node.tables.settings).values({ name: effect, value: '', changed: now }),
    ]);

  it('by two nodes at once has one effect, whether by its signature or by its id', async () => {
    const [one, other] = nodes;
    if (!one || !other) throw new Error('Two are needed.');
    const pairs: [Claim, Claim][] = [
      [claim, { ...claim, id: 'https://elsewhere.example/2' }],
      [
        { ...claim, id: 'https://elsewhere.example/3', signature: 'b25l' },
        { ...claim, id: 'https://elsewhere.example/3', signature: 'dHdv' },
      ],
    ];
    for (const [index, [first, second]] of pairs.entries()) {
      const outcomes = await Promise.allSettled([takeIn(one, first, `${index}a`), takeIn(other, second, `${index}b`)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toBeInstanceOf(Unmet);
      const effects = await one.query.select({ name: one.tables.settings.name }).from(one.tables.settings);
      expect(effects.filter(({ name }) => name.startsWith(String(index)))).toHaveLength(1);
    }
  });

  it('is known to the other node, and forgotten by both', async () => {
    const [one, other] = nodes;
    if (!one || !other) throw new Error('Two are needed.');
    await takeIn(one, claim, 'effect');
    expect(await createReceived(other).before(claim)).toEqual({ signature: true, id: true });
    await purge(other, new Date('2027-03-01T12:00:00Z'));
    expect(await createReceived(one).before(claim)).toEqual({ signature: false, id: false });
  });

  it('leaves only its signature where it did nothing, or may come again', async () => {
    const [node] = nodes;
    if (!node) throw new Error('One is needed.');
    const received = createReceived(node);
    const idle = { ...claim, signature: 'aWRsZQ' };
    const follow = { ...claim, type: 'Follow', signature: 'Zm9sbG93' };
    await node.atomically((query) => [...received.note(query, idle, now, false), ...received.note(query, follow, now)]);
    expect(await received.before(idle)).toEqual({ signature: true, id: false });
    expect(await received.before(follow)).toMatchObject({ signature: true });
    const rows = await node.query.select().from(node.tables.received);
    expect(rows.map(({ expires }) => expires.getTime() - now.getTime())).toEqual([3 * hour, 3 * hour]);
  });

  it('is forgotten from the oldest on where there is too much of it, but no signature that is still good', async () => {
    const [node] = nodes;
    if (!node) throw new Error('One is needed.');
    const row = (digest: string, hours: number) => ({ digest, expires: new Date(now.getTime() + hours * hour) });
    // More than one chunk goes.
    const old = Array.from({ length: 1_100 }, (_, at) => row(`old ${at}`, 4 + at / 10_000));
    const kept = [
      row('signature', 2),
      row('signature too', 3),
      row('one', 2_000),
      row('two', 2_001),
      row('three', 2_002),
    ];
    await node.query.insert(node.tables.received).values([...old, ...kept]);
    await purge(node, now, 3);
    const rows = await node.query.select().from(node.tables.received);
    expect(rows.map(({ digest }) => digest).sort()).toEqual(kept.map(({ digest }) => digest).sort());
    await purge(node, now, 3);
    expect(await node.query.$count(node.tables.received)).toBe(5);
  });
});
