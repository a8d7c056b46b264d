import type { Database } from '../../database/database.ts';
import { createFeedKey, type FeedKey } from './feed-key.ts';
import { type Listed, listRemarks } from './list.ts';
import { type OpenReport, readReports } from './pending.ts';

/** What waits for the owner, for whoever has the key to it. */
export interface Held {
  key: FeedKey;
  /** So many of the newest comments that wait, and of open reports. */
  read(most: number): Promise<{ remarks: Listed[]; reports: OpenReport[] }>;
}

export function createHeld(database: Pick<Database, 'query' | 'tables'>): Held {
  return {
    key: createFeedKey(database),
    async read(most) {
      const [remarks, reports] = await Promise.all([
        listRemarks(database, { states: ['held'], limit: most }),
        readReports(database, most),
      ]);
      return { remarks, reports };
    },
  };
}
