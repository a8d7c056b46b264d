import type { Database } from '../database/database.ts';
import { and, desc, eq, inArray, ne, or, sql } from '../database/drizzle.ts';
import type { Tables } from '../database/schema.ts';
import { goneName } from './erase/gone-name.ts';
import { loadPseudonym } from './erase/pseudonym.ts';
import { readExtras } from './extras.ts';
import type { Conversations, Counts, KeptRemark, Reaction } from './kept.ts';
import { picturesOf } from './pictures.ts';
import { speakerColumns, toSpeaker } from './speaker.ts';
import { threadElsewhere } from './thread-elsewhere.ts';

/** Both engines count the values of one statement. */
const batch = 500;

/** What of the conversation may be shown, as the rest of the blog reads it. */
export function createConversations(database: Pick<Database, 'query' | 'tables'>): Conversations {
  const { query, tables } = database;
  const { remarks, reactions, people, hosts, posts } = tables;
  const columns = { remark: remarks, speaker: speakerColumns(tables) };

  const selectRemarks = () =>
    query
      .select(columns)
      .from(remarks)
      .leftJoin(people, eq(people.key, remarks.person))
      .leftJoin(hosts, eq(hosts.key, people.host));

  const selectHidden = (post: number) =>
    query
      .select({ uri: remarks.uri, parent: remarks.parent })
      .from(remarks)
      .where(and(eq(remarks.post, post), ne(remarks.state, 'shown')));

  const selectReactions = () =>
    query
      .select({
        kind: reactions.kind,
        slot: reactions.slot,
        picture: reactions.picture,
        speaker: speakerColumns(tables),
      })
      .from(reactions)
      .innerJoin(people, eq(people.key, reactions.person))
      .innerJoin(hosts, eq(hosts.key, people.host));

  return {
    async of(post, part) {
      const isOne = part && inArray(remarks.key, [...part.replies]);
      const isAsked = part?.isFirst ? or(ne(remarks.kind, 'reply'), isOne) : isOne;
      const [shown, others, reacted] = await Promise.all([
        selectRemarks().where(and(eq(remarks.post, post), eq(remarks.state, 'shown'), isAsked)),
        part ? [] : selectHidden(post),
        part?.isFirst === false
          ? []
          : selectReactions()
              .where(and(eq(reactions.post, post), eq(reactions.state, 'shown')))
              .orderBy(reactions.key),
      ]);
      const said = shown.map(toRemark);
      const done = reacted.flatMap(({ kind, slot, picture, speaker }) => {
        const by = toSpeaker(speaker);
        const emoji = kind === 'like' && slot !== '' ? slot : null;
        return by ? { kind, reaction: { speaker: by, emoji, picture } } : [];
      });
      const elsewhere = [...said.flatMap(({ emoji }) => Object.values(emoji)), ...done.map(pictureOf)];
      const of = (wanted: 'like' | 'boost'): Reaction[] =>
        done.filter(({ kind }) => kind === wanted).map(({ reaction }) => reaction);
      return {
        replies: said.filter(({ kind }) => kind === 'reply'),
        hidden: new Map([
          ...others.map(({ uri, parent }): [string, string | null] => [uri, parent]),
          ...(part ? [] : await wayPastGone(database, answeredByUs(said), others)),
        ]),
        quotes: said.filter(({ kind }) => kind === 'quote'),
        likes: of('like'),
        boosts: oncePerPerson(of('boost')),
        pictures: await picturesOf({ query, tables }, new Set(elsewhere.filter((url) => url !== null))),
      };
    },

    async outline(post) {
      const [shown, others] = await Promise.all([
        query
          .select({
            ...{ key: remarks.key, uri: remarks.uri, parent: remarks.parent, published: remarks.published },
            size: sizeOnPage(tables).mapWith(Number),
            ...{ person: remarks.person, account: remarks.account },
          })
          .from(remarks)
          .where(and(eq(remarks.post, post), eq(remarks.state, 'shown'), eq(remarks.kind, 'reply'))),
        selectHidden(post),
      ]);
      const ours = answeredByUs(shown.map((row) => ({ ...row, speaker: row.person })));
      const hidden = new Map(others.map(({ uri, parent }): [string, string | null] => [uri, parent]));
      for (const [uri, parent] of await wayPastGone(database, ours, others)) hidden.set(uri, parent);
      return {
        replies: shown.map(({ key, uri, parent, published, size }) => ({ key, uri, parent, published, size })),
        hidden,
      };
    },

    elsewhere: async (post) => (await threadElsewhere(database, post))?.address ?? null,

    async counts(keys) {
      const counts = new Map(
        keys.map((key): [number, Counts] => [key, { replies: 0, likes: 0, boosts: 0, quotes: 0 }]),
      );
      for (let start = 0; start < keys.length; start += batch) {
        const some = keys.slice(start, start + batch);
        const [said, done] = await Promise.all([
          query
            .select({ post: remarks.post, kind: remarks.kind, count: sql<string>`count(*)` })
            .from(remarks)
            .where(and(inArray(remarks.post, some), eq(remarks.state, 'shown')))
            .groupBy(remarks.post, remarks.kind),
          query
            .select({
              post: reactions.post,
              kind: reactions.kind,
              count: sql<string>`count(distinct ${reactions.person})`,
            })
            .from(reactions)
            .where(and(inArray(reactions.post, some), eq(reactions.state, 'shown')))
            .groupBy(reactions.post, reactions.kind),
        ]);
        for (const { post, kind, count } of [...said, ...done]) {
          const found = post === null ? undefined : counts.get(post);
          const name = counted[kind];
          if (found && name) found[name] = Number(count);
        }
      }
      return counts;
    },

    async newest(limit, post) {
      const rows = await selectRemarks()
        .innerJoin(posts, and(eq(posts.key, remarks.post), eq(posts.state, 'live')))
        .where(
          and(
            eq(remarks.state, 'shown'),
            inArray(remarks.kind, ['reply', 'quote']),
            post === undefined ? undefined : eq(remarks.post, post),
          ),
        )
        .orderBy(desc(remarks.received), desc(remarks.key))
        .limit(limit);
      return rows.map(toRemark);
    },
  };
}

const counted: Record<string, keyof Counts> = { reply: 'replies', quote: 'quotes', like: 'likes', boost: 'boosts' };

type Row = Parameters<typeof toSpeaker>[0];
type RemarkRow = Tables['remarks']['$inferSelect'];

/** A row as the rest of the blog knows it. */
export function toRemark({ remark, speaker }: { remark: RemarkRow; speaker: Row }): KeptRemark {
  const { key, uri, kind, state, visibility, account, post, parent, url, title, warning, html, language } = remark;
  const { published, updated, received } = remark;
  const { media, emoji } = readExtras(remark.extras);
  return {
    ...{ key, uri, kind, state, visibility, account, post, parent, url, title, warning, html, language },
    ...{ speaker: toSpeaker(speaker), media, emoji, published, updated, received },
  };
}

function pictureOf({ reaction }: { reaction: Reaction }): string | null {
  return reaction.picture;
}

function oncePerPerson(reactions: Reaction[]): Reaction[] {
  return [...new Map(reactions.map((reaction) => [reaction.speaker.uri, reaction])).values()];
}

/** What answers of the blog's own name as what they answer. */
function answeredByUs(said: readonly { speaker: unknown; account: string | null; parent: string | null }[]): string[] {
  return said.flatMap(({ account, speaker, parent }) =>
    speaker === null && account !== null && parent !== null ? [parent] : [],
  );
}

/** The markup of a custom emoji takes some 200 bytes, and no more than forty of a text are shown as pictures. */
function sizeOnPage({ remarks: { html, title, warning, extras } }: Tables) {
  const bytes = (text: unknown) => sql`octet_length(coalesce(${text}, ''))`;
  const colons = sql`(length(coalesce(${html}, '')) - length(replace(coalesce(${html}, ''), ':', '')))`;
  return sql<number>`${bytes(html)} + ${bytes(title)} + ${bytes(warning)} + ${bytes(sql`cast(${extras} as text)`)}
    + 100 * (case when ${colons} > 80 then 80 else ${colons} end)`;
}

/**
 * What is gone has a keyed hash for its address, and so has the parent of whatever answers it. But answers of the blog's own
 * go on naming what they answered: for those the way leads on by both names.
 */
async function wayPastGone(
  database: Pick<Database, 'query' | 'tables'>,
  parents: readonly string[],
  others: readonly { uri: string; parent: string | null }[],
): Promise<[string, string | null][]> {
  if (parents.length === 0) return [];
  const pseudonym = await loadPseudonym(database);
  const above = new Map(others.map(({ uri, parent }) => [uri, parent]));
  return parents.flatMap((parent): [string, string | null][] => {
    const name = goneName(pseudonym, parent);
    return above.has(name) ? [[parent, above.get(name) ?? null]] : [];
  });
}
