import type { Site } from '../config.ts';
import { type Addressed, type AddressRules, addressOf, assignAddresses, type Holder } from './address.ts';
import { type Candidate, type Unusable, whyHidden } from './candidate.ts';
import { type ComposeRules, composeRow, isAsWanted, type WantedRow } from './compose.ts';
import { type Identified, identify, type Known } from './identify.ts';
import { detailsOf, type PostRow, type SourceRow } from './row.ts';
import { readAgain } from './stamps.ts';

export type Rules = Pick<Site, 'timezone' | 'publish'> & AddressRules & ComposeRules;

/** What a file's turn does to the index. */
export type Step =
  | { kind: 'create'; row: WantedRow; aliases: string[] }
  | { kind: 'change'; before: PostRow; row: WantedRow; aliases: string[] }
  /** `heir`: the id of the post to which its addresses lead from now on, since its file is that one. */
  | { kind: 'hide'; before: PostRow; heir?: string }
  /** Nobody was told of it, so it goes at once. */
  | { kind: 'merge'; before: PostRow; heir: string };

/** What will be known of a file, its post named by id since a new one has no key yet. */
export type WantedSource = Omit<SourceRow, 'post'> & { post: string | null };

export interface Decision {
  steps: Step[];
  sources: WantedSource[];
}

/** The files that may be in the index now, each with the post that it is; and those that may not, with theirs. */
export interface Sorted {
  identified: Identified[];
  hidden: Identified[];
  sources: WantedSource[];
}

/** First half: which post each file is. What comes of it says which addresses must be looked up. */
export function sortFiles(files: (Candidate | Unusable)[], known: Known, rules: Rules, now: Date): Sorted {
  const candidates = files.filter((file) => file.entry !== null);
  const wish = ({ entry }: Candidate): string | null => addressOf(entry, null, entry.date ?? now, rules);
  const { identified, refused } = identify(candidates, known, wish);
  const sources: WantedSource[] = [];
  for (const [candidate, problem] of refused) {
    sources.push(refusedSource({ ...candidate, problems: [...candidate.problems, problem] }, known));
  }
  for (const file of files) if (file.entry === null) sources.push(brokenSource(file, known));
  return {
    identified: identified.filter(({ candidate, row }) => !whyHidden(candidate, now, row)),
    hidden: identified.filter(({ candidate, row }) => whyHidden(candidate, now, row)),
    sources,
  };
}

/**
 * Second half: what is done. `holders` has who is at the addresses of `wishedPaths`, `told` the keys of those `replaced`
 * posts that followers know,
 * `originals` the ids of posts by the digests of their files. Pure.
 */
export function reconcile(
  sorted: Sorted,
  holders: Map<string, Holder>,
  known: Known & { told: ReadonlySet<number>; originals: ReadonlyMap<string, string> },
  rules: Rules,
  now: Date,
): Decision {
  const { addressed, refused } = assignAddresses(sorted.identified, holders, rules, now);
  const sources = [...sorted.sources];
  for (const [candidate, problem] of refused) {
    sources.push(refusedSource({ ...candidate, problems: [...candidate.problems, problem] }, known));
  }
  const steps: Step[] = [];
  for (const { candidate, row, replaced } of sorted.hidden) {
    if (row?.state === 'live') steps.push({ kind: 'hide', before: row });
    for (const before of replaced) steps.push({ kind: 'hide', before });
    const state = whyHidden(candidate, now, row) ?? 'draft';
    const due = state === 'scheduled' ? candidate.entry.date : null;
    sources.push({ ...sourceOf(candidate, state), due, post: row?.id ?? null });
  }
  const originals = new Map(known.originals);
  for (const each of addressed) {
    const { digest, kind } = each.candidate.entry;
    const step = stepFor(each, originals.get(digest), rules, now);
    if (kind === 'post' && !originals.has(digest)) originals.set(digest, each.id);
    if (step) steps.push(step);
    for (const before of each.replaced) steps.push(afterReplacement(before, each, known.told));
    sources.push({ ...sourceOf(each.candidate, 'live'), due: null, post: each.id });
  }
  return { steps, sources };
}

/** Posts that lose their files, of which it matters whether followers know them. */
export function replacedIn({ identified }: Sorted): PostRow[] {
  return identified.flatMap(({ replaced }) => replaced);
}

/** Every address that these files ask for, to look up who has it. */
export function wishedPaths({ identified }: Sorted, rules: Rules, now: Date): string[] {
  const paths = new Set<string>();
  for (const { candidate, row, id } of identified) {
    const { entry } = candidate;
    const permalink = addressOf(entry, id, entry.date ?? row?.date ?? now, rules);
    for (const path of [permalink, ...entry.aliases]) if (path !== null) paths.add(path);
  }
  return [...paths];
}

function stepFor(each: Addressed, original: string | undefined, rules: Rules, now: Date): Step | null {
  const { row: before, aliases } = each;
  const row = composeRow(each, original, rules, now);
  if (!before) return { kind: 'create', row, aliases };
  return isAsWanted(before, row) ? null : { kind: 'change', before, row, aliases };
}

/** A post whose file turns out to be another one that was here before; or, in whose place its author wrote a new one. */
function afterReplacement(before: PostRow, { row, id: heir }: Addressed, told: ReadonlySet<number>): Step {
  if (!row) return { kind: 'hide', before };
  const isKnown = told.has(before.key) || detailsOf(before).idWritten || before.generation > 1;
  return isKnown ? { kind: 'hide', before, heir } : { kind: 'merge', before, heir };
}

function sourceOf(
  { path, stamp, entry, problems }: Candidate,
  state: SourceRow['state'],
): Omit<WantedSource, 'due' | 'post'> {
  return { path, stamp, digest: entry.digest, state, problems };
}

/** Another file stands in the way: when that one changes, this one must be looked at again. */
function refusedSource(candidate: Candidate, known: Known): WantedSource {
  return { ...sourceOf(candidate, 'broken'), stamp: readAgain, due: null, post: postAt(candidate.path, known) };
}

function brokenSource({ path, stamp, digest, problems }: Unusable, known: Known): WantedSource {
  return { path, stamp, digest, state: 'broken', due: null, problems, post: postAt(path, known) };
}

/** The post whose last good version stays, shown or hidden. */
function postAt(path: string, known: Known): string | null {
  return known.posts.find((row) => row.path === path && row.state !== 'deleted')?.id ?? null;
}
