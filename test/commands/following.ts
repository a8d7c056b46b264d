import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { createFollowers } from '../../src/federation/followers/followers.ts';
import type { Person } from '../../src/federation/people/person.ts';
import { save } from '../federation/followers/people.ts';
import type { Outcome } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { typed } from '../support/typed.ts';

/** A blog on disk that is followed, and not served: `run` types commands in its folder. */
export interface Followed {
  site: TemporarySite;
  run(...words: string[]): Promise<Outcome>;
  /** What the commands left to be sent: type, about whom, to where. */
  waiting(): Promise<string[]>;
  /** Works on its database while no command does. */
  inside<T>(work: (database: Database) => Promise<T>): Promise<T>;
}

/** @param follows who follows which account, each an hour after the one before. */
export async function followedBlog(
  follows: [account: string, who: Person, state: 'accepted' | 'pending'][],
  accounts = ['james', 'mary'],
  environment: Record<string, string> = {},
): Promise<Followed> {
  const list = accounts.map((handle) => `  - handle: ${handle}\n    manuallyApprovesFollowers: true\n`);
  const site = await makeSite({
    'postern.yaml': `url: https://blog.example.com\ntimezone: Europe/Berlin\naccounts:\n${list.join('')}`,
  });
  onTestFinished(site.dispose);

  async function inside<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openSqlite(join(site.folder, 'data/postern.db'));
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  await inside(async (database) => {
    const followers = createFollowers({ database });
    for (const [index, [account, who, state]] of follows.entries()) {
      const since = new Date(Date.UTC(2026, 10, 20, 8 + index));
      await save(database, [who], since);
      const following = { account, uri: who.uri, follow: `${who.uri}#follow` };
      const store = state === 'accepted' ? followers.accept : followers.hold;
      await database.atomically((query) => store(query, following, since));
    }
  });

  return {
    site,
    inside,
    run: (...words) => typed(words, { folder: site.folder, environment }),
    waiting: () =>
      inside(async ({ query, tables: { activities, deliveries, inboxes } }) => {
        const rows = await query.select().from(deliveries);
        const sent = new Map((await query.select().from(activities)).map((row) => [row.key, row]));
        const places = new Map((await query.select().from(inboxes)).map(({ key, uri }) => [key, uri]));
        return rows
          .filter(({ due }) => due !== null)
          .map(({ activity, inbox }) => {
            const { account, type, subject } = sent.get(activity) ?? {};
            return `${account} ${type} ${subject} ${places.get(inbox)}`;
          })
          .sort();
      }),
  };
}
