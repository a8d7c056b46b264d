import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Account, Site } from '../../config.ts';
import { createErasures } from '../../conversation/erase/erasures.ts';
import type { Remark } from '../../conversation/remark.ts';
import { isAsKept, type Kept, type Known, type Place, type Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database } from '../../database/database.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { actorId } from '../addresses.ts';
import type { Effect } from '../inbox/incoming.ts';
import { Unreadable } from '../inbox/unreadable.ts';
import type { KnownPerson, People } from '../people/people.ts';
import type { Person } from '../people/person.ts';
import { lookBelow } from '../threads/below.ts';
import { lookFor } from './climb.ts';
import { createCrowd } from './crowd.ts';
import type { Early } from './early.ts';
import type { Judging } from './judging.ts';
import type { Answered, Places } from './places.ts';
import type { Waiting } from './waiting.ts';

/** A remark that came, or was found. */
export interface Came {
  remark: Remark;
  /** Why its text could not be shown; null: it can be. */
  held: string | null;
  /** Whose inbox; null: the shared one, or none. */
  account: Account | null;
  now: Date;
  load: DocumentLoader;
  /** An Update: without an instant of its own it is as new as what is kept. */
  isEdit?: boolean;
  /** It was fetched as the parent of something: how many steps above what came, and the name by which it was asked for. */
  climbed?: { depth: number; asked: string };
}

export interface TakeParts {
  site: Pick<Site, 'origin' | 'base' | 'accounts'>;
  database: Database;
  remarks: Remarks;
  people: Pick<People, 'find' | 'fetch' | 'save' | 'leave'>;
  jobs: Pick<Jobs, 'add'>;
  places: Places;
  early: Early;
  judging: Judging;
  waiting: Waiting;
}

/** Keeps what is said; null: nothing is to be done. */
export type Take = (came: Came) => Promise<Effect | null>;

/** How old what is known of a person may be. */
const isFresh = 86_400_000;

/** Somebody as they are known, or as their server shows them now. */
export function createSpeaker(
  people: Pick<People, 'find' | 'fetch'>,
): (actor: string, load: DocumentLoader, now: Date) => Promise<{ person: Person; seen: Date } | null> {
  return async (actor, load, now) => {
    const known: KnownPerson | null = await people.find(actor);
    if (known?.isWhole && now.getTime() - known.fetched.getTime() < isFresh)
      return { person: known, seen: known.fetched };
    const found = await people.fetch(actor, load);
    if (found.state === 'alive') return { person: found.person, seen: now };
    if (found.state === 'gone') return null;
    if (known) return { person: known, seen: known.fetched };
    // What can be loaded, and is no actor that could be kept, will be none tomorrow either.
    if (await load(actor).then(Boolean, () => false)) return null;
    throw new Unreadable(actor, found.why);
  };
}

export function createTake(parts: TakeParts): Take {
  const { site, database, remarks, people, jobs, places, early, judging, waiting } = parts;
  const { tables } = database;
  const speaker = createSpeaker(people);
  const erasures = createErasures(database);
  const isCrowded = createCrowd(database);

  function addressed({ mentions, visibility }: Remark, account: Account | null): string | null {
    const named = site.accounts.find((one) => mentions.includes(actorId(site, one)));
    return named?.id ?? (visibility === 'direct' ? (account?.id ?? null) : null);
  }

  /** Where it belongs; null: nowhere here. */
  async function placeOf({ remark, account, climbed }: Came): Promise<(Place & { answers: Answered | null }) | null> {
    const isPublic = remark.visibility === 'public' || remark.visibility === 'unlisted';
    const to = addressed(remark, account);
    const found = remark.parent === null ? null : await places.parent(remark.parent);
    if (found?.state === 'post') return { kind: 'reply', post: found.post.key, account: to, answers: found.post };
    // To a draft as to what never was.
    if (found?.state === 'closed') return null;
    const quoted = remark.quoted === null || climbed ? null : await places.post(remark.quoted);
    if (quoted) return { kind: 'quote', post: quoted.key, account: to, answers: quoted };
    const isOpen = found?.state === 'unknown' || found?.state === 'waiting';
    if (isOpen && isPublic) return { kind: 'reply', post: null, account: to, answers: null };
    return to !== null && !climbed ? { kind: 'mention', post: null, account: to, answers: null } : null;
  }

  async function takeNew(came: Came): Promise<Effect | null> {
    const { remark, now, load, climbed } = came;
    const place = await placeOf(came);
    if (!place) return null;
    // What was fetched is on the way up from one that waits already.
    if (place.kind === 'reply' && place.answers === null && !climbed && (await isCrowded(remark.author))) return null;
    const said = await speaker(remark.author, load, now);
    if (!said) return null;
    const { person, seen } = said;
    const isWaiting = place.kind === 'reply' && place.answers === null;
    const where = { kind: place.kind, post: place.answers, received: now, before: null };
    const verdict = isWaiting ? null : keptAs(await judging.remark(remark, person, where), came.held);
    if (verdict === 'refused') return null;
    const names = [remark.uri, remark.url, ...(climbed ? [climbed.asked] : [])];
    const below = place.kind === 'reply' && place.answers ? await waiting.arrive(names, place.answers, now) : null;
    const wanted = isWaiting && remark.parent !== null ? { parent: remark.parent, depth: climbed?.depth ?? 0 } : null;
    const isShown = verdict?.state === 'shown' || below?.isShown;
    const branches = isBranch(place, remark) ? [remark.uri, remark.parent] : [];
    return (query) => [
      ...people.save(query, person, seen),
      ...remarks.keep(query, remark, place, verdict, now),
      ...(wanted ? [lookFor(jobs, query, wanted, [now, now])] : []),
      // Where one is answered, others may be whose answers went elsewhere.
      ...branches.flatMap((uri) => (uri === null || places.isOurs(uri) ? [] : [lookBelow(jobs, query, uri, now)])),
      ...(below?.steps(query) ?? []),
      ...(isShown ? [countUp(query, tables, now)] : []),
    ];
  }

  /** What its author has deleted already. */
  async function takeGone(came: Came): Promise<Effect | null> {
    const place = await placeOf(came);
    if (place?.kind !== 'reply') return null;
    const { remark, now } = came;
    const below = place.answers ? await waiting.arrive([remark.uri, remark.url], place.answers, now) : null;
    return (query) => [
      remarks.keepGone(query, remark, place, now),
      ...(below?.steps(query) ?? []),
      ...(below?.isShown ? [countUp(query, tables, now)] : []),
    ];
  }

  /** A quote that its author took out of what is to be seen: that is about us no more. What the owner hid stays for the owner. */
  const quotesNoMore = ({ quoted }: Remark, { kind, state }: Known['row']): boolean =>
    kind === 'quote' && (state === 'shown' || state === 'held') && (quoted === null || !places.isOurs(quoted));

  async function takeEdit(known: Known, { remark, held, isEdit = false, now }: Came): Promise<Effect | null> {
    const { row, decided } = known;
    if (row.state === 'gone' || known.author !== remark.author || !isNewer(remark, row, isEdit)) return null;
    if (quotesNoMore(remark, row))
      return (query) => [
        remarks.bury(query, row.key),
        people.leave(query, remark.author),
        ...(row.state === 'shown' ? [countUp(query, tables, now)] : []),
      ];
    // Who passes it on, or sends it again, changes nothing: what the owner was told of it still is so.
    if (isAsKept(remark, row)) return null;
    if (row.state === 'waiting') return (query) => remarks.replace(query, known, remark, null, now);
    const [person, post] = await Promise.all([
      people.find(remark.author),
      row.post === null ? null : places.byKey(row.post),
    ]);
    if (!person) return null;
    const by = decided && decided.by !== 'rule' ? ('owner' as const) : ('rule' as const);
    const where = { kind: row.kind, post, received: row.received, before: { state: row.state, by } };
    const verdict = keptAs(await judging.remark(remark, person, where), held);
    if (verdict === 'refused') return null;
    const isSeen = row.state === 'shown' || verdict.state === 'shown';
    return (query) => [
      ...remarks.replace(query, known, remark, verdict, now),
      ...(isSeen ? [countUp(query, tables, now)] : []),
    ];
  }

  return async (given) => {
    const { parent } = given.remark;
    const came = { ...given, remark: { ...given.remark, parent: parent && places.nameOf(parent) } };
    const { remark } = came;
    const known = await remarks.find(remark.uri);
    if (known) return takeEdit(known, came);
    // Whoever is known by that name is a person.
    if (await people.find(remark.uri)) return null;
    if (await erasures.bars(remark)) return null;
    return (await early.has('gone', remark.author, remark.uri)) ? takeGone(came) : takeNew(came);
  };
}

/** Whether it may be answered where nobody tells this blog. */
function isBranch({ kind, post }: Place, { visibility }: Remark): boolean {
  const isPublic = visibility === 'public' || visibility === 'unlisted';
  return kind === 'reply' && post !== null && isPublic;
}

/** What cannot be read is never shown by a rule. */
function keptAs(verdict: Awaited<ReturnType<Judging['remark']>>, unreadable: string | null): Kept | 'refused' {
  const { state } = verdict;
  if (state === 'refused') return 'refused';
  if (state === 'shown' && unreadable !== null) return { ...verdict, state: 'held', said: unreadable };
  return { ...verdict, state };
}

/** An Update is as new as what is kept where neither says when it was changed. */
function isNewer(
  remark: Pick<Remark, 'published' | 'updated'>,
  row: Pick<Remark, 'published' | 'updated'>,
  isEdit: boolean,
): boolean {
  const [one, other] = [remark, row].map(({ published, updated }) => (updated ?? published).getTime());
  if (one === undefined || other === undefined) return false;
  return one > other || (isEdit && one === other && remark.updated === null && row.updated === null);
}
