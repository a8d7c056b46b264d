// `node test/long/dead-peers.ts --dead 10000 --silent 50 --watch 60`: a blog whose followers are almost all on servers that
// are gone, or that take a connection and never answer. It prints what that costs and how long the healthy one waits, and
// ends with 1 when anything of it is more than it may be. With ten thousand it takes some five minutes. Linux only.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { outliveDeadPeers } from '../faults/dead-peers.ts';

const { values } = parseArgs({
  options: {
    dead: { type: 'string', default: '10000' },
    silent: { type: 'string', default: '50' },
    watch: { type: 'string', default: '60' },
  },
});
const [dead, silent, watch] = [values.dead, values.silent, values.watch].map(Number) as [number, number, number];
const { tried, healthy, idle, page, rows, size, descriptors, code, ended } = await outliveDeadPeers({
  ...{ dead, silent, watch },
});
const checks: [figure: string, isRight: boolean][] = [
  [`${dead} dead and ${silent} silent servers were all tried within ${tried.toFixed(0)} s`, true],
  [`a new post reached the healthy one ${healthy.toFixed(1)} s after it was published`, healthy < 20],
  [
    `while they wait the server uses ${(idle * 100).toFixed(1)} % of one core, and a page takes ${page.toFixed(0)} ms at most`,
    idle < 0.2,
  ],
  [
    `rows: ${rows.deliveries} deliveries of 2 posts (${rows.waiting} wait), ${rows.hosts} servers, ${rows.activities} activities; ${(size / 1e6).toFixed(1)} MB`,
    rows.deliveries <= 2 * (dead + silent + 1) + 1,
  ],
  [`${descriptors} descriptors are open`, descriptors < 700],
  [`SIGTERM meanwhile: ended with ${code} after ${ended.toFixed(1)} s`, code === 0 && ended < 12],
];
for (const [figure, isRight] of checks) process.stdout.write(`${figure}${isRight ? '' : '  WRONG'}\n`);
process.exitCode = checks.every(([, isRight]) => isRight) ? 0 : 1;
