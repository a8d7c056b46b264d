import type { Database } from '../database/database.ts';
import { and, eq, isNull } from '../database/drizzle.ts';
import type { KeptRemark } from './kept.ts';
import { toRemark } from './read.ts';
import { speakerColumns } from './speaker.ts';

/** So many reports of readers may be open at once. */
export const mostOpen = 100;

/** Complaints of readers about what is shown. */
export interface Complaints {
  /** The remark that is meant, if it is shown below a post that is there now. */
  shown(key: number): Promise<{ remark: KeptRemark; post: string } | null>;
  /** False: too many are open, and nothing was kept. */
  add(about: { remark: number; post: number | null; text: string }, now: Date): Promise<boolean>;
}

export function createComplaints({ query, tables }: Pick<Database, 'query' | 'tables'>): Complaints {
  const { hosts, people, posts, remarks, reports } = tables;
  return {
    async shown(key) {
      const [row] = await query
        .select({ remark: remarks, speaker: speakerColumns(tables), post: posts.permalink })
        .from(remarks)
        .innerJoin(posts, and(eq(posts.key, remarks.post), eq(posts.state, 'live')))
        .leftJoin(people, eq(people.key, remarks.person))
        .leftJoin(hosts, eq(hosts.key, people.host))
        .where(and(eq(remarks.key, key), eq(remarks.state, 'shown')));
      return row ? { remark: toRemark(row), post: row.post } : null;
    },
    async add({ remark, post, text }, now) {
      const open = await query.$count(reports, and(isNull(reports.by), isNull(reports.closed)));
      if (open >= mostOpen) return false;
      await query.insert(reports).values({ remark, post, text, received: now });
      return true;
    },
  };
}
