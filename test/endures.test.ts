import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDayBlog } from './long/day/blog.ts';
import { createChance } from './long/day/chance.ts';
import { countOf, descriptorsOf } from './long/day/gauge.ts';
import { objectsOf, tellsHeap } from './long/day/heap.ts';
import { findObjects } from './long/day/objects.ts';
import { type People, startPeople } from './long/day/people.ts';
import { createReaders, type Readers } from './long/day/readers.ts';
import { type Server, serve } from './support/postern.ts';

/** The short form of test/long/day.ts: rounds of the same mix, and what a real server holds after some and after all. */
const [reads, activities, rounds] = [140, 16, 3];
/** Something for every other request is no leak: keys of strangers are kept, until there are two thousand, and pages. */
const mostKept = (reads + activities) / 2;

let blog: Awaited<ReturnType<typeof makeDayBlog>>;
let server: Server;
let readers: Readers;
let people: People;
beforeAll(async () => {
  blog = await makeDayBlog(12, { hasThread: false });
  server = await serve(['--site', blog.site.folder], { environment: blog.environment, node: tellsHeap });
  const port = Number(new URL(server.url).port);
  const objects = await findObjects(server.url, blog.names);
  readers = createReaders({ port, names: blog.names, objects, chance: createChance(1) });
  people = await startPeople({ port, servers: 8, objects, chance: createChance(2) });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await people?.close();
  await blog?.site.dispose();
});

async function round(): Promise<void> {
  let [read, sent] = [0, 0];
  const reading = async (): Promise<void> => {
    while (read++ < reads) await readers.read();
  };
  const sending = async (): Promise<void> => {
    while (sent++ < activities) await people.send();
  };
  await Promise.all([...Array.from({ length: 6 }, reading), ...Array.from({ length: 3 }, sending)]);
  readers.close();
}

test('holds nothing more of requests, and no more descriptors, after many than after some', async () => {
  const weigh = async () => ({ ...(await objectsOf(server)), descriptors: countOf(await descriptorsOf(server.pid)) });
  await round();
  const before: Record<string, number> = await weigh();
  for (let count = 1; count < rounds; count += 1) await round();
  const after = Object.entries(await weigh());
  const growth = after.map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  expect(growth.filter(([, more]) => more > mostKept * (rounds - 1))).toEqual([]);
  expect([...readers.wrong, ...people.wrong]).toEqual([]);
}, 120_000);
