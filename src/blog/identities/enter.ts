import type { SQL } from 'drizzle-orm';
import { kindOf } from '../../content/front-matter.ts';
import type { Query, Step } from '../../database/database.ts';
import { sql } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { objectPath } from '../row.ts';
import { parts } from '../statement-parts.ts';
import { emptyDetails } from '../write.ts';
import type { Deleted, IdentityEntry } from './entry.ts';

type NewPost = Tables['posts']['$inferInsert'];
export type NewObject = Omit<Tables['objects']['$inferInsert'], 'post'> & { post: SQL<number> };
export type NewAnnouncement = Tables['announcements']['$inferInsert'];

/**
 * The statements that enter posts of which the database knows nothing: each hidden until its file is found, each deleted
 * one gone, and what followers were told of them. The publish that follows finds the files and shows them.
 */
export function enterPosts(
  query: Query,
  { posts, objects, announcements, paths }: Tables,
  entries: readonly IdentityEntry[],
  { language, now }: { language: string; now: Date },
): Step[] {
  const addressOf = ({ id, address }: IdentityEntry) => ({
    ...{ path: address, post: keyOf(id), kind: 'current' as const, since: now },
  });
  const live = entries.filter(({ deleted }) => deleted === null).map(addressOf);
  const left = entries.flatMap((entry) => oldAddresses(entry, now));
  const deleted = entries.filter((entry) => entry.deleted !== null).map(addressOf);
  return [
    ...parts(entries.map((entry) => postOf(entry, language, now))).map((some) =>
      query.insert(posts).values(some).onConflictDoNothing(),
    ),
    ...parts(entries.flatMap(objectsOf)).map((some) => query.insert(objects).values(some).onConflictDoNothing()),
    ...parts(entries.flatMap(announcementsOf)).map((some) =>
      query.insert(announcements).values(some).onConflictDoNothing(),
    ),
    // Where two name the same address, who has it comes first: what is deleted may have given its own to another.
    ...parts([...live, ...left, ...deleted]).map((some) => query.insert(paths).values(some).onConflictDoNothing()),
  ];
}

/** A new row has no key before it is written. Plain text, since this is part of every other row. */
export function keyOf(id: string): SQL<number> {
  return sql`(select key from posts where id = ${id})`;
}

/** What stays of a post whose text is not known, or not any more. */
export function bareDetails(path: string): object {
  const as = kindOf(path) === 'note' ? ('note' as const) : ('article' as const);
  return emptyDetails({ details: { as, idWritten: false, federate: null } });
}

export function oldAddresses({ id, was }: IdentityEntry, now: Date) {
  return was.map((path) => ({ path, post: keyOf(id), kind: 'old' as const, since: now }));
}

function postOf(entry: IdentityEntry, language: string, now: Date): NewPost {
  const { id, generation, path, address, guid, firstPublished, deleted } = entry;
  const kind = kindOf(path) ?? 'post';
  const slug = address.split('/').findLast((part) => part !== '') ?? id;
  return {
    ...{ id, generation, kind, path, slug, permalink: address, guid, firstPublished, language },
    ...{ state: deleted ? 'deleted' : 'vanished', vanished: deleted?.at ?? now, deleted: deleted?.at ?? null },
    // What its file says comes with the next publish; until then, enough to tell an article from a note.
    ...{ title: kind === 'note' || deleted ? null : slug, body: '', digest: '', date: firstPublished, updated: null },
    details: bareDetails(path),
    ...{ seriesSlug: null, seriesOrder: null, pinned: false, unlisted: false, revision: 0, changed: now },
  };
}

/** Every address that a post has or had for other servers. */
export function objectsOf(entry: IdentityEntry): NewObject[] {
  const kind = kindOf(entry.path) ?? 'post';
  if (kind === 'page') return [];
  const { id, firstPublished, announced } = entry;
  const made = announced === null || announced === 'silent' ? firstPublished : announced.at;
  const objectOf = (generation: number, deleted: Deleted | null): NewObject => ({
    ...{ uri: objectPath(id, generation), kind, post: keyOf(id), generation, made, gone: deleted?.at ?? null },
    state: deleted ? 'gone' : 'alive',
    formerType: deleted?.formerType ?? null,
  });
  return [...entry.earlier.map((one) => objectOf(one.generation, one)), objectOf(entry.generation, entry.deleted)];
}

export function announcementsOf(entry: IdentityEntry): NewAnnouncement[] {
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
