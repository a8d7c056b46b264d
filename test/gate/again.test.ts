import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReceived, purge } from '../../src/federation/inbox/received.ts';
import { both } from './case.ts';
import { openPlace, type Place } from './place.ts';

const day = 86_400_000;

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

/** Sends it, and says how often it had an effect so far. */
async function effects(sent: ReturnType<Place['prepare']>): Promise<number> {
  expect(await place.send(sent)).toMatchObject({ status: 202, text: 'Accepted.\n' });
  return place.heard();
}

const block = (id: string) => ({
  say: (honest: Record<string, unknown>) => ({ ...honest, type: 'Block', id: `${place.stranger.origin}/${id}` }),
});

describe('what came before', () => {
  it.each(both)('has no second effect, signed by %s, and is not looked at closely again', async (scheme) => {
    for (const say of [(honest: Record<string, unknown>) => honest, block('block').say]) {
      const sent = place.prepare({ scheme, say });
      const before = await effects(sent);
      const looked = place.verified();
      const rows = await place.dump();
      expect(await effects(sent)).toBe(before);
      expect(place.verified()).toBe(looked);
      expect(await place.dump()).toBe(rows);
    }
  });

  it('has no second effect after a restart', async () => {
    const sent = place.prepare();
    await effects(sent);
    place.restart();
    expect(await effects(sent)).toBe(1);
  });

  it('has no second effect under headers that the signature leaves open', async () => {
    const sent = place.prepare();
    await effects(sent);
    sent.lines.push(['user-agent', 'another']);
    expect(await effects(sent)).toBe(1);
  });

  it.each(['Undo', 'Follow'])('a %s has one effect when it comes ten times at once', async (type) => {
    // The key is there, so that none of them waits for it longer than the others.
    await effects(place.prepare());
    const sent = place.prepare({ say: (honest) => ({ ...honest, type }) });
    const all = await Promise.all(Array.from({ length: 10 }, () => place.send(sent)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(await place.heard()).toBe(2);
  });

  it('has one effect when it comes twice at once, under two signatures', async () => {
    await effects(place.prepare());
    const minuteAgo = { date: new Date(place.world.now.getTime() - 60_000).toUTCString() };
    const [one, other] = [place.prepare(block('twice')), place.prepare({ ...block('twice'), sign: () => minuteAgo })];
    await Promise.all([place.send(one), place.send(other)]);
    expect(await place.heard()).toBe(2);
  });

  it('has no second effect under the same id and a new signature', async () => {
    await effects(place.prepare(block('same')));
    await place.clock.advance(60_000);
    expect(await effects(place.prepare(block('same')))).toBe(1);
  });

  it('comes in under an id that another actor used', async () => {
    await effects(place.prepare(block('same')));
    const { eve } = place.world;
    const say = (honest: Record<string, unknown>) => ({ ...block('same').say(honest), actor: eve.id });
    expect(await effects(place.prepare({ say, sign: () => ({ keyId: eve.keyId, key: eve.key().privateKey }) }))).toBe(
      2,
    );
  });

  it.each(['Follow', 'Undo', 'Update', 'QuoteRequest', 'Like'])(
    'a %s is handled again under the same id, once for each signature',
    async (type) => {
      const say = (honest: Record<string, unknown>) => ({ ...honest, type, id: `${place.stranger.origin}/constant` });
      await effects(place.prepare({ say }));
      await place.clock.advance(60_000);
      const again = place.prepare({ say });
      expect(await effects(again)).toBe(2);
      expect(await effects(again)).toBe(2);
    },
  );

  it('is forgotten in its time: signatures when they are no longer good, ids after 90 days', async () => {
    const { received } = place.database.tables;
    await effects(place.prepare(block('kept')));
    const count = async () => (await place.database.query.select().from(received)).length;
    await purge(place.database, new Date(place.world.now.getTime() + 2 * 3600_000));
    expect(await count()).toBe(2);
    await purge(place.database, new Date(place.world.now.getTime() + 4 * 3600_000));
    expect(await count()).toBe(1);
    await purge(place.database, new Date(place.world.now.getTime() + 89 * day));
    expect(await count()).toBe(1);
    await purge(place.database, new Date(place.world.now.getTime() + 91 * day));
    expect(await count()).toBe(0);
  });

  it('leaves no more than its signature where it does nothing, for three hours', async () => {
    await place.close();
    place = await openPlace({ handlers: { Block: async () => null } });
    const { received } = place.database.tables;
    await effects(place.prepare(block('nothing')));
    const rows = await place.database.query.select().from(received);
    expect(rows.map(({ expires }) => expires.getTime() - place.world.now.getTime())).toEqual([3 * 3600_000]);
  });

  it('is forgotten by itself while others come in', async () => {
    await effects(place.prepare(block('old')));
    await place.clock.advance(91 * day);
    await effects(place.prepare(block('new')));
    const rows = await place.database.query.select().from(place.database.tables.received);
    expect(rows.map(({ expires }) => expires > place.clock.now())).toEqual([true, true]);
  });

  it('is kept as digests: no id, actor or signature stands in the table', async () => {
    await effects(place.prepare(block('secret')));
    const rows = await place.database.query.select().from(place.database.tables.received);
    expect(rows.map(({ digest }) => /^[0-9a-f]{64}$/.test(digest))).toEqual([true, true]);
  });

  it('tells a signature from an id of the same text', async () => {
    const received = createReceived(place.database);
    const claim = {
      activity: {},
      id: 'b',
      type: 'Block',
      actor: 'a',
      keyId: 'k',
      scheme: 'rfc9421',
      signature: 's',
    } as const;
    await place.database.atomically((query) => received.note(query, claim, place.world.now));
    expect(await received.before({ ...claim, signature: 'a\nb' })).toEqual({ signature: false, id: true });
    expect(await received.before({ ...claim, id: 'c' })).toEqual({ signature: true, id: false });
  });
});
