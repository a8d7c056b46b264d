import type { Database } from '../../../src/database/database.ts';
import { eq, ne } from '../../../src/database/drizzle.ts';
import type { Json } from '../stranger.ts';
import { type Holds, holdsNothing } from './model.ts';

/** What is in a database of all that came. */
export interface Seen extends Holds {
  /** How often each Follow and QuoteRequest was answered, by its id. */
  answers: Map<string, number>;
  /** Complaints that were only counted, since their server had too many. */
  counted: number;
  /** Remarks of which more than one thing was decided, though their words alone changed. */
  decidedTwice: string[];
  /** By the id of the post: replies, and how many people like and boost it. */
  posts: Map<string, Counts>;
}

export type Counts = Record<'replies' | 'likes' | 'boosts', number>;

/** Reads what is there. What is there in another state than these stories lead to is so named. */
export async function see({ query, tables }: Database): Promise<Seen> {
  const { activities, decisions, followers, people, posts, reactions, remarks, reports, settings, stamps } = tables;
  const seen: Seen = { ...holdsNothing(), answers: new Map(), counted: 0, decidedTwice: [], posts: new Map() };

  const following = await query
    .select({ state: followers.state, uri: people.uri, name: people.name })
    .from(followers)
    .innerJoin(people, eq(people.key, followers.person));
  for (const { uri, name, state } of following) seen.followers.set(uri, state === 'accepted' ? name : state);

  const said = await query.select().from(remarks).where(ne(remarks.state, 'gone'));
  for (const { uri, html, state } of said) seen.texts.set(uri, state === 'shown' ? (html ?? '') : state);
  const done = await query.select().from(reactions).where(ne(reactions.state, 'undone'));
  for (const { uri, state } of done) seen.reactions.add(state === 'shown' ? uri : `${uri} ${state}`);
  for (const { uri } of await query.select().from(reports)) seen.reports.add(uri ?? 'by a reader');
  const [counter] = await query.select().from(settings).where(eq(settings.name, 'reports:counted'));
  seen.counted = Number(counter?.value ?? 0);
  for (const { object, state } of await query.select().from(stamps)) if (state === 'given') seen.quotes.add(object);

  const accepts = await query.select().from(activities).where(eq(activities.type, 'Accept'));
  for (const { json } of accepts) {
    const { object } = JSON.parse(json ?? '{}') as { object?: Json };
    const id = String(object?.id);
    seen.answers.set(id, (seen.answers.get(id) ?? 0) + 1);
  }
  const decided = new Map<number, number>();
  for (const { remark } of await query.select().from(decisions)) decided.set(remark, (decided.get(remark) ?? 0) + 1);
  seen.decidedTwice = said.filter(({ key }) => (decided.get(key) ?? 0) > 1).map(({ uri }) => uri);
  for (const { id, key } of await query.select().from(posts)) {
    const people = (kind: string) =>
      new Set(done.flatMap((one) => (one.post === key && one.kind === kind ? one.person : [])));
    const replies = said.filter((one) => one.post === key && one.kind === 'reply').length;
    seen.posts.set(id, { replies, likes: people('like').size, boosts: people('boost').size });
  }
  return seen;
}

/** Only what is about some actors, remarks and activities, by their ids. */
export function about({ followers, texts, reactions, reports, quotes }: Seen, ids: ReadonlySet<string>): Holds {
  const ofMap = (part: ReadonlyMap<string, string>) => new Map([...ids].flatMap((id) => of(part, id)));
  const ofSet = (part: ReadonlySet<string>) => new Set([...ids].filter((id) => part.has(id)));
  const of = (part: ReadonlyMap<string, string>, id: string): [string, string][] => {
    const value = part.get(id);
    return value === undefined ? [] : [[id, value]];
  };
  return {
    followers: ofMap(followers),
    texts: ofMap(texts),
    reactions: ofSet(reactions),
    reports: ofSet(reports),
    quotes: ofSet(quotes),
  };
}
