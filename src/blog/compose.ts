import { isDeepStrictEqual } from 'node:util';
import type { Site } from '../config.ts';
import type { Entry } from '../content/entry.ts';
import type { Tag } from '../content/post.ts';
import { slugify } from '../content/slug.ts';
import type { Addressed } from './address.ts';
import type { Candidate } from './candidate.ts';
import { detailsOf, objectPath, type PostDetails, type PostRow } from './row.ts';

export type ComposeRules = Pick<Site, 'origin' | 'base' | 'language' | 'accounts'>;

/** A row as it should be, before it has a key and the number of its change. */
export type WantedRow = Omit<PostRow, 'key' | 'revision' | 'changed'>;

/**
 * The row of a file that is to be live, from what its author wrote and what the index keeps of it.
 * @param original the id of another post whose file has the same bytes, if there is one.
 */
export function composeRow(
  { candidate, row, id, permalink, aliases }: Addressed,
  original: string | undefined,
  rules: ComposeRules,
  now: Date,
): WantedRow {
  const { entry } = candidate;
  const generation = nextGeneration(row);
  const details = {
    ...composeDetails(candidate, aliases, id, rules),
    ...minorAfter(entry, row),
    ...appeared(candidate, row, now),
    ...copyOf(entry, row, original),
  };
  return {
    id,
    generation,
    kind: entry.kind,
    state: 'live',
    path: candidate.path,
    slug: entry.slug,
    permalink,
    title: entry.title,
    body: entry.body,
    digest: entry.digest,
    details,
    date: entry.date ?? row?.date ?? now,
    updated: entry.updated,
    language: entry.language ?? rules.language,
    seriesSlug: details.seriesName === null ? null : slugify(details.seriesName),
    seriesOrder: entry.seriesOrder,
    pinned: entry.pinned,
    unlisted: entry.unlisted,
    firstPublished: row?.firstPublished ?? now,
    vanished: null,
    deleted: null,
    guid: entry.guid ?? row?.guid ?? `${rules.origin}${rules.base}${objectPath(id, 1)}`,
  };
}

/** A Delete burns an id for ever, so what comes back after it is the next generation. */
function nextGeneration(row: PostRow | null): number {
  if (!row) return 1;
  return row.state === 'deleted' ? row.generation + 1 : row.generation;
}

/** Since which revision all edits are minor ones; where there was none before, nothing. */
function minorAfter({ minorEdit, digest }: Entry, row: PostRow | null): Pick<PostDetails, 'minorAfter'> {
  if (!minorEdit || !row) return {};
  const before = detailsOf(row);
  const isInRow = before.minorEdit !== null && before.minorEdit === row.digest;
  if (row.digest === digest || (isInRow && before.minorAfter !== undefined))
    return before.minorAfter === undefined ? {} : { minorAfter: before.minorAfter };
  return { minorAfter: row.revision };
}

/** What its author scheduled is news when it appears, however late, and has rested by then. */
function appeared({ isAwaited }: Candidate, row: PostRow | null, now: Date): Pick<PostDetails, 'appeared'> {
  if (row?.state !== 'live') return isAwaited ? { appeared: now.toISOString() } : {};
  const before = detailsOf(row).appeared;
  return before === undefined ? {} : { appeared: before };
}

/** Only a new file is a copy, and only until it is edited; what is edited in the other one does not matter. */
function copyOf({ kind, digest }: Entry, row: PostRow | null, original?: string): Pick<PostDetails, 'copyOf'> {
  const isNew = row === null || row.state === 'deleted';
  const known = row?.digest === digest ? detailsOf(row).copyOf : undefined;
  const found = isNew && kind === 'post' ? original : known;
  return found === undefined ? {} : { copyOf: found };
}

/** Whether a row is already as it should be. */
export function isAsWanted(
  { key: _key, revision: _revision, changed: _changed, ...row }: PostRow,
  wanted: WantedRow,
): boolean {
  return isDeepStrictEqual(row, wanted);
}

function composeDetails(
  { entry, outline, media }: Candidate,
  aliases: string[],
  id: string,
  rules: ComposeRules,
): PostDetails {
  return {
    summary: entry.summary,
    excerpt: outline.excerpt,
    words: outline.words,
    tags: composeTags([...entry.tags, ...outline.hashtags]),
    seriesName: entry.series,
    authors: composeAuthors(entry.authors, rules.accounts),
    editors: entry.editors,
    cover: entry.cover,
    media,
    canonical: entry.canonical,
    translationKey: entry.translationKey,
    toc: entry.toc,
    contentWarning: entry.contentWarning,
    federate: entry.federate,
    as: entry.as ?? (entry.title === null ? 'note' : 'article'),
    comments: entry.comments,
    discuss: entry.discuss,
    aliases,
    minorEdit: entry.minorEdit ? entry.digest : null,
    idWritten: entry.id === id,
  };
}

/** Tags of front matter and hashtags of the text; the first spelling of each stays. */
function composeTags(names: string[]): Tag[] {
  const tags = new Map<string, Tag>();
  for (const name of names) {
    const slug = slugify(name);
    if (slug !== '' && !tags.has(slug)) tags.set(slug, { name, slug });
  }
  return [...tags.values()];
}

/** Accounts by the user part of their handle, however they are written; other names as they are. Nobody named: the first account. */
function composeAuthors(names: string[], accounts: ComposeRules['accounts']): string[] {
  const [first] = accounts;
  if (names.length === 0) return first ? [first.user] : [];
  const authors = names.map((name) => {
    const plain = name.replace(/^@/, '').toLowerCase();
    const account = accounts.find(({ id, user, host, name: shown }) =>
      [id, user, `${user}@${host}`, shown].some((spelling) => spelling.toLowerCase() === plain),
    );
    return account?.user ?? name;
  });
  return [...new Set(authors)];
}
