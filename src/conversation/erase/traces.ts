import type { Database } from '../../database/database.ts';
import { and, asc, eq, inArray, sql } from '../../database/drizzle.ts';
import { loadPseudonym } from './pseudonym.ts';

/** What else is kept of somebody, beside what they said, did and follow. */
export interface Traces {
  /** What they, or their server, complained of. */
  reports: { received: Date; text: string }[];
  /** What the owners were told about their comments, by its address and to whom. */
  notices: { id: string; owner: string; made: Date }[];
  /** Permissions to quote that they have. */
  quotes: { object: string; state: string; made: Date }[];
  /** What was sent to their own inbox; what went to all of their server at once is not theirs. */
  deliveries: { type: string; about: string; outcome: string | null; finished: Date | null }[];
  /** Where their public key is kept, and since when. */
  keys: { id: string; read: Date }[];
  /** The picture that was made of theirs, in bytes; 0: none. */
  picture: number;
  /** When they were forgotten before; null: never. */
  forgotten: Date | null;
}

/** Reads them, by the actor's id and inbox. */
export async function readTraces(
  database: Pick<Database, 'query' | 'tables'>,
  {
    uri,
    inbox,
    portrait,
    remarks,
  }: { uri: string; inbox: string; portrait: string | null; remarks: readonly { key: number }[] },
): Promise<Traces> {
  const { query, tables } = database;
  const { activities, caches, deliveries, erasures, inboxes, notices, people, reports, stamps } = tables;
  const told = new Set(remarks.map(({ key }) => key));
  const own = sql`not exists (select 1 from ${people} where ${people.sharedInbox} = ${inboxes.key})`;
  const hash = (await loadPseudonym(database))(uri);
  const [reported, noticed, quoted, sent, keys, pictures, erased] = await Promise.all([
    query.select({ received: reports.received, text: reports.text }).from(reports).where(eq(reports.by, uri)),
    query.select().from(notices),
    query
      .select({ object: stamps.object, state: sql<string>`${stamps.state}`, made: stamps.made })
      .from(stamps)
      .where(eq(stamps.author, uri)),
    query
      .select({
        type: activities.type,
        about: activities.subject,
        outcome: sql<string | null>`${deliveries.outcome}`,
        finished: deliveries.finished,
      })
      .from(deliveries)
      .innerJoin(inboxes, eq(inboxes.key, deliveries.inbox))
      .innerJoin(activities, eq(activities.key, deliveries.activity))
      .where(and(eq(inboxes.uri, inbox), own))
      .orderBy(asc(activities.key)),
    query
      .select({ value: caches.value, stored: caches.stored })
      .from(caches)
      .where(and(sql`substr(${caches.key}, 1, 4) = 'key:'`, holdsOwner(caches.value, uri))),
    query
      .select({ value: caches.value })
      .from(caches)
      .where(eq(caches.key, `picture:${portrait?.split('/')[2] ?? ''}`)),
    query
      .select({ at: erasures.at })
      .from(erasures)
      .where(inArray(erasures.hash, [hash])),
  ]);
  return {
    reports: reported,
    notices: noticed
      .filter((notice) => notice.remarks.some((key) => told.has(key)))
      .map(({ id, owner, made }) => ({ id, owner, made })),
    quotes: quoted,
    deliveries: sent,
    keys: keys.map(({ value, stored }) => ({ id: idIn(value), read: stored })),
    picture: Buffer.byteLength(pictures[0]?.value ?? '', 'base64'),
    forgotten: erased[0]?.at ?? null,
  };
}

/** Whether a key that is kept is of this actor. Not LIKE, for which some letters of an address mean others. */
export function holdsOwner(value: Database['tables']['caches']['value'], uri: string) {
  const owner = JSON.stringify({ owner: uri }).slice(1, -1);
  return sql`replace(${value}, ${owner}, '') <> ${value}`;
}

function idIn(value: string): string {
  const { key } = JSON.parse(value) as { key: { id?: string } | null };
  return key?.id ?? '';
}
