import { setImmediate } from 'node:timers/promises';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq } from '../../database/drizzle.ts';
import { type Decision, type Span, spanOf } from './decide.ts';
import { type Memory, rememberCrowd } from './memory.ts';
import type { AnnouncementRow, Seen } from './survey.ts';

// A transaction waits for the disk, however little is in it; pages are answered between two.
const batch = 250;

/** Notes of what nobody is told, so that it is not looked at again until it changes. */
export async function settle(
  database: Database,
  decided: [Seen, Decision][],
  memory: Memory,
  now: Date,
): Promise<void> {
  const { tables } = database;
  await rememberEdits(database, decided, memory, now);
  const quiet = decided.filter(([, { kind }]) => kind === 'silent' || kind === 'seen' || kind === 'forget');
  const crowd = decided
    .filter(([, decision]) => decision.kind === 'silent' && decision.why === 'crowd')
    .map(([{ object }]) => object.made);
  const last = spanOf(crowd);
  for (let start = 0; start < quiet.length; start += batch) {
    await setImmediate();
    const some = quiet.slice(start, start + batch);
    await database.atomically((query) => [
      ...(start === 0 && last ? [rememberCrowd(query, tables, 'posts', last, now)] : []),
      ...noteAll(query, tables.announcements, some),
    ]);
  }
}

/** Of edits that came together, none goes by itself when the others are taken back one after the other. */
async function rememberEdits(
  { atomically, tables }: Database,
  decided: [Seen, Decision][],
  { crowd: { edits: known } }: Memory,
  now: Date,
): Promise<void> {
  const held = spanOf(decided.filter(([, { kind }]) => kind === 'held').map(([{ post }]) => post.changed));
  if (!held || (known && isSame(held, known))) return;
  await atomically((query) => [rememberCrowd(query, tables, 'edits', held, now)]);
}

function isSame(one: Span, other: Span): boolean {
  return one.from.getTime() === other.from.getTime() && one.to.getTime() === other.to.getTime();
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
