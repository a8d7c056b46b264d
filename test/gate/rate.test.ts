import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockOf } from '../../src/federation/gate/block.ts';
import { createBuckets } from '../../src/federation/gate/bucket.ts';
import { perBlock, perHost, unproven } from '../../src/federation/gate/rates.ts';
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

describe('keys that prove nothing', () => {
  let place: Place;
  beforeEach(async () => {
    place = await openPlace();
  });
  afterEach(() => place.close());

  /** A Follow by nobody whose key would be at some server, sent from some address. */
  const invented = (index: number, { host, from }: { host: string; from: string }) =>
    place.prepare({
      say: (honest) => ({ ...honest, actor: `http://${host}/users/x${index}`, id: `http://${host}/${index}` }),
      sign: () => ({ keyId: `http://${host}/users/x${index}#main-key` }),
      tamper: (sent) => sent.lines.push(['x-forwarded-for', from]),
    });

  async function statuses(count: number, make: (index: number) => ReturnType<typeof invented>): Promise<number[]> {
    const all: number[] = [];
    for (let index = 0; index < count; index += 1) all.push((await place.send(make(index))).status);
    return all;
  }

  const by = ({ id, keyId, key }: StrangerUser, index: number, from: string) =>
    place.prepare({
      say: (honest) => ({ ...honest, actor: id, id: `${id}#${index}` }),
      sign: () => ({ keyId, key: key().privateKey }),
      tamper: (sent) => sent.lines.push(['x-forwarded-for', from]),
    });

  it('are asked for so often for one block of addresses, wherever they are said to be', async () => {
    const { stranger, other, world } = place;
    const from = '203.0.113.1';
    const at = (index: number) => ({ from, host: index % 2 === 0 ? stranger.host : other.host });
    const all = await statuses(unproven.perBlock + 5, (index) => invented(index, at(index)));
    expect(all).toEqual([...Array(unproven.perBlock).fill(401), ...Array(5).fill(429)]);
    expect(place.asked()).toHaveLength(unproven.perBlock);
    // From elsewhere a key is asked for as before; and one that is known need not be asked for.
    expect(await place.send(by(world.ada, 1, '198.51.100.1'))).toMatchObject({ status: 202 });
    expect(await place.send(by(world.ada, 2, from))).toMatchObject({ status: 202 });
    const refused = await place.send(by(world.bob, 3, from));
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    await place.clock.advance(1_000);
    expect(await place.send(by(world.bob, 3, from))).toMatchObject({ status: 202 });
  });

  it('are asked for so often at one server, whoever wants it', async () => {
    const { stranger, world } = place;
    const { host } = stranger;
    // What one block asks for in vain beyond its own uses up nothing of the server's.
    await statuses(unproven.perHost, (index) => invented(index, { host, from: '203.0.113.1' }));
    expect(await place.send(by(world.eve, 0, '198.51.100.1'))).toMatchObject({ status: 202 });
    await place.clock.advance(60_000);
    const before = place.asked().length;
    const all = await statuses(unproven.perHost + 5, (index) =>
      invented(1_000 + index, { host, from: `198.51.${index}.1` }),
    );
    expect(all.filter((status) => status === 429)).toHaveLength(5);
    expect(place.asked()).toHaveLength(before + unproven.perHost);
    expect(await place.send(by(world.ada, 1, '192.0.2.1'))).toMatchObject({ status: 429 });
    expect(await place.send(by(world.bob, 2, '192.0.2.1'))).toMatchObject({ status: 202 });
  });

  it('do not count where they prove something', async () => {
    const all = await statuses(unproven.perBlock + 5, (index) =>
      by(place.stranger.addUser(`user${index}`), index, '203.0.113.1'),
    );
    expect(new Set(all)).toEqual(new Set([202]));
  }, 60_000);
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

  it('takes back what was not used, and never more than it holds', () => {
    const buckets = createBuckets(1);
    buckets.take('a', now);
    for (let count = 0; count < 3; count += 1) buckets.give('a');
    buckets.give('b');
    expect(['a', 'a', 'b', 'b'].map((name) => buckets.take(name, now))).toEqual([0, 60, 0, 60]);
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

describe('the name of a bucket', () => {
  it('is cut where it is longer than that of any host, so that ten thousand of them are some megabytes', () => {
    const buckets = createBuckets(1);
    const [long, same, other] = [`${'a'.repeat(300)}b`, `${'a'.repeat(300)}${'c'.repeat(16_000)}`, 'a'.repeat(299)];
    expect(buckets.take(long, now)).toBe(0);
    expect([buckets.look(same, now), buckets.take(same, now), buckets.take(other, now)]).toEqual([60, 60, 0]);
    buckets.give(same);
    expect(buckets.take(long, now)).toBe(0);
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
