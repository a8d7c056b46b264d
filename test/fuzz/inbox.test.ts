import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StrangerUser } from '../support/stranger.ts';
import { activities, asText, found, type Json, type Scene } from './activities.ts';
import { holds, patience } from './trial.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

let counter = 0;
/** What was answered with a refusal, by what must be nowhere afterwards. */
const refused: string[] = [];

function sceneOf(user: StrangerUser): Scene {
  return { origin: new URL(user.id).origin, actor: user.id, blog: world.origin, trap: world.exits.trap };
}

/** What is sent, by whom, to which inbox, how signed; and what other servers have to say where it points. */
interface Sending {
  by: number;
  inbox: string;
  scheme: 'draft-cavage' | 'rfc9421';
  document: Json;
  there: Json[];
}

const everyone = (): StrangerUser[] => world.strangers.flatMap(({ users }) => users);

const sending: fc.Arbitrary<Sending> = fc
  .record({
    by: fc.nat({ max: 3 }),
    inbox: fc.constantFrom('/ap/inbox', '/ap/actors/james/inbox'),
    scheme: fc.constantFrom('draft-cavage' as const, 'rfc9421' as const),
    number: fc.integer({ min: 1, max: 40 }),
  })
  .chain(({ by, inbox, scheme, number }) => {
    const scene: Scene = { origin: '§origin', actor: '§actor', blog: '§blog', trap: '§trap' };
    return fc.record({
      by: fc.constant(by),
      inbox: fc.constant(inbox),
      scheme: fc.constant(scheme),
      document: activities(scene, number),
      there: fc.tuple(...[1, 2, 3].map((at) => found(scene, at))),
    });
  });

/** The document as it is said in this world: its own id is used once. */
function inWorld(document: Json, user: StrangerUser, own: string): string {
  const scene = sceneOf(user);
  return asText(document)
    .replaceAll('§origin/activities/', `${scene.origin}/activities/${own}-`)
    .replaceAll('§origin', scene.origin)
    .replaceAll('§actor', scene.actor)
    .replaceAll('§blog', scene.blog)
    .replaceAll('§trap', scene.trap);
}

async function say({ by, inbox, scheme, document, there }: Sending): Promise<void> {
  const users = everyone();
  const user = users[by % users.length];
  const stranger = world.strangers.find(({ users: own }) => user && own.includes(user));
  if (!user || !stranger) throw new Error('nobody');
  counter += 1;
  const own = `fuzz-${counter}-x`;
  for (const [index, one] of there.entries()) {
    const text = inWorld(one, user, own);
    for (const path of [`/notes/${index + 1}`, `/c/${index + 1}`]) {
      stranger.at(path, (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/activity+json' }).end(text);
      });
    }
  }
  const reply = await stranger.deliver(world.origin + inbox, inWorld(document, user, own), {
    by: user,
    scheme,
    afterwards: { 'x-forwarded-for': world.visitor() },
  });
  expect(reply.status, reply.text).toBeLessThan(500);
  expect(reply.status).not.toBe(429);
  if (reply.status >= 400) refused.push(own);
}

describe('whatever is properly signed and sent to an inbox', () => {
  it(
    'breaks nothing: no page, no feed, no row, no promise, and nobody else is asked anything',
    async () => {
      const allowed = [...world.strangers.map(({ host }) => host), new URL(world.origin).host];
      await holds(
        fc.array(sending, { minLength: 12, maxLength: 12 }),
        async (all) => {
          world.nextMinute();
          for (const one of all) await say(one);
          await world.settle();
          expect(await world.readAll()).toEqual([]);
          expect(await world.broken()).toEqual([]);
          expect(world.exits.to(allowed)).toEqual([]);
        },
        2,
      );
      // Somebody was watching.
      expect(world.exits.to([]).length).toBeGreaterThan(1);
      const rows = await world.rows();
      expect(refused.filter((one) => rows.includes(one))).toEqual([]);
      expect(world.longest()).toBeLessThan(1_000);
      // Much of it was taken in, and some was not: else this shows nothing.
      const { remarks } = world.blog.app.database.tables;
      const said = await world.blog.app.database.query.select().from(remarks);
      expect(said.filter(({ state }) => state === 'shown').length).toBeGreaterThan(0);
      expect(refused.length).toBeGreaterThan(0);
      expect(world.blog.logged.filter((line) => /could not be done|Error|failed/.test(line))).toEqual([]);
    },
    3 * patience,
  );
});
