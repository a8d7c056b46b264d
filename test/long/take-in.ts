// `node test/long/take-in.ts --activities 10000 --kills 40 --seed 1`: the test of test/federation/taken-in.test.ts with as
// many activities and kills as you like. It prints what came of them, and ends with 1 when anything that was answered with
// 202 is missing, or there twice. `--database postgres`: on a PostgreSQL of its own, with two processes that take in.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/embedded-postgres.ts';
import { addressOf, createDatabase } from '../support/postgres.ts';
import { countSynced } from '../support/taking-in/synced.ts';
import { takeInWhileKilled } from '../support/taking-in.ts';

// Whoever ends it ends its servers too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    activities: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    connections: { type: 'string', default: '20' },
    database: { type: 'string', default: 'sqlite' },
  },
});
const numbers = [values.activities, values.kills, values.seed, values.connections].map(Number);
const [activities, kills, seed, connections] = numbers as [number, number, number, number];

const server = values.database === 'postgres' ? await startPostgres() : null;
try {
  if (server) await createDatabase(server.address, 'taken_in');
  const database = server && addressOf(server.address, 'taken_in');
  const result = await takeInWhileKilled({ seed, activities, kills, connections, database });
  const { lost, doubled, unsent, miscounted, complaints, kept } = result;
  const refused = Object.entries(result.refused).map(([why, times]) => `${times} × ${why}`);
  say(
    `${result.activities} activities in ${result.seconds.toFixed(0)} s, ${(result.activities / result.seconds).toFixed(0)} a second, ` +
      `${connections} connections, ${result.kills} kills: ${result.taken} answered with 202 (${result.answers} answers), ` +
      `${result.broken} connections broken, ${result.abandoned} of them not tried again, ` +
      `${(result.longest / 1000).toFixed(1)} s at most from a kill to the next 202.`,
  );
  say(
    `There in the end: ${Object.entries(kept)
      .map(([name, many]) => `${many} ${name}`)
      .join(', ')}.`,
  );
  say(
    `${lost.length} lost, ${doubled.length} doubled, ${unsent.length} that were not sent, ${miscounted.length} wrong numbers ` +
      `on pages; the file: ${result.integrity}; other answers: ${refused.join(', ') || 'none'}.`,
  );
  const wrong = { lost, doubled, unsent, miscounted };
  for (const [what, lines] of Object.entries(wrong)) for (const line of lines.slice(0, 20)) say(`  ${what}: ${line}`);
  for (const line of complaints.slice(0, 20)) say(`  said: ${line}`);
  // A kill takes nothing from what the system holds in memory, so that is not what shows what a loss of power would take.
  const synced = server ? null : await countSynced(100);
  if (synced)
    say(
      `strace: before ${synced.forced} of ${synced.answers} answers of 202 the log was forced to the disk (fdatasync).`,
    );
  else say('Whether anything was forced to the disk was not looked at: that is for SQLite, and takes strace.');
  const isForced = synced === null || synced.forced === synced.answers;
  const isRight = isForced && Object.values(wrong).every(({ length }) => length === 0) && result.integrity === 'ok';
  process.exitCode = isRight ? 0 : 1;
} finally {
  await server?.stop();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
