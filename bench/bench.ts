// `npm run bench`: how Postern compares with a bare program that does the least for the same, in the same run.
// `npm run bench -- --quick` is a short form for while you work; its figures are not those of the goals.
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type GeneratedBlog, generateBlog } from './blog.ts';
import { measureDeliveries } from './deliver.ts';
import { measureEdits } from './edit.ts';
import { type Figure, median, reached, table } from './figure.ts';
import { followLines, measureFollows } from './follows.ts';
import { measureLedgerSize, sizeLines } from './ledger-size.ts';
import { type Program, startBare, startPostern } from './program.ts';
import { measureServing } from './serve.ts';
import { measureThread } from './thread.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const form = values.quick
  ? {
      follows: { servers: 20, each: 10 },
      fan: { inboxes: 1000, rounds: 2 },
      posts: 500,
      starts: 2,
      edits: 5,
      load: { rounds: 3, milliseconds: 1000, connections: 16 },
    }
  : {
      follows: { servers: 40, each: 50 },
      fan: { inboxes: 5000, rounds: 5 },
      posts: 10_000,
      starts: 3,
      edits: 15,
      load: { rounds: 9, milliseconds: 1500, connections: 16 },
    };
const posts = form.posts.toLocaleString('en');

say(`${posts} posts, Node ${process.versions.node}${values.quick ? ', short form' : ''}`);
say(
  `${availableParallelism()} cores, of which others kept ${(loadavg()[0] ?? 0).toFixed(1)} busy in the minute before`,
);
const blog = await generateBlog(form.posts);
process.on('exit', () => rmSync(blog.folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
const figures = await measure(blog);
say('deliveries …');
figures.push(await measureDeliveries(form.fan));
say(`\n${table(figures)}\n`);
say('Of rates the ratio is Postern by bare, more is better; of times likewise, less is better.');
for (const line of sizeLines(await measureLedgerSize(10_000))) say(line);
for (const line of followLines(await measureFollows(form.follows))) say(line);
if (!figures.every(reached)) say('Not every goal was reached. Was the machine busy with something else?');

async function measure(blog: GeneratedBlog): Promise<Figure[]> {
  const last = blog.path(form.posts - 1);
  const bare = await startTimes(() => startBare('./bare-blog.ts', [join(blog.folder, 'content/posts')], last));
  say('cold start …');
  const cold = await startTimes(async () => {
    await rm(join(blog.folder, 'data'), { recursive: true, force: true });
    await rm(join(blog.folder, 'content/.postern'), { recursive: true, force: true });
    return startPostern(blog.folder, last);
  });
  say('warm start …');
  const warm = await startTimes(() => startPostern(blog.folder, last));

  const postern = await startPostern(blog.folder, last);
  try {
    say('pages …');
    const serving = await measureServing(postern, blog.path(7), form.load);
    say('edits …');
    const edit = await measureEdits(blog, postern.port, form.edits, form.posts);
    await postern.stop();
    say('a thread …');
    const thread = await measureThread(blog, 11, form.load);
    return [
      ...serving,
      ...thread,
      times(`cold start, ${posts} posts`, cold, bare, 10_000),
      times(`warm start, ${posts} posts`, warm, bare, 2000),
      times(`an edit among them`, edit, await bareEdit(blog), 200),
    ];
  } finally {
    await postern.stop();
  }
}

async function startTimes(start: () => Promise<Program>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < form.starts; turn += 1) {
    const program = await start();
    times.push(program.started);
    await program.stop();
  }
  return median(times);
}

async function bareEdit(blog: GeneratedBlog): Promise<number> {
  const bare = await startBare('./bare-blog.ts', [join(blog.folder, 'content/posts')], blog.path(0));
  try {
    return await measureEdits(blog, bare.port, form.edits, form.posts);
  } finally {
    await bare.stop();
  }
}

function times(what: string, postern: number, bare: number, milliseconds: number): Figure {
  return { what, unit: 'ms', postern, bare, ratio: postern / bare, goal: { milliseconds } };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
