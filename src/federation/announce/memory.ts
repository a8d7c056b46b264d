import { sinceSetting } from '../../blog/index-queries.ts';
import { type Database, type Query, type Step, Unmet } from '../../database/database.ts';
import { eq, inArray, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';

/** When the last crowd of new posts appeared. */
const crowdSetting = 'announcing-crowd';

/** What announcing remembers beside its table; null when it has never looked. */
export interface Memory {
  since: Date;
  crowd: Date | null;
}

export async function readMemory({ query, tables: { settings } }: Database): Promise<Memory | null> {
  const rows = await query
    .select()
    .from(settings)
    .where(inArray(settings.name, [sinceSetting, crowdSetting]));
  const values = new Map(rows.map(({ name, value }) => [name, new Date(value)]));
  const since = values.get(sinceSetting);
  return since ? { since, crowd: values.get(crowdSetting) ?? null } : null;
}

/** Takes everything that is there as told to nobody, and never to be told by itself. Done once in a database's life. */
export async function makeBaseline({ atomically, tables }: Database, now: Date): Promise<void> {
  const { announcements, objects, posts, settings } = tables;
  const since = { name: sinceSetting, value: now.toISOString(), changed: now };
  await atomically((query) => [
    { statement: query.insert(settings).values(since).onConflictDoNothing(), demand: 1 },
    query
      .insert(announcements)
      .select(
        query
          .select({
            object: objects.uri,
            account: sql<null>`null`.as('account'),
            state: sql<'silent'>`case when ${objects.state} = 'gone' then 'gone' else 'silent' end`.as('state'),
            digest: sql<null>`null`.as('digest'),
            revision: posts.revision,
            published: sql<null>`null`.as('published'),
            updated: sql<null>`null`.as('updated'),
          })
          .from(objects)
          .innerJoin(posts, eq(posts.key, objects.post)),
      )
      .onConflictDoNothing(),
  ]).catch((error: unknown) => {
    // Another process was quicker, and took the same for told.
    if (!(error instanceof Unmet)) throw error;
  });
}

export function rememberCrowd(query: Query, { settings }: Tables, crowd: Date, now: Date): Step {
  const row = { name: crowdSetting, value: crowd.toISOString(), changed: now };
  return query.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
}
