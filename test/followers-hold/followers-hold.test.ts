import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { engines } from '../support/databases.ts';
import { hurry } from '../support/hurry.ts';
import { openTheatre, type Theatre } from './stage.ts';
import { story } from './step.ts';

const [, postgres] = engines;

describe.each([
  { engine: 'SQLite', open: () => openTheatre(), runs: 40 },
  { engine: 'PostgreSQL', open: () => openTheatre(postgres?.blank), runs: 3 },
])('whatever happens to a blog on $engine', ({ open, runs }) => {
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
    await fc.assert(
      fc.asyncProperty(story(20), async (one) => {
        await theatre.play(one);
      }),
      { numRuns: runs },
    );
  });
});
