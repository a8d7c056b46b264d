import { join } from 'node:path';
import { copyProblems, findCopies } from '../../blog/copies.ts';
import { doubtProblems } from '../../blog/doubt-problems.ts';
import { createDoubts } from '../../blog/doubts.ts';
import type { Removable } from '../../blog/index-queries.ts';
import { judgeRemovals } from '../../blog/removal.ts';
import type { Report } from '../../blog/report.ts';
import { detailsOf, objectPath, type PostRow } from '../../blog/row.ts';
import { surveyAll } from '../../blog/survey.ts';
import { and, eq, gt, inArray } from '../../database/drizzle.ts';
import { reachOf, type Spread, spreadOf } from '../../federation/announce/reach.ts';
import type { Look } from '../../federation/announce/report.ts';
import { threadProblems } from '../../federation/threads/problems.ts';
import type { Problem } from '../../problem.ts';
import { decisionsOf } from './decisions.ts';
import { type After, listEntries, type Trial } from './entries.ts';
import type { Entry, Plan } from './entry.ts';
import type { TrialRoom } from './open-trial.ts';
import { reckon } from './reckon.ts';
import { readScheduled } from './scheduled.ts';
import { readSilent } from './silent.ts';

/**
 * Publishes and announces on trial, and says what that came to.
 * @param options.choose the objects that the owner names to be sent, looked up when everything is published.
 */
export async function makePlan(
  room: TrialRoom,
  { choose = async () => [] }: { choose?(room: TrialRoom): Promise<string[]> } = {},
): Promise<Plan> {
  const { now, publisher, announcing, database, config } = room;
  const { site } = config;
  const report = await publisher.publish('everything');
  const silent = await choose(room);
  const alone = await announcing.announce({ dryRun: true });
  const asked = await announcing.announce({ dryRun: true, now: true, silent });
  const removals = await readRemovals(room, report);
  const rows = await rowsOf(room, report, [alone, asked], removals);
  const trial: Trial = { ...{ site, now, report, alone, asked }, ...removals, posts: await aftermath(room, rows) };
  const entries = [
    ...(await addSpread(room, listEntries(trial))),
    ...(await readScheduled(site, await scheduled(room, removals))),
  ];
  const reach = await reachOf(database, [...new Set(asked.told.map(({ account }) => account))]);
  const pictured = new Set(rows.filter(hasPicture).map(({ id }) => id));
  const threads = await threadProblems(database, site.folder);
  const problems = [...room.problems, ...(await publisher.problems()), ...threads];
  // Whoever names the new one to be sent has decided.
  const doubts = removals.doubts.filter(({ fresh }) => !silent.includes(fresh.uri));
  const copies = (await findCopies(database)).filter(({ uri }) => !silent.includes(uri));
  const questions = [...doubtProblems(doubts), ...copyProblems(copies)];
  return {
    ...{ now, baseline: alone.baseline, entries, sending: reckon(entries, reach, (id) => pictured.has(id)), problems },
    profiles: (await announcing.changedProfiles()).map(({ user, host }) => `@${user}@${host}`),
    decisions: decisionsOf({ held: removals.heldBy, edits: alone.held.length, questions, problems }),
    silent: await readSilent(database, new Set(entries.flatMap(({ id }) => id ?? []))),
    refused: asked.refused,
  };
}

interface Removals extends Pick<Trial, 'hidden' | 'putOff' | 'areRemovalsHeld' | 'kept' | 'doubts'> {
  heldBy: Problem | null;
}

/** What is hidden and will be deleted or will come back, or is kept up although its file is gone. */
async function readRemovals(
  { config: { site }, database, queries, now }: TrialRoom,
  report: Report,
): Promise<Removals> {
  const heldBy = report.problems.find(({ path }) => path === 'content') ?? null;
  const hidden = await queries.hiddenPosts();
  const putOff = await queries.putOffPosts();
  const total = (await queries.countLive()) + hidden.length;
  // As it will be judged when the last of them has waited long enough.
  const wait = site.publish.removal;
  const last = new Date(Math.max(now.getTime(), ...hidden.map(({ vanished }) => (vanished ?? now).getTime() + wait)));
  const judged = judgeRemovals(hidden, { total, isEmpty: false, confirmed: false, wait, now: last });
  const areRemovalsHeld = heldBy !== null || (hidden.length > 0 && judged.held !== null);
  const kept = heldBy ? await keptPosts(site.folder, queries, now) : [];
  return { heldBy, hidden, putOff, areRemovalsHeld, kept, doubts: await createDoubts(database).find() };
}

async function keptPosts(folder: string, queries: TrialRoom['queries'], now: Date): Promise<Removable[]> {
  const known = (await queries.allSources()).filter(({ path }) => path !== '');
  const survey = await surveyAll(join(folder, 'content'), known, { isStale: false, now });
  return queries.livePosts(survey?.gone ?? []);
}

function rowsOf(
  { queries }: TrialRoom,
  report: Report,
  looks: Look[],
  { hidden, putOff, kept }: Removals,
): Promise<PostRow[]> {
  const { created, updated, renamed, restored, vanished, deleted } = report;
  const touched = [created, updated, renamed, restored, vanished, deleted, hidden, putOff, kept];
  const looked = looks.map(({ told, waiting, silenced, unsaid, doubted, voiceless }) =>
    [told, waiting, silenced, unsaid, doubted, voiceless].flat(),
  );
  const ids = [...touched, ...looked].flat().map(({ id }) => id);
  return queries.rowsWhere('id', ids);
}

/** How posts stand after the trial. */
async function aftermath({ database, now }: TrialRoom, rows: PostRow[]): Promise<Map<string, After>> {
  const { objects, announcements } = database.tables;
  const posts = new Map<string, After>();
  for (let start = 0; start < rows.length; start += 500) {
    const some = rows.slice(start, start + 500);
    const uris = some.map(({ id, generation }) => objectPath(id, generation));
    const found = await database.query
      .select({ uri: objects.uri, made: objects.made, state: announcements.state })
      .from(objects)
      .leftJoin(announcements, eq(announcements.object, objects.uri))
      .where(inArray(objects.uri, uris));
    const known = new Map(found.map((one) => [one.uri, one]));
    for (const { id, generation, kind } of some) {
      const uri = objectPath(id, generation);
      const { made, state } = known.get(uri) ?? {};
      const isNew = made?.getTime() === now.getTime();
      posts.set(id, { uri, generation, kind, isNew, isTold: state === 'told', isSilent: state === 'silent' });
    }
  }
  return posts;
}

/** Counts the deliveries of what would be sent: of a removal its own, of all else those to the account's followers. */
async function addSpread({ database }: TrialRoom, entries: Entry[]): Promise<Entry[]> {
  const known = new Map<string, Spread>();
  const counted: Entry[] = [];
  for (const entry of entries) {
    const { state, account } = entry.followers;
    if (state !== 'sends' || account === null || entry.id === null) {
      counted.push(entry);
      continue;
    }
    const audience = entry.what === 'removal' ? 'told' : 'followers';
    const subject = objectPath(entry.id, entry.generation ?? 1);
    const key = audience === 'told' ? subject : account;
    const spread = known.get(key) ?? (await spreadOf(database, { account, subject, audience }));
    known.set(key, spread);
    const { inboxes: deliveries, servers } = spread;
    counted.push({ ...entry, followers: { ...entry.followers, deliveries, servers } });
  }
  return counted;
}

/** What was never published and will be; what was put off has its entry. */
function scheduled({ database: { query, tables }, now }: TrialRoom, { putOff }: Removals) {
  const { sources } = tables;
  const known = new Set(putOff.map(({ path }) => path));
  return query
    .select({ path: sources.path, stamp: sources.stamp, due: sources.due })
    .from(sources)
    .where(and(eq(sources.state, 'scheduled'), gt(sources.due, now)))
    .orderBy(sources.due, sources.path)
    .then((rows) =>
      rows.flatMap(({ path, stamp, due }) =>
        due && !known.has(path) ? [{ path, stamp: stamp.split('\n')[0] ?? '', due }] : [],
      ),
    );
}

/** Whether a picture goes with a post: its cover, or those that a note shows. */
function hasPicture(row: PostRow): boolean {
  const { cover, media } = detailsOf(row);
  const pictures = Object.values(media).some(({ type }) => type.startsWith('image/'));
  return pictures && (cover !== null || row.kind === 'note');
}
