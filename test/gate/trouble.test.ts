import { afterEach, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../src/database/database.ts';
import type { InboxOptions } from '../../src/federation/inbox/inbox.ts';
import type { Handler } from '../../src/federation/inbox/incoming.ts';
import { printable } from '../../src/federation/inbox/trouble.ts';
import { Unreadable } from '../../src/federation/inbox/unreadable.ts';
import type { Json } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { drop } from './case.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
afterEach(() => place.close());

async function openWith(overrides: Partial<InboxOptions>): Promise<void> {
  place = await openPlace(overrides);
}

/** A place whose Follows do this. */
const doing = (handler: Handler) => openWith({ handlers: { Follow: handler } });

describe('what is blocked', () => {
  it('is answered like the rest and has no effect, without a fetch', async () => {
    await openWith({ isBlocked: async (actor) => actor.pathname === '/users/ada' });
    const before = await place.dump();
    expect(await place.send(place.prepare())).toMatchObject({ status: 202, text: 'Accepted.\n' });
    expect(await place.dump()).toBe(before);
    expect(place.asked()).toEqual([]);
    const { eve } = place.world;
    const say = (honest: Record<string, unknown>) => ({ ...honest, actor: eve.id });
    await place.send(place.prepare({ say, sign: () => ({ keyId: eve.keyId, key: eve.key().privateKey }) }));
    expect(await place.heard()).toBe(1);
  });
});

describe('a type with which nothing is done', () => {
  it.each(['Arrive', 'constructor', 'toString', '__proto__'])(
    '%s is answered, without an effect or a fetch',
    async (type) => {
      await openWith({});
      const before = await place.dump();
      const got = await place.send(place.prepare({ say: (honest) => ({ ...honest, type }) }));
      expect(got).toMatchObject({ status: 202, text: 'Accepted.\n' });
      expect(await place.dump()).toBe(before);
      expect(place.asked()).toEqual([]);
    },
  );
});

describe('the Delete of an actor of whom nothing is kept', () => {
  const farewell = (honest: Json) => ({ ...honest, type: 'Delete', object: honest.actor });
  const unknown = { knows: async () => false };

  it('is answered without an effect, a row or a fetch, whether it is true or not', async () => {
    await openWith(unknown);
    const before = await place.dump();
    const another = { key: place.world.eve.key().privateKey };
    for (const sent of [place.prepare({ say: farewell }), place.prepare({ say: farewell, sign: () => another })]) {
      expect(await place.send(sent)).toMatchObject({ status: 202, text: 'Accepted.\n' });
    }
    expect(await place.dump()).toBe(before);
    expect(place.asked()).toEqual([]);
  });

  it('is looked at when it is about anything else, and so is all else of that actor', async () => {
    await openWith(unknown);
    for (const say of [(honest: Json) => ({ ...farewell(honest), object: honest.id }), (honest: Json) => honest]) {
      await place.send(place.prepare({ say }));
    }
    expect(await place.heard()).toBe(2);
  });

  it('has its effect where something is kept', async () => {
    await openWith({});
    await place.send(place.prepare({ say: farewell }));
    expect(await place.heard()).toBe(1);
  });
});

describe('what one actor sends at once', () => {
  it('is taken in one after the other, and others need not wait for it', async () => {
    const order: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const nameOf = (actor: string) => actor.split('/').at(-1);
    const Follow: Handler = async ({ actor }) => {
      order.push(`${nameOf(actor)} begins`);
      await held;
      order.push(`${nameOf(actor)} follows`);
      return null;
    };
    const Undo: Handler = async ({ actor }) => {
      order.push(`${nameOf(actor)} leaves`);
      return null;
    };
    await openWith({ handlers: { Follow, Undo } });
    const { ada, eve } = place.world;
    const by = ({ id, keyId, key }: typeof ada, type: string) =>
      place.prepare({
        say: (honest) => ({ ...honest, type, actor: id }),
        sign: () => ({ keyId, key: key().privateKey }),
      });
    const following = place.send(by(ada, 'Follow'));
    await until(() => order.length === 1);
    const leaving = place.send(by(ada, 'Undo'));
    await until(() => place.verified() === 2);
    await place.send(by(eve, 'Undo'));
    release();
    await Promise.all([following, leaving]);
    expect(order).toEqual(['ada begins', 'eve leaves', 'ada follows', 'ada leaves']);
  });
});

describe('a failure', () => {
  it('of the database is 503 with a time to come again, and then it comes in', async () => {
    let full = true;
    await doing(async () => (query) => {
      if (full) throw new DatabaseError('The database is full.');
      return [query.insert(place.database.tables.settings).values({ name: 'x', value: 'y', changed: new Date() })];
    });
    const sent = place.prepare();
    const before = await place.dump();
    const got = await place.send(sent);
    expect(got).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(withoutKeys(await place.dump())).toBe(withoutKeys(before));
    full = false;
    expect(await place.send(sent)).toMatchObject({ status: 202 });
    expect(await place.dump()).toContain('"name": "x"');
  });

  it('of a plain read of the database is 503 too', async () => {
    await doing(async () => {
      throw new Error('Failed query', { cause: Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' }) });
    });
    expect(await place.send(place.prepare())).toMatchObject({ status: 503 });
  });

  it('of the actor’s server is 503, since it may be there later', async () => {
    await doing(async ({ actor }) => {
      throw new Unreadable(actor, 'it does not answer');
    });
    const got = await place.send(place.prepare());
    expect(got).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
  });

  it('of the server that has the key is 503, and what it sent comes in when it is there again', async () => {
    await openWith({});
    const sent = place.prepare();
    await place.stranger.stop();
    const got = await place.send(sent);
    expect(got).toMatchObject({ status: 503, headers: { 'retry-after': '120' } });
    await place.stranger.start();
    await place.clock.advance(120_000);
    expect(await place.send(sent)).toMatchObject({ status: 202 });
    expect(await place.heard()).toBe(1);
  });

  it('by anything else is 400, told once, with nothing of a stranger that could be acted on', async () => {
    await doing(async () => {
      throw new TypeError(`no\u001b[2J\n${'x'.repeat(1_000)}`);
    });
    const got = await place.send(place.prepare());
    expect(got).toMatchObject({ status: 400, text: 'This activity cannot be read.\n' });
    await place.send(place.prepare());
    const told = place.logged.map((line) => JSON.parse(line)).filter(({ message }) => /cannot|could not/.test(message));
    expect(told.map(({ level }) => level)).toEqual(['error', 'debug']);
    expect(told[0].error.length).toBeLessThanOrEqual(200);
    expect(told[0].error).toContain('no\\u001b[2J\\nxxx');
    expect(told[0].where).toMatch(/^trouble\.test\.ts:/);
  });

  it('of one that is noted leaves no note, so that it may come again', async () => {
    let fails = true;
    let done = 0;
    await doing(async () => {
      if (fails) throw new Error('not now');
      done += 1;
      return null;
    });
    const sent = place.prepare();
    await place.send(sent);
    fails = false;
    await place.send(sent);
    await place.send(sent);
    expect(done).toBe(1);
  });
});

describe('after an effect', () => {
  it('whoever sends is woken, and by nothing else', async () => {
    let woken = 0;
    const wake = (): void => {
      woken += 1;
    };
    let effect = true;
    await openWith({ wake, handlers: { Follow: async () => (effect ? () => [] : null) } });
    const sent = place.prepare();
    await place.send(sent);
    await place.send(sent);
    expect(woken).toBe(1);
    effect = false;
    await place.send(place.prepare());
    expect(woken).toBe(1);
  });

  it('a refusal is one short line for those who want to know everything', async () => {
    await openWith({});
    await place.send(place.prepare({ tamper: (sent) => drop(sent, 'signature') }));
    const lines = place.logged.map((line) => JSON.parse(line)).filter(({ status }) => status === 401);
    expect(lines).toEqual([expect.objectContaining({ level: 'debug', why: 'Requests to an inbox must be signed.' })]);
  });
});

describe('text of a stranger in the log', () => {
  it('is short, of printable letters, and on one line', () => {
    expect(printable('a\nb\t"c"\u001b\u202e\u2028é')).toBe('a\\nb\\t\\"c\\"\\u001b\\u202e\\u2028\\u00e9');
    expect(printable('\u202e'.repeat(500)).length).toBeLessThanOrEqual(200);
  });
});

/** Keys of others are kept as soon as they are fetched, whatever comes of the activity. */
function withoutKeys(dump: string): string {
  const tables = JSON.parse(dump) as [name: string, rows: unknown][];
  return JSON.stringify(tables.filter(([name]) => name !== 'caches'));
}
