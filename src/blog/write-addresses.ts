import type { Query, Step as Statement } from '../database/database.ts';
import { and, eq, inArray } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import type { Step } from './reconcile.ts';
import { detailsOf } from './row.ts';
import { excluded, keyOf, parts } from './statement-parts.ts';

/** Where every address ever served leads. */
export function createAddressWriter(query: Query, paths: Tables['paths']) {
  return {
    /** An address that a post leaves still leads to it; an alias that is no longer named does not. */
    leaveAddresses(changed: (Step & { kind: 'change' })[]): Statement[] {
      const moved = changed.filter(({ before, row }) => before.permalink !== row.permalink);
      const realiased = changed.filter(({ before, aliases }) => detailsOf(before).aliases.join() !== aliases.join());
      const of = (steps: (Step & { kind: 'change' })[]): number[][] => parts(steps.map(({ before }) => before.key));
      return [
        ...of(moved).map((some) =>
          query
            .update(paths)
            .set({ kind: 'old' })
            .where(and(inArray(paths.post, some), eq(paths.kind, 'current'))),
        ),
        ...of(realiased).map((some) =>
          query.delete(paths).where(and(inArray(paths.post, some), eq(paths.kind, 'alias'))),
        ),
      ];
    },

    /** The addresses of a post lead to another one from now on. */
    bequeath(key: number, heir: string): Statement[] {
      return [
        query.delete(paths).where(and(eq(paths.post, key), eq(paths.kind, 'alias'))),
        query
          .update(paths)
          .set({ post: keyOf(heir), kind: 'old' })
          .where(eq(paths.post, key)),
      ];
    },

    takeAddresses(steps: (Step & { kind: 'create' | 'change' })[], now: Date): Statement[] {
      const aliases = steps.flatMap(({ row, aliases: own }) =>
        own.map((path) => ({ path, id: row.id, kind: 'alias' as const })),
      );
      const current = steps.map(({ row }) => ({ path: row.permalink, id: row.id, kind: 'current' as const }));
      // One statement may touch a row once; an address of its own counts more than an alias.
      const taken = new Map([...aliases, ...current].map((address) => [address.path, address]));
      const rows = [...taken.values()].map(({ path, id, kind }) => ({ path, post: keyOf(id), kind, since: now }));
      return parts(rows).map((some) =>
        query
          .insert(paths)
          .values(some)
          .onConflictDoUpdate({ target: paths.path, set: excluded(paths, ['post', 'kind', 'since']) }),
      );
    },
  };
}
