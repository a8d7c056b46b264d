import { setTimeout as pause } from 'node:timers/promises';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { and, eq, gte, inArray, isNotNull, sql } from '../../src/database/drizzle.ts';
import { createChance } from './chance.ts';
import { type CrowdOptions, type Letter, startCrowd } from './crowd.ts';
import { fileOf, planRounds, type Round } from './killing/plan.ts';
import { judge, type Verdict } from './killing/verdict.ts';
import { addFollowers } from './ledger.ts';
import { postern, type Server, serve } from './postern.ts';
import { makeSite } from './site.ts';
import { until } from './until.ts';

/** How a fan-out fared whose server was killed again and again. */
export interface Killed extends Verdict {
  kills: number;
  inboxes: number;
  /** Letters that had arrived when the server was killed, before it could note that: for each kill. */
  inFlight: number[];
  /** What `postern deliveries` tells of all activities, the newest first. */
  told: { type: string; delivered: number; waiting: number; failed: number; superseded: number }[];
  /** Where that is not what arrived. */
  disagreed: string[];
  seconds: number;
  /** How long the last inbox that is well waits for a post, in seconds: while others are sick, and after that. */
  waits: { sick: number; healed: number } | null;
}

export interface KillingOptions extends Pick<CrowdOptions, 'servers' | 'inboxesEach' | 'sharing' | 'sick'> {
  seed: number;
  kills: number;
  posts: number;
  edits: number;
  removals: number;
}

// Long enough that some are always on their way.
const patience = 200;
/** As many of a fan-out fall due in a second. */
const pace = 50;
/** How long a server stays away at most, once: until all that was on its way is due together. */
const longestRest = 10_000;

/**
 * A blog with followers on many servers publishes, edits and removes posts, while its server is killed with SIGKILL and
 * started again.
 * @param options.kills at least 3: one when the first posts are to be sent, one before the next are published, and one after which
 * the server stays away until all that was on its way is due together. The others come when so many letters have arrived
 * as chance, which follows from the seed, has it.
 */
export async function killAgainAndAgain({
  seed,
  kills,
  posts,
  edits,
  removals,
  ...options
}: KillingOptions): Promise<Killed> {
  const chance = createChance(seed);
  const rounds = planRounds(chance, { posts, edits, removals });
  const site = await makeSite({ 'content/posts/before.md': '---\ntitle: Before\ndate: 2020-01-01\n---\n\nOld.\n' });
  const words = ['--site', site.folder];
  const environment = {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
    POSTERN_HOST: '127.0.0.1',
    POSTERN_LOG_LEVEL: 'warn',
  };
  const shown = new Map<string, number | null>();
  const arrived = new Set<string>();
  let wake = (): void => {};
  const onLetter = (letter: Letter): void => {
    arrived.add(nameOf(letter));
    wake();
  };
  const crowd = await startCrowd({ ...options, patience, onLetter });
  const inboxes = crowd.inboxes.length;
  let server: Server | null = null;
  let database: Database | null = null;
  const inFlight: number[] = [];
  /** When the server that runs was started. */
  let begunAt = 0;

  /** Ends the server now, and starts it again after something else was done. */
  const kill = async (opened: Database, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> => {
    const dying = server;
    if (!dying) return;
    server = null;
    await dying.stop('SIGKILL');
    // What its last breath sent is still being read on our side.
    await pause(100);
    inFlight.push(await unsettled(crowd.letters, opened, begunAt));
    await meanwhile();
    begunAt = performance.now();
    server = await serve(words, { environment });
  };

  async function command(own: string[]): Promise<string> {
    const { code, out, err } = await postern(['publish', ...own, ...words], { environment });
    if (code !== 0) throw new Error(`publish ${own} ended with ${code}: ${out}${err}`);
    return out;
  }

  /** Writes what a round says, and publishes it; `isKilled`: the server is killed as soon as there is something to send. */
  async function publish(opened: Database, { written, removed }: Round, isKilled = false): Promise<void> {
    const { activities } = opened.tables;
    const before = await opened.query.$count(activities);
    for (const [slug, variant] of written) await site.write(`content/posts/${slug}.md`, fileOf(slug, variant));
    for (const slug of removed) await site.remove(`content/posts/${slug}.md`);
    const news = [...written].filter(([, variant]) => variant === 1).map(([slug]) => `content/posts/${slug}.md`);
    for (const [slug, variant] of written) shown.set(slug, variant);
    for (const slug of removed) shown.set(slug, null);
    const publishing = command(news.length > 0 ? ['--announce', ...news] : []);
    const isThere = async (): Promise<boolean> => (await opened.query.$count(activities)) > before;
    if (isKilled) {
      await Promise.race([until(isThere, 60_000), publishing]);
      await kill(opened);
    }
    const out = await publishing;
    if (written.size > 0 && !(await isThere())) throw new Error(`publish added nothing: ${out} ${server?.said.err}`);
    if (removed.length > 0) await command(['--confirm-removals']);
  }

  /** Whether nothing waits; for hosts that are sick something may. */
  async function isSent({ query, tables: { activities, deliveries, hosts } }: Database): Promise<boolean> {
    const sick = [...crowd.sick.keys()].map((inbox) => new URL(inbox).host);
    const which = query.select({ key: hosts.key }).from(hosts).where(inArray(hosts.name, sick));
    const isWell = sick.length === 0 ? undefined : sql`${deliveries.host} not in ${which}`;
    const waiting = await query.$count(deliveries, and(isNotNull(deliveries.due), isWell));
    return waiting + (await query.$count(activities, gte(activities.cursor, 0))) === 0;
  }

  /** Until so many different letters have arrived, or no more will. */
  async function reached(count: number, opened: Database): Promise<void> {
    const early = new Promise<boolean>((resolve) => {
      wake = () => {
        if (arrived.size >= count && server) resolve(true);
      };
      wake();
    });
    for (;;) {
      const next = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 500));
      if ((await Promise.race([early, next])) || (await isSent(opened))) break;
    }
    wake = () => {};
  }

  /** How long a post that is published now takes to the last inbox that is well, in seconds. */
  async function waitFor(opened: Database, slug: string): Promise<number> {
    const begun = performance.now();
    const seen = crowd.letters.length;
    await publish(opened, { written: new Map([[slug, 1]]), removed: [] });
    await until(() => isSent(opened), 120_000);
    const own = crowd.letters
      .slice(seen)
      .filter(({ inbox, subject }) => !crowd.sick.has(inbox) && subject.endsWith(slug));
    return (Math.max(...own.map(({ at }) => at)) - begun) / 1000;
  }

  async function measureWaits(opened: Database): Promise<Killed['waits']> {
    if (crowd.sick.size === 0) return null;
    const hosts = new Set([...crowd.sick.keys()].map((inbox) => new URL(inbox).host));
    const sick = await waitFor(opened, 'while-sick');
    await crowd.heal();
    for (const host of hosts) await postern(['deliveries', '--retry', '--host', host, ...words], { environment });
    await until(() => isSent(opened), 300_000);
    return { sick, healed: await waitFor(opened, 'once-healed') };
  }

  try {
    server = await serve(words, { environment });
    database = await openDatabase(`${site.folder}/data/postern.db`);
    const opened = database;
    const { announcements } = database.tables;
    // What is there when federation begins is sent to nobody: the posts must come after that.
    await until(async () => (await opened.query.$count(announcements)) > 0, 30_000);
    await addFollowers(database, 'james', crowd.followers);

    const begun = performance.now();
    const sizes = rounds.map(({ written, removed }) => (written.size + removed.length) * inboxes);
    // The next round goes out while the one before still does, so that the order has something to keep.
    const starts = sizes.map((_, index) => {
      const before = sizes.slice(0, Math.max(0, index - 1)).reduce((sum, size) => sum + size, 0);
      return index === 0 ? 0 : before + Math.floor((sizes[index - 1] ?? 0) * (0.4 + 0.4 * chance.next()));
    });
    const inRounds = Math.min(rounds.length, Math.max(2, Math.floor(kills / 4)));
    const all = sizes.reduce((sum, size) => sum + size, 0);
    const moments = Array.from({ length: kills - inRounds }, () => 1 + chance.under(all - inboxes));
    // The longest rest is behind the second round, when two are on their way.
    const longRest = Math.floor((starts[1] ?? 0) + inboxes / 50);
    if (moments.length > 0) moments[0] = longRest;
    const steps = [
      ...moments.map((count) => ({ count, round: null })),
      ...starts.map((count, round) => ({ count, round })),
    ].sort((one, other) => one.count - other.count);
    // In the first round it is killed when something is to be sent. For the second, and for all others, it is killed before:
    // what it had on its way then is in doubt, so that what follows must wait for it, however quick the machine is.
    const killedRounds = new Set([0, 1]);
    while (killedRounds.size < inRounds) killedRounds.add(chance.under(rounds.length));

    for (const { count, round } of steps) {
      await reached(count, opened);
      const saying = round === null ? undefined : rounds[round];
      if (!saying) await kill(opened, () => pause(count === longRest ? rest(inboxes) : 0));
      else if (round === 0 || !killedRounds.has(round ?? 0)) await publish(opened, saying, round === 0);
      else await kill(opened, () => publish(opened, saying));
    }
    await until(() => isSent(opened), 60_000 + 100 * all);
    const seconds = (performance.now() - begun) / 1000;
    const waits = await measureWaits(opened);
    const { out } = await postern(['deliveries', '--all', '--json', ...words], { environment });
    const told = (JSON.parse(out) as { activities: Told[] }).activities;
    return {
      ...judge(crowd.inboxes, crowd.letters, shown),
      ...{ kills: inFlight.length, inboxes, inFlight, seconds, waits },
      told: told.map(({ type, delivered, waiting, failed, superseded }) => ({
        ...{ type, delivered, waiting, failed, superseded },
      })),
      disagreed: disagreements(told, crowd.letters, inboxes, shown),
    };
  } finally {
    await server?.stop();
    await database?.close();
    await crowd.close();
    await site.dispose();
  }
}

/** Until all that was on its way is due together, in milliseconds. */
function rest(inboxes: number): number {
  return Math.min(longestRest, (inboxes * 1000) / pace + 500);
}

type Told = Killed['told'][number] & { id: string };

/** What the ledger says was delivered had arrived, and each inbox has an end. */
function disagreements(
  told: readonly Told[],
  letters: readonly Letter[],
  inboxes: number,
  shown: ReadonlyMap<string, number | null>,
): string[] {
  const arrived = new Map<string, Set<string>>();
  for (const { id, inbox, isTaken } of letters) {
    const known = arrived.get(id) ?? new Set();
    if (isTaken) arrived.set(id, known.add(inbox));
  }
  return told.flatMap(({ id: uri, type, delivered, waiting, failed, superseded }) => {
    const came = arrived.get(uri)?.size ?? 0;
    const ended = delivered + superseded;
    // Of what was removed nobody need be told any more.
    const isCut =
      type !== 'Delete' && [...shown].some(([slug, variant]) => variant === null && uri.includes(`/${slug}/`));
    const isRight = delivered <= came && waiting + failed === 0 && (ended === inboxes || (isCut && ended < inboxes));
    return isRight
      ? []
      : [`${uri}: ${delivered} delivered, ${superseded} replaced, ${waiting} wait, ${failed} failed; ${came} came`];
  });
}

/** How many letters the server that died had sent of which the ledger does not know that they arrived. */
async function unsettled(letters: readonly Letter[], { query, tables }: Database, since: number): Promise<number> {
  const { activities, deliveries, inboxes } = tables;
  const finished = await query
    .select({ inbox: inboxes.uri, id: activities.uri })
    .from(deliveries)
    .innerJoin(activities, eq(activities.key, deliveries.activity))
    .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
    .where(isNotNull(deliveries.finished));
  const known = new Set(finished.map(nameOf));
  const sent = letters.filter(({ at, isTaken }) => isTaken && at >= since).map(nameOf);
  return new Set(sent.filter((name) => !known.has(name))).size;
}

function nameOf({ inbox, id }: Pick<Letter, 'inbox' | 'id'>): string {
  return `${inbox} ${id}`;
}
