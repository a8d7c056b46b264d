import { setImmediate } from 'node:timers/promises';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq } from '../../database/drizzle.ts';
import type { Decision } from './decide.ts';
import { rememberCrowd } from './memory.ts';
import type { AnnouncementRow, Seen } from './survey.ts';

// A transaction waits for the disk, however little is in it; pages are answered between two.
const batch = 250;

/** Notes of what nobody is told, so that it is not looked at again until it changes. */
export async function settle(database: Database, decided: [Seen, Decision][], now: Date): Promise<void> {
  const { tables } = database;
  const quiet = decided.filter(([, { kind }]) => kind === 'silent' || kind === 'seen' || kind === 'forget');
  const crowd = decided
    .filter(([, decision]) => decision.kind === 'silent' && decision.why === 'crowd')
    .map(([{ object }]) => object.made.getTime());
  for (let start = 0; start < quiet.length; start += batch) {
    await setImmediate();
    const some = quiet.slice(start, start + batch);
    const isFirst = start === 0 && crowd.length > 0;
    const last = new Date(crowd.reduce((one, other) => Math.max(one, other), 0));
    await database.atomically((query) => [
      ...(isFirst ? [rememberCrowd(query, tables, last, now)] : []),
      ...noteAll(query, tables.announcements, some),
    ]);
  }
}

function noteAll(query: Query, announcements: Database['tables']['announcements'], some: [Seen, Decision][]): Step[] {
  const fresh = some
    .filter(([{ row }]) => row === null)
    .map(([{ uri, post }, { kind }]) => ({
      ...{ object: uri, revision: post.revision },
      state: kind === 'forget' ? ('gone' as const) : ('silent' as const),
    }));
  const known = some.flatMap(([{ uri, post, row }, { kind }]) => (row ? [{ uri, post, row, kind }] : []));
  const update = ({ uri, post, row, kind }: { uri: string; post: Seen['post']; row: AnnouncementRow; kind: string }) =>
    query
      .update(announcements)
      .set({ state: kind === 'forget' ? 'gone' : row.state, revision: post.revision })
      // Whoever told of it meanwhile knows better.
      .where(and(eq(announcements.object, uri), eq(announcements.revision, row.revision)));
  return [
    ...(fresh.length > 0 ? [query.insert(announcements).values(fresh).onConflictDoNothing()] : []),
    ...known.map(update),
  ];
}
