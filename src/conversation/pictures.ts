import { createHash } from 'node:crypto';
import type { Database, Query, Step } from '../database/database.ts';
import { and, eq, inArray, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';

/** So many faces stand in a row; the others are named, or counted. */
export const mostFaces = 30;

/** Small enough for the database, so that every process which serves pages has them, on whichever machine. */
interface Small {
  bytes: Buffer;
  width: number;
  height: number;
}

const keyOf = (hash: string): string => `picture:${hash}`;

/** Where a small picture is served, relative to the blog's address: named by its content and its size in pixels. */
export function picturePath({ bytes, width, height }: Small): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return `/media/${hash}/${width}x${height}.webp`;
}

/** The size that an address of `picturePath` says. */
export function sizeOf(path: string): { width: number; height: number } {
  const [, width = 1, height = 1] = /\/(\d+)x(\d+)\.webp$/.exec(path) ?? [];
  return { width: Number(width), height: Number(height) };
}

/** The step that keeps a small picture. */
export function keepPicture(query: Query, { caches }: Tables, picture: Small, now: Date): Step {
  const key = keyOf(picturePath(picture).split('/')[2] ?? '');
  return query
    .insert(caches)
    .values({ key, value: picture.bytes.toString('base64'), stored: now })
    .onConflictDoNothing();
}

/** The step that drops every small picture to which neither a person nor an emoji refers. */
export function dropUnused(query: Query, { caches, people, emoji }: Tables): Step {
  // `/media/` is before the hash in an address, `picture:` in a key.
  const used = sql`(select substr(${people.portrait}, 8, 32) from ${people} where ${people.portrait} is not null
    union select substr(${emoji.picture}, 8, 32) from ${emoji} where ${emoji.picture} is not null)`;
  return query
    .delete(caches)
    .where(and(sql`${caches.key} like 'picture:%'`, sql`substr(${caches.key}, 9) not in ${used}`));
}

/** What is served of them: a face while something of that person is shown, an emoji while something uses it. */
export function createPictures({ query, tables }: Pick<Database, 'query' | 'tables'>): {
  open(hash: string, name: string): Promise<Buffer | null>;
} {
  const { caches, emoji, people, posts, reactions, remarks } = tables;
  const isLive = (post: typeof remarks.post | typeof reactions.post) =>
    sql`exists (select 1 from ${posts} where ${posts.key} = ${post} and ${posts.state} = 'live')`;

  async function isShown(path: string): Promise<boolean> {
    const [used] = await query.select({ url: emoji.url }).from(emoji).where(eq(emoji.picture, path)).limit(1);
    if (used) return true;
    const some = await query
      .select({ key: people.key })
      .from(people)
      .where(
        and(
          eq(people.portrait, path),
          sql`(exists (select 1 from ${remarks} where ${remarks.person} = ${people.key}
              and ${remarks.state} = 'shown' and ${isLive(remarks.post)})
            or exists (select 1 from ${reactions} where ${reactions.person} = ${people.key}
              and ${reactions.state} = 'shown' and ${isLive(reactions.post)}))`,
        ),
      )
      .limit(1);
    return some.length > 0;
  }

  return {
    async open(hash, name) {
      // Most of what strangers ask for ends here, by the primary key.
      const [kept] = await query
        .select({ value: caches.value })
        .from(caches)
        .where(eq(caches.key, keyOf(hash)));
      return kept && (await isShown(`/media/${hash}/${name}`)) ? Buffer.from(kept.value, 'base64') : null;
    },
  };
}

/** The keys of the people who are shown with a face, as a sub-select: who wrote a shown reply, and who stands in a row. */
export function peopleWithFaces({ people, posts, reactions, remarks }: Tables) {
  const live = sql`(select ${posts.key} from ${posts} where ${posts.state} = 'live')`;
  const found = sql`(select ${people.key} from ${people} where ${people.isDiscoverable})`;
  // A crowd that likes a post costs no more than the row that is shown of it.
  return sql`(select ${remarks.person} from ${remarks} where ${remarks.state} = 'shown' and ${remarks.person} is not null
      and ${remarks.post} in ${live} and (${remarks.kind} = 'reply' or (${remarks.kind} = 'quote' and ${remarks.person} in ${found}))
    union select ranked.person from (
      select ${reactions.person} as person,
        row_number() over (partition by ${reactions.post}, ${reactions.kind} order by min(${reactions.key})) as place
      from ${reactions} where ${reactions.state} = 'shown' and ${reactions.post} in ${live} and ${reactions.person} in ${found}
      group by ${reactions.post}, ${reactions.kind}, ${reactions.person}) as ranked
    where ranked.place <= ${mostFaces})`;
}

/** Both engines count the values of one statement. */
const batch = 500;

/** The pictures that were made of custom emoji, by their URLs: addresses relative to the blog's. */
export async function picturesOf(
  { query, tables: { emoji } }: Pick<Database, 'query' | 'tables'>,
  urls: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const all = [...urls];
  const found = new Map<string, string>();
  for (let start = 0; start < all.length; start += batch) {
    const rows = await query
      .select({ url: emoji.url, picture: emoji.picture })
      .from(emoji)
      .where(inArray(emoji.url, all.slice(start, start + batch)));
    for (const { url, picture } of rows) if (picture !== null) found.set(url, picture);
  }
  return found;
}
