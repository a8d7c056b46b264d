import { detailsOf } from '../../blog/row.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { hostOf } from '../../jobs/host.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { taken, writeWhy } from './hindrance.ts';

export type AdoptedRow = Tables['adopted']['$inferSelect'];

/** The kind of the jobs that read a thread elsewhere; one for each post and address. */
export const reading = 'thread';
/** The kind of the jobs that take away what came by one that is no longer named. */
export const leaving = 'unthread';

interface Wanted {
  post: number;
  path: string;
  address: string;
}

export interface AdoptParts {
  database: Pick<Database, 'query' | 'tables' | 'atomically'>;
  jobs: Pick<Jobs, 'add' | 'sooner'>;
}

/**
 * Brings the table of threads elsewhere to what the posts name in `discuss:`. A post that has vanished keeps its own, as it
 * keeps everything else.
 */
export function createAdopt({ database, jobs }: AdoptParts): (now: Date) => Promise<void> {
  const { query, tables } = database;
  const { adopted, posts } = tables;

  async function wantedNow(): Promise<Wanted[]> {
    // Both engines keep the JSON as the text that was written.
    const names = sql`cast(${posts.details} as text) like '%"discuss":"http%'`;
    const columns = { key: posts.key, path: posts.path, details: posts.details };
    const rows = await query
      .select(columns)
      .from(posts)
      .where(and(eq(posts.state, 'live'), names))
      .orderBy(posts.key);
    return rows.flatMap((row) => {
      const { discuss } = detailsOf(row);
      return discuss ? [{ post: row.key, path: row.path, address: discuss }] : [];
    });
  }

  async function keptNow() {
    return query
      .select({ row: adopted, state: posts.state })
      .from(adopted)
      .innerJoin(posts, eq(posts.key, adopted.post))
      .orderBy(posts.key);
  }

  const adopt = (one: Query, { post, address }: Wanted, why: string | null, now: Date): Step[] => {
    const job = { kind: reading, subject: `${post}:${address}`, host: hostOf(address) };
    const fresh = { address, object: null, checked: null, changed: null, due: now, why };
    return [
      one
        .insert(adopted)
        .values({ post, ...fresh })
        .onConflictDoUpdate({ target: adopted.post, set: fresh }),
      // It may still wait from before: the line was taken out for a moment.
      ...(why === null
        ? [jobs.add(one, { ...job, details: { post }, due: now }, now), jobs.sooner(one, job, now)]
        : []),
    ];
  };

  const leave = (one: Query, { post, address, object }: AdoptedRow, now: Date): Step[] => {
    if (object === null) return [];
    const subject = `${post}:${object}`;
    return [jobs.add(one, { kind: leaving, subject, details: { post, names: [object, address] }, due: now }, now)];
  };

  return async (now) => {
    const [wanted, kept] = [await wantedNow(), await keptNow()];
    const rows = new Map(kept.map(({ row }) => [row.post, row]));
    const holders = holdersOf(wanted, rows);
    const changes: ((one: Query) => Step[])[] = [];
    for (const { row, state } of kept) {
      const stays = wanted.some(({ post }) => post === row.post) || state === 'vanished';
      if (stays) continue;
      const isTakenOut = state === 'live';
      changes.push((one) => [
        ...(isTakenOut ? leave(one, row, now) : []),
        one.delete(adopted).where(eq(adopted.post, row.post)),
      ]);
    }
    for (const one of wanted) {
      const row = rows.get(one.post);
      const holder = holders.get(one.address);
      const why = holder && holder.post !== one.post ? writeWhy(taken(holder.path)) : null;
      const isSame = row?.address === one.address;
      const isFree = isSame && row.object === null && row.why?.startsWith(takenStart) && why === null && row.due <= now;
      if (isSame && (why === null || why === row.why) && !isFree) continue;
      changes.push((query) => [...(row && !isSame ? leave(query, row, now) : []), ...adopt(query, one, why, now)]);
    }
    if (changes.length > 0) await database.atomically((one) => changes.flatMap((change) => change(one)));
  };
}

const takenStart = 'The thread in `discuss` belongs to';

/** Which of several posts has an address: the one that has it already, else the oldest. */
function holdersOf(wanted: readonly Wanted[], rows: ReadonlyMap<number, AdoptedRow>): Map<string, Wanted> {
  const holders = new Map<string, Wanted>();
  for (const one of wanted) {
    const holder = holders.get(one.address);
    const row = rows.get(one.post);
    const hasIt = row?.address === one.address && row.object !== null;
    if (!holder || hasIt) holders.set(one.address, one);
  }
  return holders;
}
