import { changeSetting } from '../database/change.ts';
import type { Database, Query, Step as Statement } from '../database/database.ts';
import { and, eq, inArray } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import type { Problem } from '../problem.ts';
import type { WantedRow } from './compose.ts';
import type { Removable } from './index-queries.ts';
import type { Step, WantedSource } from './reconcile.ts';
import { detailsOf, objectPath, type PostDetails, type PostRow } from './row.ts';
import { closedStamp, readAgain } from './stamps.ts';
import { excluded, keyOf, parts } from './statement-parts.ts';
import { createAddressWriter } from './write-addresses.ts';

/** What is written in one transaction. */
export interface Batch {
  steps: Step[];
  sources: WantedSource[];
  hide?: Removable[];
  delete?: Removable[];
  /** Files that are known no longer. */
  forget?: string[];
  /** Files that are gone, and whose posts stay up. */
  miss?: string[];
}

/** Whether a batch changes what readers see. */
export function isVisible({ steps, hide = [], delete: deleted = [] }: Batch): boolean {
  return steps.length + hide.length + deleted.length > 0;
}

/**
 * Writes a batch or nothing. What readers see changes under the next change number, which nobody else may have taken
 * since `change` was read.
 * @throws Unmet when another process has published meanwhile.
 */
export async function writeBatch(
  { atomically, tables }: Database,
  batch: Batch,
  change: number,
  now: Date,
): Promise<void> {
  const { steps, sources, hide = [], delete: deleted = [], forget = [], miss = [] } = batch;
  const revision = change + 1;
  const created = steps.filter((step) => step.kind === 'create');
  const changed = steps.filter((step) => step.kind === 'change');
  const hidden = [
    ...steps.filter((step) => step.kind === 'hide').map(({ before }) => before.key),
    ...hide.map(({ key }) => key),
  ];
  const replaced = steps.filter((step) => step.kind === 'hide' || step.kind === 'merge');
  const removed = [...replaced.filter(({ kind }) => kind === 'merge').map(({ before }) => before), ...deleted];
  await atomically((query) => {
    const writer = createWriter(query, tables);
    return [
      ...(isVisible(batch) ? [writer.countUp(change, now)] : []),
      ...writer.insertPosts(
        created.map(({ row }) => row),
        revision,
        now,
      ),
      ...changed.map(({ before, row }) => writer.updatePost(before.key, row, revision, now)),
      ...writer.hide(hidden, revision, now),
      ...writer.delete(removed, revision, now),
      ...writer.replaceParts([...changed.map(({ before }) => before.key), ...removed.map(({ key }) => key)]),
      ...writer.insertParts([...created, ...changed].map(({ row }) => row)),
      ...writer.leaveAddresses(changed),
      ...replaced.flatMap(({ before, heir }) => (heir === undefined ? [] : writer.bequeath(before.key, heir))),
      ...writer.takeAddresses([...created, ...changed.filter(isReaddressed)], now),
      ...writer.mintObjects(
        [...created, ...changed].map(({ row }) => row),
        now,
      ),
      ...writer.saveSources(sources),
      ...writer.followHidden(sources),
      ...writer.forgetSources(forget),
      ...writer.missSources(miss),
    ];
  });
}

/** Remembers a problem of a path that holds no entry: a closed folder, the content folder itself (`''`). */
export async function writeFolderProblems(
  { atomically, tables: { sources } }: Database,
  problems: Map<string, Problem>,
): Promise<void> {
  if (problems.size === 0) return;
  const rows = [...problems].map(([path, problem]) => ({
    ...{
      path,
      stamp: closedStamp(problem),
      digest: '',
      state: 'broken' as const,
      due: null,
      problems: [problem],
      post: null,
    },
  }));
  await atomically((query) =>
    parts(rows).map((some) =>
      query
        .insert(sources)
        .values(some)
        // The post of a file that cannot be read just now stays its post.
        .onConflictDoUpdate({ target: sources.path, set: excluded(sources, ['stamp', 'problems']) }),
    ),
  );
}

function createWriter(
  query: Query,
  { posts, postTags, postAuthors, postMedia, paths, objects, sources, settings }: Tables,
) {
  return {
    countUp(change: number, now: Date): Statement {
      const statement = query
        .update(settings)
        .set({ value: String(change + 1), changed: now })
        .where(and(eq(settings.name, changeSetting), eq(settings.value, String(change))));
      return { statement, demand: 1 };
    },

    insertPosts(rows: WantedRow[], revision: number, changed: Date): Statement[] {
      return parts(rows).map((some) => query.insert(posts).values(some.map((row) => ({ ...row, revision, changed }))));
    },

    updatePost(key: number, row: WantedRow, revision: number, changed: Date): Statement {
      return query
        .update(posts)
        .set({ ...row, revision, changed })
        .where(eq(posts.key, key));
    },

    hide(keys: number[], revision: number, now: Date): Statement[] {
      return parts(keys).map((some) =>
        query
          .update(posts)
          .set({ state: 'vanished', vanished: now, revision, changed: now })
          .where(inArray(posts.key, some)),
      );
    },

    /** The row stays, so that the id is never given again; what the author wrote goes. */
    delete(removed: Removable[], revision: number, now: Date): Statement[] {
      return removed.flatMap((row) => {
        const { as, contentWarning } = detailsOf(row);
        // As it went out: an Article would show its warning as a teaser.
        const formerType = as === 'article' && row.title !== null && contentWarning === null ? 'Article' : 'Note';
        const emptied = { title: null, body: '', details: emptyDetails(row) };
        return [
          query
            .update(posts)
            .set({ state: 'deleted', deleted: now, vanished: row.vanished ?? now, revision, changed: now, ...emptied })
            .where(eq(posts.key, row.key)),
          query
            .update(objects)
            .set({ state: 'gone', gone: now, formerType })
            .where(and(eq(objects.post, row.key), eq(objects.state, 'alive'))),
        ];
      });
    },

    replaceParts(keys: number[]): Statement[] {
      return parts(keys).flatMap((some) =>
        [postTags, postAuthors, postMedia].map((table) => query.delete(table).where(inArray(table.post, some))),
      );
    },

    insertParts(rows: WantedRow[]): Statement[] {
      const tagRows = rows.flatMap((row) =>
        detailsOf(row).tags.map((tag, position) => ({ post: keyOf(row.id), ...tag, position })),
      );
      const authorRows = rows.flatMap((row) =>
        detailsOf(row).authors.map((author, position) => ({ post: keyOf(row.id), author, position })),
      );
      const mediaRows = rows.flatMap((row) => {
        const hashes = new Set(Object.values(detailsOf(row).media).map(({ hash }) => hash));
        return [...hashes].map((hash) => ({ post: keyOf(row.id), hash }));
      });
      return [
        ...parts(tagRows).map((some) => query.insert(postTags).values(some)),
        ...parts(authorRows).map((some) => query.insert(postAuthors).values(some)),
        ...parts(mediaRows).map((some) => query.insert(postMedia).values(some)),
      ];
    },

    ...createAddressWriter(query, paths),

    /** Pages are no objects of the fediverse. */
    mintObjects(rows: WantedRow[], now: Date): Statement[] {
      const minted = rows
        .filter(({ kind }) => kind !== 'page')
        .map(({ id, kind, generation }) => ({
          ...{ uri: objectPath(id, generation), kind, post: keyOf(id), generation, state: 'alive' as const, made: now },
        }));
      return parts(minted).map((some) => query.insert(objects).values(some).onConflictDoNothing());
    },

    saveSources(wanted: WantedSource[]): Statement[] {
      const rows = wanted.map((source) => ({ ...source, post: source.post === null ? null : keyOf(source.post) }));
      return parts(rows).map((some) =>
        query
          .insert(sources)
          .values(some)
          .onConflictDoUpdate({
            target: sources.path,
            set: excluded(sources, ['stamp', 'digest', 'state', 'due', 'problems', 'post']),
          }),
      );
    },

    /** Where the file of a hidden post is and what it holds, so that the post is known again when that is moved. */
    followHidden(wanted: WantedSource[]): Statement[] {
      return wanted.flatMap(({ path, digest, state, post }) => {
        if (post === null || (state !== 'draft' && state !== 'scheduled')) return [];
        const isHidden = and(eq(posts.id, post), eq(posts.state, 'vanished'));
        return [query.update(posts).set({ path, digest }).where(isHidden)];
      });
    },

    /** `createDoubts` finds the live posts of files that are to be read again and are not there. */
    missSources(missed: string[]): Statement[] {
      return parts(missed).map((some) =>
        query.update(sources).set({ stamp: readAgain }).where(inArray(sources.path, some)),
      );
    },

    forgetSources(forgotten: string[]): Statement[] {
      return parts(forgotten).map((some) => query.delete(sources).where(inArray(sources.path, some)));
    },
  };
}

function isReaddressed({ before, row, aliases }: Step & { kind: 'change' }): boolean {
  const isSame = before.permalink === row.permalink && detailsOf(before).aliases.join() === aliases.join();
  return !isSame || before.state !== 'live';
}

export function emptyDetails(row: Pick<PostRow, 'details'>): PostDetails {
  const { as, idWritten, federate } = detailsOf(row);
  return {
    ...{ summary: null, excerpt: '', words: 0, authors: [], editors: [], cover: null, media: {}, canonical: null },
    ...{ translationKey: null, toc: false, contentWarning: null, federate, as, comments: null, discuss: null },
    ...{ tags: [], seriesName: null, aliases: [], minorEdit: null, idWritten },
  };
}
