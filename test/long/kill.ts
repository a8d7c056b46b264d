// `node test/long/kill.ts --runs 20 --kills 10 --seed 1`: the test of test/federation/killed.test.ts again and again, each
// time with other moments. It prints what came of each, and ends with 1 when anything was missing, out of order or sent
// twice without need.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { killAgainAndAgain } from '../support/killing.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    servers: { type: 'string', default: '40' },
    inboxes: { type: 'string', default: '5' },
  },
});
const [runs, kills, seed] = [values.runs, values.kills, values.seed].map(Number) as [number, number, number];
const [servers, inboxesEach] = [Number(values.servers), Number(values.inboxes)];
const inboxes = servers * inboxesEach;
const sum = { kills: 0, letters: 0, missing: 0, disordered: 0, doubled: 0, inFlight: 0 };
let bad = 0;

for (let run = 0; run < runs; run += 1) {
  const result = await killAgainAndAgain({ seed: seed + run, kills, servers, inboxesEach });
  const inFlight = result.inFlight.reduce((all, count) => all + count, 0);
  const isRight =
    result.missing.length === 0 &&
    result.disordered.length === 0 &&
    result.doubled <= inFlight &&
    result.told.length === 2 &&
    result.told.every(({ delivered, superseded }) => delivered + superseded === inboxes);
  if (!isRight) bad += 1;
  sum.kills += result.kills;
  sum.letters += result.told.reduce((all, { delivered }) => all + delivered, 0);
  sum.missing += result.missing.length;
  sum.disordered += result.disordered.length;
  sum.doubled += result.doubled;
  sum.inFlight += inFlight;
  say(
    `seed ${seed + run}: ${result.kills} kills, ${result.missing.length} missing, ${result.disordered.length} out of order, ` +
      `${result.doubled} of ${inFlight} in flight doubled, ${result.seconds.toFixed(1)} s${isRight ? '' : '  WRONG'}`,
  );
}
say(
  `${sum.kills} kills during ${sum.letters} deliveries: ${sum.missing} missing, ${sum.disordered} out of order, ` +
    `${sum.doubled} sent twice, of ${sum.inFlight} that had arrived when the server was killed.`,
);
process.exitCode = bad > 0 ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
