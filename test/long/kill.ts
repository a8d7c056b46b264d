// `node test/long/kill.ts --runs 20 --kills 10 --seed 1`: the test of test/federation/killed.test.ts again and again, each
// time with other moments. `--posts 100 --edits 30 --removals 10 --servers 50 --inboxes 10 --sharing 25 --sick slow,failing,dead
// --kills 20 --runs 1` is a blog with five hundred followers. It prints what came of each, and ends with 1 when anything was
// missing, out of order or sent twice without need.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { killAgainAndAgain } from '../support/killing.ts';

// Whoever ends it ends its servers too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    servers: { type: 'string', default: '40' },
    inboxes: { type: 'string', default: '5' },
    sharing: { type: 'string', default: '0' },
    sick: { type: 'string', default: '' },
    posts: { type: 'string', default: '1' },
    edits: { type: 'string', default: '1' },
    removals: { type: 'string', default: '0' },
  },
});
const [runs, kills, seed] = [values.runs, values.kills, values.seed].map(Number) as [number, number, number];
const [servers, inboxesEach, sharing] = [values.servers, values.inboxes, values.sharing].map(Number) as [
  number,
  number,
  number,
];
const [posts, edits, removals] = [values.posts, values.edits, values.removals].map(Number) as [number, number, number];
const sick = values.sick.split(',').filter((one) => one === 'slow' || one === 'failing' || one === 'dead');
const sum = { kills: 0, letters: 0, missing: 0, disordered: 0, doubled: 0, inFlight: 0 };
let bad = 0;

for (let run = 0; run < runs; run += 1) {
  const crowd = { servers, inboxesEach, sharing, sick };
  const result = await killAgainAndAgain({ seed: seed + run, kills, posts, edits, removals, ...crowd });
  const inFlight = result.inFlight.reduce((all, count) => all + count, 0);
  const letters = result.told.reduce((all, { delivered }) => all + delivered, 0);
  const { missing, disordered, disagreed, doubled, waits } = result;
  const wrong = [...missing, ...disordered, ...disagreed];
  const isRight = wrong.length === 0 && doubled <= inFlight;
  if (!isRight) bad += 1;
  sum.kills += result.kills;
  sum.letters += letters;
  sum.missing += missing.length;
  sum.disordered += disordered.length;
  sum.doubled += doubled;
  sum.inFlight += inFlight;
  say(
    `seed ${seed + run}: ${result.kills} kills, ${result.told.length} activities, ${letters} deliveries to ${result.inboxes} inboxes, ` +
      `${missing.length} missing, ${disordered.length} out of order, ${doubled} of ${inFlight} in flight doubled, ` +
      `${disagreed.length} that the ledger tells otherwise, ${result.seconds.toFixed(1)} s, ` +
      `${(letters / result.seconds).toFixed(0)} deliveries a second${isRight ? '' : '  WRONG'}`,
  );
  if (waits)
    say(
      `  ${sick.join(', ')}: the last inbox that is well has a post after ${waits.sick.toFixed(1)} s, and once all are well after ${waits.healed.toFixed(1)} s`,
    );
  for (const line of wrong.slice(0, 20)) say(`  ${line}`);
}
say(
  `${sum.kills} kills during ${sum.letters} deliveries: ${sum.missing} missing, ${sum.disordered} out of order, ` +
    `${sum.doubled} sent twice, of ${sum.inFlight} that had arrived when the server was killed.`,
);
process.exitCode = bad > 0 ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
