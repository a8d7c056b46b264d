/** What is known of one object: of its post, and of what followers were told. */
export interface Known {
  post: {
    /** Hidden from readers, while it waits for its removal. */
    isHidden: boolean;
    /** Whether it may go out at all: a page does not, nor what its author keeps back. */
    federates: boolean;
    /** Whether its author wrote that it goes out: then its date keeps it back from nobody. */
    isInsisted: boolean;
    revision: number;
    /** When that revision was written. */
    changed: Date;
    /** The author's date. */
    date: Date;
    /** Whether it appeared when its author had said: neither is it an accident then, nor too old. */
    isAwaited: boolean;
    /** Whether it has not been changed since it appeared so: it waited long enough. */
    isRested: boolean;
    /** Whether its author asked that this edit is told to nobody, and no other edit came before it that was not told. */
    isMinor: boolean;
  };
  object: { isGone: boolean; made: Date };
  /** Null: nobody was told, and it was not decided that nobody is. */
  announcement: { state: 'silent' | 'told' | 'gone'; revision: number; digest: string | null } | null;
  /** Of the object as it would be sent now; null where that decides nothing. */
  digest: string | null;
  /** Whether it appeared, or was edited, with so many others that it looks like an import or an accident. */
  isCrowded: boolean;
  /** Whether it may be a post whose file is gone, renamed and edited. */
  isDoubted: boolean;
}

export interface Rules {
  publish: { auto: boolean; settle: number; quiet: number };
  now: Date;
  /** The owner said to publish now: nothing rests. */
  isAsked: boolean;
  /** The owner named this very post: it is told although it was to stay silent. */
  isWanted: boolean;
}

/** Why nobody is told of a new post by itself. */
export type Reason = 'kept back' | 'crowd' | 'old';

/** Why nobody is told of an edit: nobody was told of the post, its author said so, or followers would see no difference. */
export type NoNews = 'silent' | 'kept back' | 'minor' | 'same';

export type Decision =
  | { kind: 'nothing' }
  /** From now on nobody is told unless the owner asks. */
  | { kind: 'silent'; why: Reason }
  /** There is nothing to tell of this revision: it need not be looked at again. */
  | { kind: 'seen'; why: NoNews }
  /** One of many edits at once: it waits until the owner publishes. */
  | { kind: 'held' }
  /** It waits until its author says which post it is. */
  | { kind: 'doubted' }
  /** Deleted before anybody was told: nobody is. */
  | { kind: 'forget' }
  /** `at`: when it rested long enough; null: when the owner says so. */
  | { kind: 'create' | 'update' | 'delete'; at: Date | null };

const day = 86_400_000;

const oldAfter = 7 * day;

/** A post that is dated longer back than seven days when it appears is none that followers wait for. */
export function isOld(date: Date, appeared: Date): boolean {
  return date.getTime() < appeared.getTime() - oldAfter;
}

/** So many new posts, or edits, within a short while are told; more are an import, a changed setting or an accident. */
const mostAtOnce = 5;

const nothing: Decision = { kind: 'nothing' };
const seen = (why: NoNews): Decision => ({ kind: 'seen', why });

/**
 * What followers are to be told of one object (product.md, "Publishing"). Pure. Everything that is not plainly news
 * is silent, since what was sent cannot be taken back.
 */
export function decide(known: Known, rules: Rules): Decision {
  const { post, object, announcement, digest, isCrowded } = known;
  const { now, isWanted } = rules;
  if (object.isGone) return afterDeletion(announcement?.state ?? null, rules);
  if (announcement?.state === 'gone') return nothing;
  if (post.isHidden) return afterHiding(known);
  if (known.isDoubted && !announcement && !isWanted) return { kind: 'doubted' };
  if (!post.federates) return announcement ? seen('kept back') : { kind: 'silent', why: 'kept back' };

  if (announcement?.state === 'told') {
    if (announcement.revision === post.revision) return nothing;
    if (announcement.digest === digest) return seen('same');
    if (post.isMinor) return seen('minor');
    if (isCrowded && rules.publish.auto && !rules.isAsked) return { kind: 'held' };
    return { kind: 'update', at: restedAt(post, rules.publish.quiet, rules) };
  }
  if (isWanted) return { kind: 'create', at: now };
  if (announcement) return seen('silent');
  if (isCrowded) return { kind: 'silent', why: 'crowd' };
  if (!post.isInsisted && !post.isAwaited && isOld(post.date, object.made)) return { kind: 'silent', why: 'old' };
  return { kind: 'create', at: restedAt(post, rules.publish.settle, rules) };
}

/** Nobody is told. Of what followers have as it was last shown, only an edit that comes after this is news. */
function afterHiding({ post, announcement, digest }: Known): Decision {
  const isAsTold = announcement?.state === 'told' && digest !== null && announcement.digest === digest;
  return isAsTold && announcement.revision !== post.revision ? seen('same') : nothing;
}

/** What is deleted has rested already: as long as `publish.removal` says, or until the owner confirmed it. */
function afterDeletion(state: 'silent' | 'told' | 'gone' | null, { publish, isAsked, now }: Rules): Decision {
  if (state === 'gone') return nothing;
  if (state !== 'told') return { kind: 'forget' };
  return { kind: 'delete', at: publish.auto || isAsked ? now : null };
}

function restedAt({ changed, isRested }: Known['post'], rest: number, { publish, now, isAsked }: Rules): Date | null {
  if (isAsked) return now;
  if (!publish.auto) return null;
  // A clock that was set back must not keep a post for as long as it went back.
  if (changed > now) return now;
  return isRested ? changed : new Date(changed.getTime() + rest);
}

/** From the first to the last of a crowd. */
export interface Span {
  from: Date;
  to: Date;
}

/** The span of these instants; null where there is none. */
export function spanOf(instants: readonly Date[]): Span | null {
  const times = instants.map((instant) => instant.getTime()).sort((a, b) => a - b);
  const [from, to] = [times[0], times.at(-1)];
  return from === undefined || to === undefined ? null : { from: new Date(from), to: new Date(to) };
}

/**
 * Which of these posts came together with too many others, by the instants at which they appeared or were edited.
 * @param within milliseconds that may lie between two of a crowd.
 * @param last when the last crowd came: its stragglers belong to it, and so do those that are left of it.
 */
export function findCrowd(made: Date[], { within, last }: { within: number; last: Span | null }): Set<number> {
  const times = made.map((instant) => instant.getTime()).sort((a, b) => a - b);
  const crowd = new Set<number>();
  let [first, end] = [0, 0];
  for (const time of times) {
    while ((times[first] ?? time) < time - within) first += 1;
    while (end < times.length && (times[end] ?? 0) <= time + within) end += 1;
    const isStraggler = last !== null && time >= last.from.getTime() - within && time <= last.to.getTime() + within;
    if (end - first > mostAtOnce || isStraggler) crowd.add(time);
  }
  return crowd;
}
