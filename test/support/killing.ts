import { type Database, openDatabase } from '../../src/database/database.ts';
import { eq, isNotNull } from '../../src/database/drizzle.ts';
import { type Crowd, type Letter, startCrowd } from './crowd.ts';
import { addFollowers } from './ledger.ts';
import { postern, type Server, serve } from './postern.ts';
import { makeSite } from './site.ts';
import { until } from './until.ts';

/** How a fan-out fared whose server was killed again and again. */
export interface Killed {
  kills: number;
  /** Inboxes that lack the Create, or the Update where the Create came without the edit. */
  missing: string[];
  /** Inboxes that got the Update before they had answered the Create, or the Create once more after it. */
  disordered: string[];
  /** Letters that came to an inbox more than once, and how often in all beyond the first. */
  doubled: number;
  /** Letters that had arrived when the server was killed, before it could note that: for each kill. */
  inFlight: number[];
  /** What `postern deliveries` tells of the Create and the Update. */
  told: { type: string; delivered: number; waiting: number; failed: number; superseded: number }[];
  seconds: number;
}

// Long enough that some are always on their way.
const patience = 200;
/** As many of a fan-out fall due in a second. */
const pace = 50;
const slug = 'the-first-frost';
const first = 'Ice on the water butt.';
const edited = 'Ice on the water butt, and on the pond.';
const post = (text: string): string => `---\ntitle: The first frost\n---\n\n${text}\n`;

/**
 * A blog with followers on many servers publishes a post and then an edit of it, while its server is killed with SIGKILL
 * and started again.
 * @param options.kills at least 3: one while the Create is being written for its inboxes, one for the Update, and one after
 * which the server stays away until all that was on its way is due together. The others come when so many letters have
 * arrived as chance, which follows from the seed, has it.
 */
export async function killAgainAndAgain({
  seed,
  kills,
  servers = 40,
  inboxesEach = 5,
}: {
  seed: number;
  kills: number;
  servers?: number;
  inboxesEach?: number;
}): Promise<Killed> {
  const begun = performance.now();
  const inboxes = servers * inboxesEach;
  const chance = sequence(seed);
  // The edit goes out while the post still does, so that the order has something to keep.
  const turn = Math.floor(inboxes * (0.4 + 0.4 * chance()));
  // Whoever has the post by then gets the edit too; all others get it in the post.
  const moments = Array.from({ length: kills - 3 }, () => 1 + Math.floor(chance() * (inboxes + turn - 1)));
  const site = await makeSite({ 'content/posts/before.md': '---\ntitle: Before\ndate: 2020-01-01\n---\n\nOld.\n' });
  const words = ['--site', site.folder];
  const environment = {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
    POSTERN_HOST: '127.0.0.1',
    POSTERN_LOG_LEVEL: 'warn',
  };

  let server: Server | null = null;
  const inFlight: number[] = [];
  /** When the server that runs was started. */
  let begunAt = 0;
  /** Ends the server now, and starts it again after a rest. */
  const kill = async (crowd: Crowd, database: Database, rest = 100): Promise<void> => {
    const dying = server;
    if (!dying) return;
    server = null;
    await dying.stop('SIGKILL');
    // What its last breath sent is still being read on our side.
    await new Promise((resolve) => setTimeout(resolve, rest));
    inFlight.push(await unsettled(crowd, database, begunAt));
    begunAt = performance.now();
    server = await serve(words, { environment });
  };

  let wake = (): void => {};
  const crowd = await startCrowd({ servers, inboxesEach, patience, onLetter: () => wake() });
  let database: Database | null = null;
  try {
    server = await serve(words, { environment });
    database = await openDatabase(`${site.folder}/data/postern.db`);
    const { activities, announcements } = database.tables;
    const opened = database;
    // What is there when federation begins is sent to nobody: the post must come after that.
    await until(async () => (await opened.query.$count(announcements)) > 0, 30_000);
    await addFollowers(database, 'james', crowd.inboxes);

    /** Kills at the instant at which so many different letters have arrived. */
    const killAt = async (count: number, rest?: number): Promise<void> => {
      await new Promise<void>((resolve) => {
        wake = () => {
          if (distinct(crowd.letters) < count || !server) return;
          server.signal('SIGKILL');
          wake = () => {};
          resolve();
        };
        wake();
      });
      await kill(crowd, opened, rest);
    };
    /** Publishes a text, and kills as soon as its activity is there, which is while its deliveries are being written. */
    const publishAndKill = async (text: string, number: number): Promise<void> => {
      await site.write(`content/posts/${slug}.md`, post(text));
      const publishing = postern(['publish', ...words], { environment }).then(({ code, out, err }) => {
        if (code !== 0) throw new Error(`publish ended with ${code}: ${out}${err}`);
        return out;
      });
      const isThere = async (): Promise<boolean> => (await opened.query.$count(activities)) >= number;
      await Promise.race([until(isThere, 60_000), publishing]);
      await kill(crowd, opened);
      const out = await publishing;
      if (!(await isThere())) throw new Error(`publish added nothing: ${out} ${server?.said.err}`);
    };

    await publishAndKill(first, 1);
    for (const moment of moments.filter((one) => one <= turn).sort((a, b) => a - b)) await killAt(moment);
    await until(() => distinct(crowd.letters) >= turn, 60_000);
    await publishAndKill(edited, 2);
    await killAt(distinct(crowd.letters) + Math.ceil(inboxes / 50), (inboxes * 1000) / pace + 500);
    for (const moment of moments.filter((one) => one > turn).sort((a, b) => a - b)) await killAt(moment);

    await until(
      async () => {
        const { deliveries } = opened.tables;
        const waiting = await opened.query.$count(deliveries, isNotNull(deliveries.due));
        return waiting === 0 && (await opened.query.$count(deliveries)) === 2 * inboxes;
      },
      60_000 + 100 * inboxes,
    );
    const { out } = await postern(['deliveries', slug, '--json', ...words], { environment });
    return {
      kills: inFlight.length,
      ...verdict(crowd),
      inFlight,
      told: (JSON.parse(out) as { activities: Killed['told'] }).activities.map(
        ({ type, delivered, waiting, failed, superseded }) => ({ type, delivered, waiting, failed, superseded }),
      ),
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await server?.stop();
    await database?.close();
    await crowd.close();
    await site.dispose();
  }
}

/** What arrived, against what had to. */
function verdict({ inboxes, letters }: Crowd): Pick<Killed, 'missing' | 'disordered' | 'doubled'> {
  const missing: string[] = [];
  const disordered: string[] = [];
  for (const inbox of inboxes) {
    const given = letters.filter((letter) => letter.inbox === inbox);
    const creates = given.filter(({ type }) => type === 'Create');
    const updates = given.filter(({ type }) => type === 'Update');
    const begun = Math.min(...updates.map(({ at }) => at));
    const isKnown = creates.some(({ answered }) => answered !== null && answered <= begun);
    const isWhole = creates[0]?.text.includes(edited) === true;
    if (creates.length === 0 || (updates.length === 0 && !isWhole)) missing.push(inbox);
    else if (updates.length > 0 && (!isKnown || creates.some(({ at }) => at > begun))) disordered.push(inbox);
  }
  return { missing, disordered, doubled: letters.length - distinct(letters) };
}

/** How many letters the server that died had sent of which the ledger does not know that they arrived. */
async function unsettled({ letters }: Crowd, { query, tables }: Database, since: number): Promise<number> {
  const { activities, deliveries, inboxes } = tables;
  const finished = await query
    .select({ inbox: inboxes.uri, id: activities.uri })
    .from(deliveries)
    .innerJoin(activities, eq(activities.key, deliveries.activity))
    .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
    .where(isNotNull(deliveries.finished));
  const known = new Set(finished.map(nameOf));
  const sent = letters.filter(({ at }) => at >= since).map(nameOf);
  return new Set(sent.filter((name) => !known.has(name))).size;
}

function nameOf({ inbox, id }: Pick<Letter, 'inbox' | 'id'>): string {
  return `${inbox} ${id}`;
}

function distinct(letters: readonly Letter[]): number {
  return new Set(letters.map(nameOf)).size;
}

/** Numbers from 0 to 1 that follow from the seed (Numerical Recipes' generator). */
function sequence(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
