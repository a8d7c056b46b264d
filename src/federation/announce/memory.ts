import { sinceSetting } from '../../blog/index-queries.ts';
import { type Database, type Query, type Step, Unmet } from '../../database/database.ts';
import { eq, inArray, sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { type Span, spanOf } from './decide.ts';

/** When the last crowd of new posts appeared, and that of edits was written. */
const crowdSettings = { posts: 'announcing-crowd', edits: 'announcing-edits' };

/** What announcing remembers beside its table; null when it has never looked. */
export interface Memory {
  since: Date;
  crowd: Record<keyof typeof crowdSettings, Span | null>;
}

export async function readMemory({ query, tables: { settings } }: Database): Promise<Memory | null> {
  const rows = await query
    .select()
    .from(settings)
    .where(inArray(settings.name, [sinceSetting, ...Object.values(crowdSettings)]));
  const values = new Map(rows.map(({ name, value }) => [name, value.split('/').map((instant) => new Date(instant))]));
  const [since] = values.get(sinceSetting) ?? [];
  const spanIn = (name: string): Span | null => spanOf(values.get(name) ?? []);
  return since ? { since, crowd: { posts: spanIn(crowdSettings.posts), edits: spanIn(crowdSettings.edits) } } : null;
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

/** Notes when a crowd came, from its first to its last (ISO 8601, §4.4). */
export function rememberCrowd(
  query: Query,
  { settings }: Tables,
  what: keyof typeof crowdSettings,
  { from, to }: Span,
  now: Date,
): Step {
  const row = { name: crowdSettings[what], value: `${from.toISOString()}/${to.toISOString()}`, changed: now };
  return query.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
}
