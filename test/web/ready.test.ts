import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/config.ts';
import { DatabaseError } from '../../src/database/database.ts';
import type { Skew } from '../../src/federation/skew.ts';
import { createBodies } from '../../src/web/bodies.ts';
import { rootRoutes } from '../../src/web/machine-routes.ts';

const now = () => new Date('2026-11-21T09:00:00Z');

function serverWith(count: () => Promise<number>, skew?: () => Skew) {
  const server = Fastify();
  rootRoutes(server, {
    site: { origin: 'https://blog.example', base: '' } as Site,
    posts: { count },
    bodies: createBodies({ change: () => 0, now }),
    publicFiles: { current: () => new Map(), look: async () => {} },
    federation: skew ? { skew } : {},
    now,
  });
  return server;
}

async function asked(count: () => Promise<number>, skew?: () => Skew) {
  const server = serverWith(count, skew);
  const { statusCode, body } = await server.inject('/readyz');
  await server.close();
  return [statusCode, JSON.parse(body)];
}

describe('/readyz', () => {
  it('says that the database answers, and how far the clock is from those of other servers', async () => {
    expect(await asked(async () => 0)).toEqual([
      200,
      { status: 'ready', database: 'ok', clock: { ahead: null, servers: 0 } },
    ]);
    // Who reads is served by whatever clock.
    expect(
      await asked(
        async () => 0,
        () => ({ seconds: -4000, servers: 5 }),
      ),
    ).toEqual([200, { status: 'ready', database: 'ok', clock: { ahead: -4000, servers: 5 } }]);
  });

  const failed = { status: 'not ready', database: 'failed', clock: { ahead: null, servers: 0 } };

  it('is 503 when the database fails, and names nothing of it', async () => {
    const secret = new DatabaseError('The database secret at db.internal:5432 cannot be reached.');
    expect(await asked(() => Promise.reject(secret))).toEqual([503, failed]);
  });

  it('is 503 when the database does not answer, which is asked once, however many want to know', async () => {
    let count = 0;
    const server = serverWith(() => {
      count += 1;
      return new Promise(() => {});
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.inject('/readyz')));
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`))).toEqual(
      new Set([`503 ${JSON.stringify(failed)}`]),
    );
    expect(count).toBe(1);
    await server.close();
  });
});
