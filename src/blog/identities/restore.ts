import type { SQL } from 'drizzle-orm';
import { kindOf } from '../../content/front-matter.ts';
import { type Database, type Step, Unmet } from '../../database/database.ts';
import { sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { sinceSetting } from '../index-queries.ts';
import { objectPath } from '../row.ts';
import { emptyDetails, parts } from '../write.ts';
import type { Deleted, IdentityEntry } from './entry.ts';

/** Done once in a database's life, by one process. */
const restoredSetting = 'identities-restored';

type NewPost = Tables['posts']['$inferInsert'];
type NewObject = Omit<Tables['objects']['$inferInsert'], 'post'> & { post: SQL<number> };

/**
 * Enters what a lost database knew into an empty one: each post hidden until its file is found, each deleted one gone, and what
 * followers were told of them. The publish that follows finds the files and shows them.
 * @param since when announcing began; null: what is not known is taken as told to nobody when it begins.
 */
export async function restoreIdentities(
  { atomically, tables }: Database,
  entries: readonly IdentityEntry[],
  { since, language, now }: { since: Date | null; language: string; now: Date },
): Promise<void> {
  const { posts, objects, announcements, paths, settings } = tables;
  const keyOf = (id: string): SQL<number> => sql`(select key from posts where id = ${id})`;
  await atomically((query): Step[] => {
    const restored = { name: restoredSetting, value: now.toISOString(), changed: now };
    const began = { name: sinceSetting, value: since?.toISOString() ?? '', changed: now };
    // Where two have the same address, who has it now comes first.
    const addresses = [...entries]
      .sort((a, b) => Number(a.deleted !== null) - Number(b.deleted !== null))
      .flatMap(({ id, address }) => ({ path: address, post: keyOf(id), kind: 'current' as const, since: now }));
    const left = entries.flatMap(({ id, was }) =>
      was.map((path) => ({ path, post: keyOf(id), kind: 'old' as const, since: now })),
    );
    return [
      // Statements are sent together: no other must fail where this one finds that another process was quicker.
      ...(entries.length > 0
        ? [{ statement: query.insert(settings).values(restored).onConflictDoNothing(), demand: 1 }]
        : []),
      ...(since ? [query.insert(settings).values(began).onConflictDoNothing()] : []),
      ...parts(entries.map((entry) => postOf(entry, language, now))).map((some) =>
        query.insert(posts).values(some).onConflictDoNothing(),
      ),
      ...parts(entries.flatMap((entry) => objectsOf(entry, keyOf(entry.id)))).map((some) =>
        query.insert(objects).values(some).onConflictDoNothing(),
      ),
      ...parts(entries.flatMap(announcementsOf)).map((some) =>
        query.insert(announcements).values(some).onConflictDoNothing(),
      ),
      ...parts([...addresses, ...left]).map((some) => query.insert(paths).values(some).onConflictDoNothing()),
    ];
  }).catch((error: unknown) => {
    if (!(error instanceof Unmet)) throw error;
  });
}

function postOf(entry: IdentityEntry, language: string, now: Date): NewPost {
  const { id, generation, path, address, guid, firstPublished, deleted } = entry;
  const kind = kindOf(path) ?? 'post';
  const slug = address.split('/').findLast((part) => part !== '') ?? id;
  const as = kind === 'note' ? ('note' as const) : ('article' as const);
  return {
    ...{ id, generation, kind, path, slug, permalink: address, guid, firstPublished, language },
    ...{ state: deleted ? 'deleted' : 'vanished', vanished: deleted?.at ?? now, deleted: deleted?.at ?? null },
    // What its file says comes with the next publish; until then, enough to tell an article from a note.
    ...{ title: as === 'note' || deleted ? null : slug, body: '', digest: '', date: firstPublished, updated: null },
    details: emptyDetails({ details: { as, idWritten: false, federate: null } }),
    ...{ seriesSlug: null, seriesOrder: null, pinned: false, unlisted: false, revision: 0, changed: now },
  };
}

function objectsOf(entry: IdentityEntry, post: SQL<number>): NewObject[] {
  const kind = kindOf(entry.path) ?? 'post';
  if (kind === 'page') return [];
  const { id, firstPublished, announced } = entry;
  const made = announced === null || announced === 'silent' ? firstPublished : announced.at;
  const objectOf = (generation: number, deleted: Deleted | null): NewObject => ({
    ...{ uri: objectPath(id, generation), kind, post, generation, made, gone: deleted?.at ?? null },
    state: deleted ? 'gone' : 'alive',
    formerType: deleted?.formerType ?? null,
  });
  return [...entry.earlier.map((one) => objectOf(one.generation, one)), objectOf(entry.generation, entry.deleted)];
}

function announcementsOf(entry: IdentityEntry): Tables['announcements']['$inferInsert'][] {
  const { id, generation, path, announced, deleted, earlier } = entry;
  if (kindOf(path) === 'page') return [];
  const none = { account: null, digest: null, published: null, updated: null, revision: 0 };
  const told =
    announced === null || announced === 'silent'
      ? none
      : {
          ...none,
          account: announced.by,
          digest: announced.digest,
          published: announced.at,
          updated: announced.updated,
        };
  // Never `told`, even if the Delete had still to go: whom it was for is not known any more.
  const former = earlier.map((one) => ({ ...none, object: objectPath(id, one.generation), state: 'gone' as const }));
  const object = objectPath(id, generation);
  if (deleted) return [...former, { ...told, object, state: 'gone' }];
  if (announced === null) return former;
  return [...former, { ...told, object, state: announced === 'silent' ? 'silent' : 'told' }];
}
