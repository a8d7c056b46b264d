// `node test/long/anything.ts --runs 1000 --seed 1`: the property of test/followers-hold as often as you like, with longer
// stories. It prints what was played, or the seed and the shortest story that ends otherwise than it should.
import process from 'node:process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { openTheatre } from '../followers-hold/stage.ts';
import { story } from '../followers-hold/step.ts';
import { hurry } from '../support/hurry.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    steps: { type: 'string', default: '40' },
    path: { type: 'string', default: '' },
  },
});
const [runs, seed, steps] = [values.runs, values.seed, values.steps].map(Number) as [number, number, number];
const begun = performance.now();
const sum = { stories: 0, steps: 0, told: 0, deaths: 0, deliveries: 0 };
const unhurry = hurry();
const theatre = await openTheatre();
const result = await fc.check(
  fc.asyncProperty(story(steps), async (one) => {
    const { told, deaths, deliveries } = await theatre.play(one);
    sum.stories += 1;
    sum.steps += one.steps.length;
    sum.told += told;
    sum.deaths += deaths;
    sum.deliveries += deliveries;
    if (sum.stories % 100 === 0) say(`${sum.stories} stories`);
  }),
  { numRuns: runs, seed, path: values.path },
);
await theatre.close();
unhurry();
if (result.failed) say(`${(result.errorInstance as Error | null)?.stack ?? ''}\n`);
if (result.failed) say((await fc.asyncDefaultReportMessage(result)) ?? '');
say(
  `Seed ${seed}: ${sum.stories} stories of ${sum.steps} steps, ${sum.told} changes told in ${sum.deliveries} deliveries, ` +
    `${sum.deaths} processes killed, ${((performance.now() - begun) / 1000).toFixed(0)} s.`,
);
process.exitCode = result.failed ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
