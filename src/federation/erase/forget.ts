import type { Site } from '../../config.ts';
import { byOwner } from '../../conversation/desk/decided.ts';
import { erasePerson } from '../../conversation/erase/person.ts';
import { sweep } from '../../conversation/erase/sweep.ts';
import { holdsOwner } from '../../conversation/erase/traces.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, inArray, ne, or, sql } from '../../database/drizzle.ts';
import { keptSubject } from '../../jobs/host.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { hashActorBlock } from '../blocks/hashed.ts';
import { removalOf } from '../followers/decide.ts';
import { createFollowers } from '../followers/followers.ts';
import { createLedger } from '../ledger/ledger.ts';
import { leaving } from './leave.ts';

export interface Forgotten {
  /** Whether their own server says that they are gone: then nobody there is told anything any more. */
  isGone: boolean;
  /** Their inbox, where their row is gone already. */
  inbox?: string | undefined;
  /** When they were forgotten, where that was before now. */
  at?: Date;
}

/**
 * Forgets somebody on another server whole: comments, likes, reports, what they follow (with a Reject, so that their server
 * knows), their key, and what was sent to them; a block of them goes on as a keyed hash. What waits for their inbox keeps
 * that until it has arrived (`leave.ts`). Done again, it does what is left: by their row they are found, so it goes last.
 */
export async function forgetActor(
  database: Database,
  site: Pick<Site, 'origin' | 'base'>,
  uri: string,
  { isGone, inbox, at }: Forgotten,
  now: Date,
): Promise<void> {
  const { query: reading, tables } = database;
  const { caches, inboxes, jobs, people } = tables;
  const followers = createFollowers({ database });
  const ledger = createLedger({ database, now: () => now });
  const [known] = await reading
    .select({ key: people.key, inbox: inboxes.uri })
    .from(people)
    .innerJoin(inboxes, eq(inboxes.key, people.inbox))
    .where(eq(people.uri, uri));
  const sentTo = known?.inbox ?? inbox;
  if (sentTo !== undefined) {
    const job = { kind: leaving, subject: uri, details: { inbox: sentTo }, due: now };
    await database.atomically((query) => [createJobs(database).add(query, job, now)]);
  }
  const surroundings = { followers, ledger, site, now };
  for (const follower of await followers.of(uri))
    await database.atomically((query) => removalOf(query, follower, surroundings));
  if (isGone) await database.atomically((query) => followers.remove(query, { uri, account: null, gone: true }, now));
  await hashActorBlock(database, uri);
  const isTheirKey = and(sql`substr(${caches.key}, 1, 4) = 'key:'`, holdsOwner(caches.value, uri));
  await database.atomically((query) => [
    query
      .delete(caches)
      .where(or(isTheirKey, eq(caches.key, `still-there:${uri}`), eq(caches.key, `looked:${known?.key ?? 0}`))),
    query
      .delete(jobs)
      .where(and(inArray(jobs.subject, [uri, keptSubject(uri, new URL(uri).host)]), ne(jobs.kind, leaving))),
  ]);
  await erasePerson(database, uri, isGone ? null : byOwner, now, at);
  await sweep(database, now);
}
