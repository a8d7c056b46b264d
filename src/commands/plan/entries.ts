import type { Doubt } from '../../blog/doubts.ts';
import type { Removable } from '../../blog/index-queries.ts';
import type { Report, Touched } from '../../blog/report.ts';
import { absolute, type Site } from '../../config.ts';
import type { Look, Named, Telling } from '../../federation/announce/report.ts';
import type { Entry, Fate, What } from './entry.ts';
import { createFates, none, nothingNew } from './fate.ts';

/** What is known of a post after everything was published on trial. */
export interface After {
  generation: number;
  kind: Entry['kind'];
  /** Its object. */
  uri: string;
  /** Whether this generation of it was made just now. */
  isNew: boolean;
  /** Whether followers were told of it. */
  isTold: boolean;
  /** Whether nobody is told of it. */
  isSilent: boolean;
}

/** Everything that a trial came to. */
export interface Trial {
  site: Pick<Site, 'origin' | 'base' | 'accounts' | 'publish'>;
  now: Date;
  report: Report;
  /** What followers would be told by itself, and what when the owner publishes. */
  alone: Look;
  asked: Look;
  /** By id. */
  posts: ReadonlyMap<string, After>;
  /** Posts that are hidden now, and whether that waits for the owner alone. */
  hidden: (Removable & { withdrawn: boolean })[];
  /** Posts that are hidden until their new dates. */
  putOff: (Removable & { returns: Date })[];
  areRemovalsHeld: boolean;
  /** Hidden posts among them that may be new ones, renamed and edited. */
  doubts: Doubt[];
  /** Posts whose files are gone, and that stay up because so many are. */
  kept: Removable[];
}

type Judged = Trial & { fate(uri: string): Fate };

/** One entry for each post that publishing touches or that waits; what is scheduled comes from elsewhere. Pure. */
export function listEntries(given: Trial): Entry[] {
  const { report, hidden, putOff, kept } = given;
  const trial = { ...given, fate: createFates(given) };
  const isHiddenNow = new Set(report.vanished.map(({ id }) => id));
  const entries = [
    ...report.created.map((post) => entryOf(trial, post, 'new', 'appears')),
    ...report.updated.map((post) => entryOf(trial, post, 'edit', 'changes')),
    ...report.renamed.map((post) => ({
      ...entryOf(trial, post, 'rename', 'changes'),
      from: { path: `content/${post.from.path}`, address: absolute(trial.site, post.from.permalink) },
    })),
    ...report.restored.map((post) => entryOf(trial, post, back(trial, post), 'appears')),
    ...report.deleted.map((post) => entryOf(trial, post, 'removal', 'gone')),
    ...hidden.map((post) => hiddenEntry(trial, post, isHiddenNow.has(post.id))),
    ...putOff.map((post) => putOffEntry(trial, post, isHiddenNow.has(post.id))),
  ];
  // Of what stays up although its file is gone, there may be news all the same.
  return [...entries, ...unpublished(trial, entries), ...kept.map((post) => keptEntry(trial, post))];
}

/** What was published before, and of which followers have not been told all. */
function unpublished(trial: Judged, entries: Entry[]): Entry[] {
  const { alone, asked } = trial;
  const covered = new Set(entries.map(({ id, generation }) => `${id}/${generation}`));
  const kinds = { create: 'new', update: 'edit', delete: 'removal' } as const;
  const list: [Named, What][] = [
    ...[...asked.told, ...asked.waiting, ...asked.voiceless].map((one): [Telling, What] => [one, kinds[one.kind]]),
    ...[...alone.doubted, ...alone.silenced].map((one): [Named, What] => [one, 'new']),
    ...alone.unsaid.map((one): [Named, What] => [one, 'edit']),
  ];
  return list.flatMap(([one, what]) => {
    const generation = generationOf(one.uri);
    if (covered.has(`${one.id}/${generation}`)) return [];
    covered.add(`${one.id}/${generation}`);
    const kind = trial.posts.get(one.id)?.kind ?? 'post';
    return [{ ...described(trial, { ...one, kind }, what, 'stays'), generation, followers: trial.fate(one.uri) }];
  });
}

/** `/ap/posts/<id>`, `/ap/posts/<id>/<generation>` */
function generationOf(uri: string): number {
  return Number(/^\/ap\/posts\/[^/]+\/(\d+)$/.exec(uri)?.[1] ?? 1);
}

function back({ posts }: Judged, { id }: Touched): What {
  const after = posts.get(id);
  return after?.isNew && after.generation > 1 ? 'republish' : 'return';
}

function entryOf(trial: Judged, post: Touched, what: What, page: Entry['page']): Entry {
  return { ...described(trial, post, what, page), followers: fateOfPost(trial, post, what) };
}

function described(
  { site, posts }: Judged,
  { id, kind, path, title, permalink }: Touched,
  what: What,
  page: Entry['page'],
): Omit<Entry, 'followers'> {
  const generation = posts.get(id)?.generation ?? 1;
  const address = absolute(site, permalink);
  return {
    ...{ what, id, generation, kind, path: `content/${path}`, title, address, from: null, appears: null },
    ...{ page, removal: null },
  };
}

function keptEntry(trial: Judged, post: Removable): Entry {
  return {
    ...described(trial, post, 'removal', 'stays'),
    removal: { since: null, at: null, isWithdrawn: false },
    followers: { ...none, state: 'waits', why: 'held removal' },
  };
}

function hiddenEntry(trial: Judged, post: Trial['hidden'][number], isHiddenNow: boolean): Entry {
  const { site, areRemovalsHeld, doubts, now } = trial;
  const since = post.vanished ?? now;
  const isDoubted = doubts.some(({ gone }) => gone.id === post.id);
  const at = areRemovalsHeld || isDoubted ? null : new Date(since.getTime() + site.publish.removal);
  const isTold = trial.posts.get(post.id)?.isTold ?? false;
  const goesAt = site.publish.auto ? at : null;
  const why = isDoubted ? 'lookalike' : areRemovalsHeld ? 'held removal' : 'removal';
  const waits = { ...none, state: 'waits', why, message: 'removal', at: goesAt } as const;
  return {
    ...described(trial, post, 'removal', isHiddenNow ? 'disappears' : 'stays'),
    removal: { since, at, isWithdrawn: post.withdrawn },
    followers: isTold ? waits : { ...none, state: 'nothing', why: site.accounts.length > 0 ? 'untold' : 'no account' },
  };
}

function putOffEntry(trial: Judged, post: Trial['putOff'][number], isHiddenNow: boolean): Entry {
  return {
    ...described(trial, post, 'scheduled', isHiddenNow ? 'disappears' : 'stays'),
    appears: post.returns,
    followers: fateOfPutOff(trial, post),
  };
}

function fateOfPutOff({ site, posts }: Judged, { id, kind, returns }: Trial['putOff'][number]): Fate {
  const { isTold = false, isSilent = false } = posts.get(id) ?? {};
  if (kind === 'page') return { ...none, state: 'nothing', why: 'page' };
  if (site.accounts.length === 0) return { ...none, state: 'nothing', why: 'no account' };
  if (isTold) return { ...none, state: 'nothing', why: 'put off' };
  if (isSilent) return { ...none, state: 'nothing', why: 'untold' };
  return { ...none, state: 'waits', why: 'scheduled', message: 'new', at: site.publish.auto ? returns : null };
}

function fateOfPost(trial: Judged, { id, kind }: Touched, what: What): Fate {
  if (kind === 'page') return { ...none, state: 'nothing', why: 'page' };
  const uri = trial.posts.get(id)?.uri;
  const fate = uri === undefined ? nothingNew : trial.fate(uri);
  const isSaid = fate.state === 'sends' || fate.state === 'waits' || fate.why === 'no account';
  return what === 'removal' && !isSaid ? { ...none, state: 'nothing', why: 'untold' } : fate;
}
