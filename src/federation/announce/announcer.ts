import { setImmediate } from 'node:timers/promises';
import { findCopies } from '../../blog/copies.ts';
import { createDoubts } from '../../blog/doubts.ts';
import type { Clock } from '../../clock.ts';
import type { Account, Site } from '../../config.ts';
import type { Post } from '../../content/post.ts';
import { countUp } from '../../database/change.ts';
import { type Database, DatabaseError, Unmet } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import type { Log } from '../../log.ts';
import { postObject } from '../documents/post.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Decision, decide, findCrowd } from './decide.ts';
import { type Memory, makeBaseline, readMemory } from './memory.ts';
import { emptyLook, type Look, named, type Telling } from './report.ts';
import { settle } from './settle.ts';
import { type AnnouncementRow, createSurvey, type Seen } from './survey.ts';
import { contentDigest, create, type Message, remove, update } from './telling.ts';
import { speakerOf } from './told.ts';

export interface AnnounceOptions {
  /** Tells what rests, and what only waits for the owner's word. */
  now?: boolean;
  /** Objects, by their URIs in `objects`, that are told although they were to stay silent. */
  silent?: readonly string[];
  /** Decides everything and writes nothing. */
  dryRun?: boolean;
}

/** Brings followers up to the index: *announcing reconciles the index with what followers were told.* */
export interface Announcer {
  /**
   * Takes what is there as told to nobody, once in a database's life. `announce` would do it too; a server does it before it
   * says that it is there, so that what is saved from then on is told.
   */
  begin(): Promise<Look>;
  /**
   * Looks once at what has changed, and writes what followers are to be told into the ledger. May be run again after a
   * crash, and by several processes at once: each thing is told once. Call `wake` of the deliverer if anything was told.
   */
  announce(options?: AnnounceOptions): Promise<Look>;
  /** When something that waits has rested long enough; null when nothing does, as of the last look. */
  nextDue(): Date | null;
}

export interface AnnouncerParts {
  site: Site;
  database: Database;
  ledger: Pick<Ledger, 'add'>;
  /** Whether an account may be seen by other servers: whether its handle leads here. */
  isOn(account: Account): boolean;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

const minute = 60_000;
// So long may lie between two of a crowd at most: six notes of a day are none, however long new posts rest.
const longestCrowd = 10 * minute;
// Few enough that no page waits long behind them.
const batch = 20;

export function createAnnouncer({ site, database, ledger, isOn, clock, log }: AnnouncerParts): Announcer {
  const { tables } = database;
  const survey = createSurvey(database);
  const doubts = createDoubts(database);
  const { publish } = site;
  let running: Promise<unknown> = Promise.resolve();
  let due: Date | null = null;
  /** What waits is not made anew at each look. */
  let made = new Map<string, { revision: number; digest: string }>();
  let lastCounted = 0;
  let isUncounted = false;

  /**
   * What each object says now that was told and whose post has changed, be it hidden: only those need to be made.
   */
  async function digestsOf(seen: Seen[]): Promise<Map<string, string>> {
    const changed = seen.filter(
      ({ row, post, object }) =>
        row?.state === 'told' && row.revision !== post.revision && !object.isGone && post.federates,
    );
    const before = made;
    made = new Map();
    for (const one of changed) {
      const known = before.get(one.uri);
      if (known?.revision === one.post.revision) made.set(one.uri, known);
    }
    const unmade = changed.filter(({ uri }) => !made.has(uri));
    for (let start = 0; start < unmade.length; start += batch) {
      // Pages are answered between two batches.
      await setImmediate();
      const some = unmade.slice(start, start + batch);
      const posts = await survey.posts(some.map(({ key }) => key));
      for (const one of some) {
        const post = posts.get(one.key);
        const account = speakerOf(site, one, one.row?.account ?? null);
        if (!post || !account || post.revision !== one.post.revision) continue;
        const told = { published: one.row?.published ?? post.firstPublished, updated: null };
        const digest = contentDigest(postObject(site, post, account, told));
        made.set(one.uri, { revision: post.revision, digest });
      }
    }
    return new Map([...made].map(([uri, { digest }]) => [uri, digest]));
  }

  /** New posts that are, it seems, none. */
  async function doubtful(untold: Seen[]): Promise<string[]> {
    const uris = untold.map(({ uri }) => uri);
    const [renamed, copies] = await Promise.all([doubts.find(), findCopies(database, uris)]);
    return [...renamed.map(({ fresh }) => fresh.uri), ...copies.map(({ uri }) => uri)];
  }

  async function decideAll(memory: Memory, options: AnnounceOptions, now: Date): Promise<[Seen, Decision][]> {
    const wanted = new Set(options.silent);
    const found = [...(await survey.changed()), ...(await survey.named([...wanted]))];
    const seen = [...new Map(found.map((one) => [one.uri, one])).values()];
    const untold = seen.filter(({ row, object, post }) => row === null && !object.isGone && !post.isHidden);
    const doubted = new Set(untold.length === 0 ? [] : await doubtful(untold));
    const fresh = untold.filter(({ uri, post }) => post.federates && !doubted.has(uri));
    const appeared = fresh.filter(({ post }) => !post.isAwaited).map(({ object }) => object.made);
    const crowd = findCrowd(appeared, {
      within: Math.min(Math.max(publish.settle, minute), longestCrowd),
      last: memory.crowd.posts,
    });
    const digests = await digestsOf(seen);
    const isEdited = ({ uri, row, post }: Seen): boolean =>
      digests.has(uri) && digests.get(uri) !== row?.digest && !post.isHidden && !post.isMinor && !post.isRested;
    const edited = seen.filter(isEdited).map(({ post }) => post.changed);
    const editCrowd = findCrowd(edited, { within: minute, last: memory.crowd.edits });
    const rules = { publish, now, isAsked: options.now ?? false };
    return seen.map((one) => {
      const { object, post } = one;
      const isCrowded = one.row
        ? !post.isRested && editCrowd.has(post.changed.getTime())
        : !post.isAwaited && crowd.has(object.made.getTime());
      const known = { ...one, digest: digests.get(one.uri) ?? null, isCrowded, isDoubted: doubted.has(one.uri) };
      return [one, decide(known, { ...rules, isWanted: wanted.has(one.uri) })];
    });
  }

  function compose(kind: Telling['kind'], seen: Seen, post: Post | null, account: Account): Message | null {
    if (kind === 'delete') return remove(site, seen, account, clock.now(), tables);
    // It has changed since it was looked at.
    if (!post || post.revision !== seen.post.revision) return null;
    if (kind === 'create') return create(site, seen, post, account, clock.now(), tables);
    return seen.row === null ? null : update(site, seen as Seen & { row: AnnouncementRow }, post, account, tables);
  }

  /** Writes one message with all that is noted of it, or nothing. */
  async function tell(seen: Seen, { kind }: Telling, account: Account): Promise<boolean> {
    const post = (await survey.posts([seen.key])).get(seen.key) ?? null;
    const message = compose(kind, seen, post, account);
    if (!message) return false;
    const { activity, create, note } = message;
    const now = clock.now();
    const outgoing = {
      ...{ id: activity.id, account: account.id, type: activity.type, subject: seen.uri, signer: null },
      ...{ json: JSON.stringify(activity), audience: kind === 'delete' ? ('told' as const) : ('followers' as const) },
      ...(create ? { create: JSON.stringify(create) } : {}),
    };
    // A publish that is under way begins again whenever the number changes: of many messages, not each counts it up.
    const isCounted = now.getTime() - lastCounted >= 1000;
    await database.atomically((query) => [
      ...note(query),
      ...ledger.add(query, outgoing, now),
      ...(isCounted ? [countUp(query, tables, now)] : []),
    ]);
    if (isCounted) lastCounted = now.getTime();
    else isUncounted = true;
    return true;
  }

  async function tellAll(due: [Seen, Telling, Account][]): Promise<Telling[]> {
    const told: Telling[] = [];
    for (const [seen, telling, account] of due) {
      await setImmediate();
      try {
        if (await tell(seen, telling, account)) told.push(telling);
      } catch (error) {
        // Somebody else has told it, or it has changed since: the next look will see.
        if (error instanceof Unmet) continue;
        if (error instanceof DatabaseError) throw error;
        // One post must not hold back the others.
        log.error(`Followers could not be told of content/${seen.path}.`, { error });
      }
    }
    if (isUncounted) await database.atomically((query) => [countUp(query, tables, clock.now())]);
    isUncounted = false;
    return told;
  }

  async function baseline(dryRun: boolean): Promise<Look> {
    const count = await database.query.$count(tables.objects, eq(tables.objects.state, 'alive'));
    if (!dryRun) await makeBaseline(database, clock.now());
    return { ...emptyLook(), baseline: count };
  }

  async function look(options: AnnounceOptions): Promise<Look> {
    const { dryRun = false } = options;
    if (site.accounts.length === 0) return { ...emptyLook(), refused: [...(options.silent ?? [])] };
    const memory = await readMemory(database);
    if (!memory) {
      const first = await baseline(dryRun);
      if (!options.silent?.length || dryRun) return first;
      const found = await look(options);
      return { ...found, baseline: first.baseline - found.told.length };
    }
    const now = clock.now();
    const decided = await decideAll(memory, options, now);
    // Of a folder that lacks half of its files, the other half may be of last year.
    const isInDoubt = await survey.isFolderInDoubt();
    const report = emptyLook();
    const ready: [Seen, Telling, Account][] = [];
    for (const [seen, decision] of decided) {
      if (decision.kind === 'silent') report.silenced.push({ ...named(seen), why: decision.why });
      if (decision.kind === 'seen' && !seen.post.isHidden) report.unsaid.push({ ...named(seen), why: decision.why });
      if (decision.kind === 'held') report.held.push(named(seen));
      if (decision.kind === 'doubted') report.doubted.push(named(seen));
      if (decision.kind !== 'create' && decision.kind !== 'update' && decision.kind !== 'delete') continue;
      const fixed = seen.row?.account ?? null;
      const account = speakerOf(site, seen, fixed);
      if (!account) {
        report.voiceless.push({ ...named(seen), kind: decision.kind, account: fixed ?? '' });
        continue;
      }
      const telling = { ...named(seen), kind: decision.kind, account: account.id };
      const isOff = !isOn(account);
      const isHeld = isInDoubt && decision.kind !== 'delete' && !options.silent?.includes(seen.uri);
      const at = isOff || isHeld ? null : decision.at;
      if (at !== null && at <= now) ready.push([seen, telling, account]);
      else report.waiting.push({ ...telling, at, isOff });
    }
    if (!dryRun) await settle(database, decided, memory, now);
    report.told = dryRun ? ready.map(([, telling]) => telling) : await tellAll(ready);
    const going = new Set([...report.told, ...report.waiting].map(({ uri }) => uri));
    report.refused = (options.silent ?? []).filter((uri) => !going.has(uri));
    if (!dryRun) due = nextOf(report, isInDoubt || ready.length > report.told.length, now);
    return report;
  }

  /** What could not be told just now is looked at again before long. */
  function nextOf({ waiting }: Look, isMissing: boolean, now: Date): Date | null {
    const times = waiting.flatMap(({ at, isOff }) => (at ? [at.getTime()] : isOff ? [now.getTime() + minute] : []));
    if (isMissing) times.push(now.getTime() + minute);
    return times.length > 0 ? new Date(Math.min(...times)) : null;
  }

  return {
    async begin() {
      if (site.accounts.length === 0 || (await readMemory(database))) return emptyLook();
      return baseline(false);
    },
    announce(options = {}) {
      const next = running.then(() => look(options));
      running = next.catch(() => undefined);
      return next;
    },
    nextDue: () => due,
  };
}
