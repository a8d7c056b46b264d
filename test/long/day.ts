// `node test/long/day.ts --scale 1`: a busy day in as long as it takes: a million page reads and 100,000 activities, edits of the
// author, deliveries and commands, all through the sockets of a real `postern serve`. It looks at the process from outside
// each second, prints figures, and ends with 1 when memory, descriptors or the write-ahead log grew, or something was answered wrongly.
// `--scale 0.05` is a twentieth of it; it needs Linux (`/proc`).
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { postern, serve } from '../support/postern.ts';
import { makeDayBlog } from './day/blog.ts';
import { createChance } from './day/chance.ts';
import { deployed } from './day/deployed.ts';
import { countOf, startGauge } from './day/gauge.ts';
import { type Heap, heapOf, tellsHeap } from './day/heap.ts';
import { findObjects } from './day/objects.ts';
import { startPeople } from './day/people.ts';
import { createReaders } from './day/readers.ts';
import { judge, lasting, tell } from './day/verdict.ts';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    posts: { type: 'string', default: '150' },
    servers: { type: 'string', default: '60' },
    /** Options of Node for the server, such as `--heapsnapshot-signal=SIGUSR2`. */
    node: { type: 'string', multiple: true, default: [] },
    /** Prints every so many seconds what it sees. */
    watch: { type: 'string' },
  },
});
const scale = Number(values.scale);
const [reads, activities] = [Math.round(1_000_000 * scale), Math.round(100_000 * scale)];
const [readersAtOnce, sendersAtOnce] = [12, 6];
const edits = Math.max(4, Math.round(60 * scale));
const commands = [['comments'], ['deliveries'], ['plan']];

const chance = createChance(Number(values.seed));
const blog = await makeDayBlog(Number(values.posts));
const words = ['--site', blog.site.folder];
const server = await serve(words, {
  environment: { ...blog.environment, ...(await deployed()) },
  node: [...tellsHeap, ...values.node],
});
let isRight = false;
let watching: NodeJS.Timeout | undefined;
// Whoever ends this ends the server too.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.signal('SIGKILL');
    process.exit(1);
  });
try {
  const port = Number(new URL(server.url).port);
  const objects = await findObjects(server.url, blog.names);
  const readers = createReaders({ port, names: blog.names, objects, chance });
  const people = await startPeople({ port, servers: Number(values.servers), objects, chance });
  let [read, sent] = [0, 0];
  const progress = (): number => read / reads;
  const gauge = startGauge(server, join(blog.site.folder, 'data', 'postern.db'), progress);
  // Threads that read and highlight start with the first edit, and stay.
  await blog.edit(chance);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const before = await gauge.take();
  if (values.watch) watching = setInterval(watch, Number(values.watch) * 1000);
  const begun = performance.now();

  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
  // What others do comes in a hundred waves, as it does after each post, with a read for each activity; between two waves
  // there is only reading.
  const wave = Math.ceil(activities / 100);
  const mayRead = (): number => {
    const into = sent % wave;
    return Math.min(reads, ((sent - into) / activities) * reads + into);
  };
  async function reading(): Promise<void> {
    while (read < reads) {
      if (read >= mayRead()) await pause();
      else {
        read += 1;
        await readers.read();
      }
    }
  }
  async function sending(): Promise<void> {
    while (sent < activities) {
      if (sent % wave === 0 && sent / activities > read / reads) await pause();
      else {
        sent += 1;
        await people.send();
      }
    }
  }
  /** What the author does, so many times spread over the day. */
  async function author(): Promise<void> {
    for (let done = 1; done <= edits; done += 1) {
      while (progress() < done / (edits + 1)) await new Promise((resolve) => setTimeout(resolve, 50));
      await blog.edit(chance);
      const command = commands[done % commands.length] ?? [];
      const { code, err } = await postern([...command, ...words], { environment: blog.environment });
      // 3: there is something to decide.
      if (code !== 0 && code !== 3) readers.wrong.push(`postern ${command.join(' ')} ended with ${code}: ${err}`);
    }
  }
  // What is left when all garbage is gone: once in each tenth, so that it changes little of what is measured.
  const heaps: Heap[] = [];
  async function weigh(): Promise<void> {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      while (progress() < (tenth + 0.5) / 10) await new Promise((resolve) => setTimeout(resolve, 50));
      heaps.push(await heapOf(server));
    }
  }
  await Promise.all([
    weigh(),
    ...Array.from({ length: readersAtOnce }, reading),
    ...Array.from({ length: sendersAtOnce }, sending),
    author(),
  ]);
  const seconds = (performance.now() - begun) / 1000;
  readers.close();
  // What servers keep open after an answer is closed after some seconds, and what is on its way arrives.
  let after = await gauge.take();
  await heapOf(server);
  for (let left = 90; left > 0 && lasting(after) > lasting(before) + 4; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    after = await gauge.take();
  }
  await gauge.stop();
  await people.close();
  const run = {
    ...{ reads, activities, seconds, edits, before, after, samples: gauge.samples, probes: gauge.probes, heaps },
    ...{
      delivered: people.delivered(),
      counts: [readers.counts, people.counts],
      wrong: [...readers.wrong, ...people.wrong],
    },
  };
  const verdict = judge(run);
  for (const line of tell(run, verdict)) say(line);
  isRight = verdict.faults.length === 0;

  function watch(): void {
    const last = gauge.samples.at(-1);
    if (!last) return;
    const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
    say(
      `${(progress() * 100).toFixed(1)} %: ${megabytes(last.resident)} MB, ${countOf(last.descriptors)} descriptors, ` +
        `database ${megabytes(last.database)} MB, wal ${megabytes(last.wal)} MB, ${last.processor.toFixed(0)} s of processor`,
    );
  }
} finally {
  clearInterval(watching);
  const code = await server.stop();
  if (code !== 0) {
    say(`The server ended with ${code} and said: ${server.said.err.slice(-2000)}`);
    isRight = false;
  }
  await blog.site.dispose();
}
process.exitCode = isRight ? 0 : 1;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
