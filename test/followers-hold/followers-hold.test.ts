import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/databases.ts';
import { hurry } from '../support/hurry.ts';
import { openTheatre, type Theatre } from './stage.ts';
import { story } from './step.ts';

const [, postgres] = engines;

describe.each([
  { engine: 'SQLite', open: () => openTheatre(), runs: 40, least: 1 },
  { engine: 'PostgreSQL', open: () => openTheatre(postgres?.blank), runs: 3, least: 18 },
])('whatever happens to a blog on $engine', ({ open, runs, least }) => {
  let theatre: Theatre;
  let unhurry: () => void;
  beforeAll(async () => {
    unhurry = hurry();
    theatre = await open();
  });
  afterAll(async () => {
    unhurry();
    await theatre.close();
  });

  test('followers hold what it shows, and each change is told once', { timeout: 180_000 }, async () => {
    let all = { told: 0, deaths: 0, deliveries: 0 };
    await fc.assert(
      fc.asyncProperty(story(20, least), async (one) => {
        const { told, deaths, deliveries } = await theatre.play(one);
        all = { told: all.told + told, deaths: all.deaths + deaths, deliveries: all.deliveries + deliveries };
      }),
      { numRuns: runs },
    );
    // Stories in which nothing is told would show nothing.
    expect(all.told).toBeGreaterThan(0);
    expect(all.deliveries).toBeGreaterThan(all.told);
  });
});
