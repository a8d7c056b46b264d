import { isReserved, mayBeReplaced } from '../config/reserved.ts';
import type { Site } from '../config.ts';
import type { Entry } from '../content/entry.ts';
import { fillPattern, pagePermalink } from '../content/permalink.ts';
import { slugify } from '../content/slug.ts';
import { Unmet } from '../database/database.ts';
import type { Problem } from '../problem.ts';
import { type Candidate, fileProblem } from './candidate.ts';
import type { Identified } from './identify.ts';

export type AddressRules = Pick<Site, 'permalink' | 'timezone' | 'feeds'>;

/** Who has a path now: a row of `paths` with its post. */
export interface Holder {
  path: string;
  post: number;
  kind: 'current' | 'old' | 'alias';
  state: 'live' | 'vanished' | 'deleted';
  /** The post's file. */
  file: string;
}

/** A file with the addresses that it gets. */
export interface Addressed extends Identified {
  permalink: string;
  aliases: string[];
}

/** The address that an entry asks for. `id` matters to notes, `date` to patterns with a year. */
export function addressOf(entry: Entry, id: string | null, date: Date, rules: AddressRules): string | null {
  if (entry.permalink !== null) return entry.permalink;
  if (entry.kind === 'page') return pagePermalink(entry.path, entry.slug, slugify);
  if (entry.kind === 'note') return id === null ? null : `/notes/${id}`;
  return fillPattern(rules.permalink, entry.slug, date, rules.timezone);
}

/**
 * Gives out addresses. A live post keeps the one it has; who asks for one that another has is refused, with a problem
 * that names both files; among new files the first by path gets it. An address that its post leaves in the same turn
 * is free.
 */
export function assignAddresses(
  identified: Identified[],
  holders: Map<string, Holder>,
  rules: AddressRules,
  now: Date,
): { addressed: Addressed[]; refused: Map<Candidate, Problem> } {
  const refused = new Map<Candidate, Problem>();
  const wishes = identified.map((each) => ({ ...each, permalink: wishOf(each, rules, now) }));
  const reserved = [...rules.feeds.rss, ...rules.feeds.atom, ...rules.feeds.json];
  for (const { candidate, permalink } of wishes) {
    if (!isReserved(permalink, reserved) || (candidate.entry.kind === 'page' && mayBeReplaced(permalink))) continue;
    refused.set(
      candidate,
      fileProblem(
        candidate.path,
        `The address ${permalink} belongs to the blog itself.`,
        'Give the file another name, or write another `slug` or `permalink`.',
      ),
    );
  }
  // A refusal can take back an address that seemed to be left, and so cause another; each round refuses at least one.
  for (;;) {
    const granted = grant(
      wishes.filter(({ candidate }) => !refused.has(candidate)),
      holders,
    );
    if (granted.refused.size === 0) return { addressed: withAliases(granted.wishes, holders, reserved), refused };
    for (const [candidate, problem] of granted.refused) refused.set(candidate, problem);
  }
}

type Wish = Identified & { permalink: string };

function wishOf({ candidate: { entry }, row, id }: Identified, rules: AddressRules, now: Date): string {
  const date = entry.date ?? row?.date ?? now;
  return addressOf(entry, id, date, rules) ?? `/notes/${id}`;
}

function grant(wishes: Wish[], holders: Map<string, Holder>): { wishes: Wish[]; refused: Map<Candidate, Problem> } {
  const moving = wishes.filter(({ row, permalink }) => row && row.permalink !== permalink).map(({ row }) => row?.key);
  const leaving = new Set([...moving, ...replacedBy(wishes)]);
  const given = new Map<string, string>();
  const refused = new Map<Candidate, Problem>();
  const staysFirst = (wish: Wish): number => (isLiveAt(wish, wish.permalink) ? 0 : 1);
  for (const wish of [...wishes].sort((a, b) => staysFirst(a) - staysFirst(b))) {
    const { candidate, row, permalink } = wish;
    const holder = holders.get(permalink);
    const isHeld =
      holder?.kind === 'current' && holder.state === 'live' && holder.post !== row?.key && !leaving.has(holder.post);
    const other = given.get(permalink) ?? (isHeld ? holder.file : undefined);
    // New when the posts were read, and with its address when the addresses were: another process has published it.
    if (row === null && other === candidate.path) throw new Unmet(0, 1, 0);
    if (other === undefined) given.set(permalink, candidate.path);
    else
      refused.set(
        candidate,
        fileProblem(
          candidate.path,
          `content/${other} has the address ${permalink} already.`,
          'Write another `slug` in one of the two files.',
        ),
      );
  }
  return { wishes, refused };
}

/** The posts that have lost their files to these: they leave all their addresses. */
function replacedBy(wishes: Wish[]): number[] {
  return wishes.flatMap(({ replaced }) => replaced.map(({ key }) => key));
}

function isLiveAt({ row }: Wish, permalink: string): boolean {
  return row?.state === 'live' && row.permalink === permalink;
}

/** An alias leads to a post of this blog and from nowhere that is alive. */
function withAliases(wishes: Wish[], holders: Map<string, Holder>, reserved: string[]): Addressed[] {
  const permalinks = new Map(wishes.map(({ candidate, permalink }) => [permalink, candidate.path]));
  const keys = new Map(wishes.map(({ row, permalink }) => [row?.key, permalink]));
  const replaced = new Set(replacedBy(wishes));
  const alive = new Map([...holders].filter(([, { post }]) => !replaced.has(post)));
  const given = new Map<string, string>();
  return wishes.map((wish) => {
    const { candidate, row } = wish;
    const aliases = candidate.entry.aliases.filter((alias) => {
      const other = permalinks.get(alias) ?? given.get(alias) ?? aliveAt(alias, row?.key, alive, keys);
      const taken = other ?? (isReserved(alias, reserved) ? 'the blog itself' : null);
      if (taken === null) given.set(alias, candidate.path);
      else if (other !== candidate.path)
        candidate.problems.push(deadAlias(candidate, alias, other === null ? taken : `content/${other}`));
      return taken === null;
    });
    return { ...wish, aliases };
  });
}

/** The file of the post that answers at a path or is led to from it, unless it is the post with this key or leaves. */
function aliveAt(
  path: string,
  key: number | undefined,
  holders: Map<string, Holder>,
  moving: Map<number | undefined, string>,
): string | null {
  const holder = holders.get(path);
  if (holder?.state !== 'live' || holder.kind === 'old' || holder.post === key) return null;
  const address = moving.get(holder.post);
  return holder.kind === 'current' && address !== undefined && address !== path ? null : holder.file;
}

function deadAlias({ path }: Candidate, alias: string, owner: string): Problem {
  return fileProblem(
    path,
    `The alias ${alias} is an address of ${owner}, so it does not lead here.`,
    'Remove it from `aliases`.',
    'warning',
  );
}
