// `node test/long/anything-killed.ts --runs 20 --steps 12 --seed 1`: what test/followers-hold holds a blog to, with real
// processes that are killed with SIGKILL, servers and commands alike. It ends with 1 when followers hold anything else than
// the blog shows.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { killWhateverItDoes } from '../support/killed-blog.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    steps: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
  },
});
const [runs, steps, seed] = [values.runs, values.steps, values.seed].map(Number) as [number, number, number];
const sum = { kills: 0, objects: 0, arrivals: 0, doubled: 0, wrong: 0 };

for (let run = 0; run < runs; run += 1) {
  const { kills, objects, arrivals, doubled, wrong } = await killWhateverItDoes({ seed: seed + run, steps });
  sum.kills += kills;
  sum.objects += objects;
  sum.arrivals += arrivals;
  sum.doubled += doubled;
  sum.wrong += wrong.length;
  say(`seed ${seed + run}: ${kills} kills, ${objects} objects, ${arrivals} deliveries, ${doubled} of them twice`);
  for (const line of wrong) say(`  WRONG ${line}`);
}
say(
  `${sum.kills} kills, ${sum.objects} objects in ${sum.arrivals} deliveries, ${sum.doubled} of them twice: ` +
    `${sum.wrong} that followers hold otherwise than they should.`,
);
process.exitCode = sum.wrong > 0 ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
