import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockOf } from '../../src/federation/gate/block.ts';
import { createBuckets } from '../../src/federation/gate/bucket.ts';
import { perBlock, perHost } from '../../src/federation/gate/rates.ts';
import type { StrangerUser } from '../support/stranger.ts';
import { openPlace, type Place } from './place.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

describe('what others may send', () => {
  let place: Place;
  beforeEach(async () => {
    place = await openPlace({ verify: async (_, claim) => (claim.type === 'Block' ? no : { ok: true }) });
  });
  afterEach(() => place.close());

  const no = { ok: false, status: 401, why: 'The signature does not fit the key.' } as const;
  const by = ({ id, keyId, key }: StrangerUser, address: string, type = 'Follow') =>
    place.prepare({
      say: (honest) => ({
        ...honest,
        type,
        actor: id,
        id: `${String(honest.id).replace(/^.*?\/\/[^/]*/, new URL(id).origin)}`,
      }),
      sign: () => ({ keyId, key: key().privateKey }),
      tamper: (sent) => sent.lines.push(['x-forwarded-for', address]),
    });

  /** How many of so many got each status. */
  async function statuses(
    count: number,
    make: (index: number) => ReturnType<typeof by>,
  ): Promise<Record<number, number>> {
    const all: Record<number, number> = {};
    for (let index = 0; index < count; index += 1) {
      const { status } = await place.send(make(index));
      all[status] = (all[status] ?? 0) + 1;
    }
    return all;
  }

  it('ends at so many a minute for one server, from wherever, and others are not hurt by it', async () => {
    const { ada, bob } = place.world;
    expect(await statuses(perHost + 5, (index) => by(ada, `198.51.${index}.1`))).toEqual({ 202: perHost, 429: 5 });
    const rows = await place.dump();
    const got = await place.send(by(ada, '192.0.2.1'));
    expect(got).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(await place.dump()).toBe(rows);
    expect(await place.send(by(bob, '192.0.2.1'))).toMatchObject({ status: 202 });
    await place.clock.advance(60_000);
    expect(await place.send(by(ada, '192.0.2.1'))).toMatchObject({ status: 202 });
  });

  it('ends at so many a minute for one block of addresses, whatever their signatures say', async () => {
    const { ada, bob } = place.world;
    const forged = (index: number) => by(bob, `203.0.113.${index % 250}`, 'Block');
    expect(await statuses(perBlock + 5, forged)).toEqual({ 401: perBlock, 429: 5 });
    // Who forged them used up nothing of the server that he named.
    expect(await place.send(by(bob, '192.0.2.1'))).toMatchObject({ status: 202 });
    expect(await place.send(by(ada, '203.0.113.250'))).toMatchObject({ status: 429 });
  });
});

describe('a bucket', () => {
  it('gives as many as it holds, and as many again in a minute', () => {
    const buckets = createBuckets(3);
    const take = (at: Date) => buckets.take('a', at);
    expect([take(now), take(now), take(now)]).toEqual([0, 0, 0]);
    expect(take(now)).toBe(20);
    expect(take(later(10))).toBe(10);
    expect(take(later(20))).toBe(0);
    expect(take(later(20))).toBe(20);
    expect([take(later(200)), take(later(200)), take(later(200)), take(later(200))]).toEqual([0, 0, 0, 20]);
    expect(buckets.take('b', now)).toBe(0);
  });

  it('is not emptied by looking', () => {
    const buckets = createBuckets(1);
    expect([buckets.look('a', now), buckets.look('a', now), buckets.take('a', now)]).toEqual([0, 0, 0]);
    expect(buckets.look('a', now)).toBe(60);
  });

  it('gives nothing for a clock that is set back', () => {
    const buckets = createBuckets(1);
    buckets.take('a', later(3600));
    expect(buckets.take('a', now)).toBe(60);
    expect(buckets.take('a', later(60))).toBe(0);
  });

  it('is one of so many, however many names come', () => {
    const buckets = createBuckets(1, 2);
    for (const name of ['a', 'b', 'c']) buckets.take(name, now);
    expect(['b', 'c', 'a'].map((name) => buckets.look(name, now))).toEqual([60, 60, 0]);
  });
});

describe('a block of addresses', () => {
  it.each([
    ['203.0.113.7', '203.0.113'],
    ['203.0.113.250', '203.0.113'],
    ['203.0.114.7', '203.0.114'],
    ['::ffff:203.0.113.9', '203.0.113'],
    ['2001:db8:1:2aff::1', '2001:db8:1:2a00::/56'],
    ['2001:db8:1:2a00:9:9:9:9', '2001:db8:1:2a00::/56'],
    ['2001:0db8:0001:2bff::', '2001:db8:1:2b00::/56'],
    ['2001:db8::1', '2001:db8:0:0::/56'],
    ['::1', '0:0:0:0::/56'],
    ['fe80::1%eth0', 'fe80:0:0:0::/56'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/56'],
    ['unknown', 'unknown'],
  ])('%s is of %s', (address, block) => {
    expect(blockOf(address)).toBe(block);
  });
});
