import { openDatabase } from '../../src/database/database.ts';
import { isNotNull } from '../../src/database/drizzle.ts';
import { type Chance, createChance } from './chance.ts';
import { makeSite } from './site.ts';
import { type Count, count } from './taking-in/count.ts';
import { type Nodes, startNodes } from './taking-in/nodes.ts';
import { type Pages, readPages } from './taking-in/pages.ts';
import { createSender } from './taking-in/sender.ts';
import { tell } from './taking-in/stories.ts';
import { openWorld } from './taking-in/world.ts';
import { until } from './until.ts';

/** What came of activities that a blog was sent while its processes were killed. */
export interface TakenIn extends Count {
  /** Of all kinds, each counted once however often it was sent. */
  activities: number;
  /** Of those, how many were answered with 202. */
  taken: number;
  /** Answers of 202: what was sent twice has two. */
  answers: number;
  /** Connections that broke without an answer, and how many activities nobody sent again then. */
  broken: number;
  abandoned: number;
  /** Other answers than 202, by their status: those were sent again. */
  refused: Record<string, number>;
  kills: number;
  /** From a kill to the next 202, at most, in milliseconds. */
  longest: number;
  /** Sending alone. */
  seconds: number;
  /** What the processes have said to their owner that they should not have to. */
  complaints: string[];
}

const posts = ['one', 'two', 'three'];
const yaml = `url: http://127.0.0.1:3000
timezone: UTC
accounts:
  - handle: james
comments: { rule: everyone }
quotes: everyone
`;
const origin = 'http://127.0.0.1:3000';
const actor = `${origin}/ap/actors/james`;

/**
 * Sends activities from the people of many servers to a real blog, over many connections at once, while its processes are
 * killed with SIGKILL at moments that follow from the seed, and counts in its database and on its pages what came of them.
 * @param options.database `postgres://…`: an empty database there, and two processes that take in beside one that works; null: SQLite.
 */
export async function takeInWhileKilled({
  seed,
  activities,
  kills,
  connections = 20,
  database = null,
}: {
  seed: number;
  activities: number;
  kills: number;
  connections?: number;
  database?: string | null;
}): Promise<TakenIn> {
  const chance = createChance(seed);
  // What one server signs, and what one block of addresses sends, stays within the blog's rates.
  const world = await openWorld(Math.max(6, Math.ceil(activities / 150)), chance);
  const texts = posts.map((name) => [`content/posts/${name}.md`, `---\ntitle: ${name}\n---\n\nText.\n`]);
  const site = await makeSite({ 'postern.yaml': yaml, ...Object.fromEntries(texts) });
  const address = database ?? `${site.folder}/data/postern.db`;
  const environment = {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
    POSTERN_TRUST_PROXY: 'loopback',
    POSTERN_HOST: '127.0.0.1',
    POSTERN_LOG_LEVEL: 'warn',
    POSTERN_DATABASE: address,
  };
  let nodes: Nodes | null = null;
  try {
    // A short run has no time for starts that come to nothing.
    const early = Math.min(3, Math.floor(kills / 5));
    const roles = database === null ? ['all'] : ['web', 'web', 'worker'];
    nodes = await startNodes(site.folder, { roles, environment, chance }, { early });
    const spoken = { posts: posts.map((name) => `${origin}/ap/posts/${name}`), actor };
    const stories = tell(world, chance, spoken, activities);
    const all = stories.reduce((sum, { steps }) => sum + steps.length, 0);
    const sender = createSender({ chance, urls: nodes.urls, inboxes: [`${actor}/inbox`, `${origin}/ap/inbox`] });
    // One of the kills is the last, when all is quiet.
    const killing = killAtMoments(nodes, sender.taken, momentsOf(chance, kills - early - 1, all));
    const begun = performance.now();
    await sender.tell(stories, connections);
    const seconds = (performance.now() - begun) / 1000;
    await killing.end();
    // Once more when all is quiet: what was answered is there, and not only remembered.
    await nodes.kill();
    await nodes.up();
    const pages = await readUntilSent(address, nodes.urls[0] ?? '');
    await nodes.end();
    const counted = await count(address, { sent: sender.sent, stories, pages });
    const { answers, broken, refused } = sender.figures;
    const fates = [...sender.sent.values()].map(({ fate }) => fate);
    return {
      ...counted,
      activities: all,
      taken: fates.filter((fate) => fate === 'taken').length,
      answers,
      broken,
      abandoned: fates.filter((fate) => fate === 'abandoned').length,
      refused,
      kills: nodes.kills,
      longest: killing.longest(),
      seconds,
      complaints: nodes.said.join('').split('\n').filter(isComplaint),
    };
  } finally {
    await nodes?.end();
    await world.close();
    await site.dispose();
  }

  /** The pages, once the answers to all Follows have gone out. */
  async function readUntilSent(from: string, url: string): Promise<Pages> {
    const opened = await openDatabase(from);
    const { deliveries, activities: outgoing } = opened.tables;
    try {
      await until(async () => {
        const waiting = await opened.query.$count(deliveries, isNotNull(deliveries.due));
        return waiting + (await opened.query.$count(outgoing, isNotNull(outgoing.cursor))) === 0;
      }, 90_000);
      return await readPages(url, posts);
    } finally {
      await opened.close();
    }
  }
}

/** A kill: after so many answers, and whether the next start is killed too. */
type Moment = { after: number; twice: boolean };

/** So many kills between the first answer and the last, in their order. */
function momentsOf(chance: Chance, kills: number, activities: number): Moment[] {
  const moments: Moment[] = [];
  for (let left = kills; left > 0; ) {
    const twice = left > 1 && chance.is(0.3);
    moments.push({ after: 1 + chance.under(activities - 1), twice });
    left -= twice ? 2 : 1;
  }
  return moments.sort((one, other) => one.after - other.after);
}

/** Kills at those moments: in the very moment in which an answer has come, and never two at once. */
function killAtMoments(nodes: Nodes, taken: { count: number; onTaken(): void }, moments: Moment[]) {
  let killedAt: number | null = null;
  let longest = 0;
  let killing: Promise<void> | null = null;
  taken.onTaken = () => {
    if (killedAt !== null) longest = Math.max(longest, performance.now() - killedAt);
    killedAt = null;
    const [next] = moments;
    if (killing || next === undefined || taken.count < next.after) return;
    moments.shift();
    killedAt = performance.now();
    killing = nodes.kill(next.twice).finally(() => {
      killing = null;
    });
  };
  return {
    longest: () => longest,
    /** Those whose moments fell into another's are made up for. */
    async end(): Promise<void> {
      taken.onTaken = () => {};
      await killing;
      for (const { twice } of moments.splice(0)) await nodes.kill(twice);
    },
  };
}

function isComplaint(line: string): boolean {
  return /error|warn|could not/i.test(line);
}
