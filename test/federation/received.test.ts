import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, Unmet } from '../../src/database/database.ts';
import type { Claim } from '../../src/federation/gate/claim.ts';
import { createReceived, purge } from '../../src/federation/inbox/received.ts';
import { engines } from '../support/databases.ts';

const now = new Date('2026-11-21T12:00:00Z');

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
});
