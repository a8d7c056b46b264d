import { dropUnused, keepPicture, peopleWithFaces, picturePath } from '../../conversation/pictures.ts';
import { countUp, readChange } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, inArray, isNull, or, sql } from '../../database/drizzle.ts';
import type { Job } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import type { Guard } from '../guard/guard.ts';
import { choose } from './choose.ts';
import { createFetchPicture, type Fetched, type Small } from './fetch-picture.ts';
import { createWanted, type Face } from './wanted.ts';

/** Makes a picture small; null: it is none that could be shown. */
export interface SmallPictures {
  face(bytes: Buffer): Promise<Small | null>;
  emoji(bytes: Buffer): Promise<Small | null>;
}

/** The work, and the kinds of it that never end. */
export interface Portraits {
  works: Readonly<Record<string, Work>>;
  recurring: string[];
}

export interface PortraitParts {
  database: Pick<Database, 'query' | 'tables'>;
  guard: Pick<Guard, 'get'>;
  /** Without it no picture is fetched. */
  small?: SmallPictures;
  isBlocked(address: URL): Promise<boolean> | boolean;
}

/** The kind of the one job that looks after all of them. */
const portraying = 'portraits';

const [day, week] = [86_400_000, 7 * 86_400_000];
/** So many of either in one pass, and a pass as often as this: 48 a minute at most, 16 of them of one host. */
const [most, pause] = [12, 30_000];
/** So many people are looked at for them: one picture may be that of a whole crowd. */
const mostPeople = 240;
/** A look at everything costs some milliseconds, so without a change of the blog there is one an hour. */
const hour = 3600_000;

/** What the job knows of its last pass. */
interface Known {
  change: number;
  looked: number;
}

/**
 * Fetches the pictures of those who are shown, once a week, and removes them with the last that is shown of anybody.
 * What cannot be shown as a picture is remembered as that for the week; a server that does not answer is asked a day later.
 */
export function createPortraits({ database, guard, small, isBlocked }: PortraitParts): Portraits {
  if (!small) return { works: {}, recurring: [] };
  const { face: makeFace, emoji: makeEmoji } = small;
  const { query: reading, tables } = database;
  const { emoji, people } = tables;
  const wanted = createWanted(database);
  const fetchPicture = createFetchPicture({ guard, isBlocked });

  const madeAt = ({ state }: Fetched, now: Date): Date =>
    new Date(now.getTime() - (state === 'later' ? week - day : 0));

  /** The one picture of all these. */
  async function face(avatar: string, those: readonly Face[], now: Date): Promise<Part> {
    const found = await fetchPicture(avatar, makeFace);
    const portraitMade = madeAt(found, now);
    const keys = those.map(({ key }) => key);
    // Meanwhile they may have got another one.
    const isSame = and(inArray(people.key, keys), eq(people.avatar, avatar));
    // Of a server that does not answer they keep what they have.
    const written = found.state === 'later' ? { portraitMade } : { portraitMade, portrait: pathOf(found, null) };
    return {
      isNews: those.some(({ portrait }) => pathOf(found, portrait) !== portrait),
      steps: (query) => [...keep(query, found, now), query.update(people).set(written).where(isSame)],
    };
  }

  /** Those who have no avatar any more. */
  function faceless(those: readonly Face[], now: Date): Part[] {
    if (those.length === 0) return [];
    const keys = those.map(({ key }) => key);
    const isSame = and(inArray(people.key, keys), isNull(people.avatar));
    const steps: Part['steps'] = (query) => [
      query.update(people).set({ portrait: null, portraitMade: now }).where(isSame),
    ];
    return [{ isNews: true, steps }];
  }

  async function sign(url: string, before: string | null, now: Date): Promise<Part> {
    const found = await fetchPicture(url, makeEmoji);
    const picture = pathOf(found, before);
    const row = { picture, made: madeAt(found, now) };
    return {
      isNews: picture !== before,
      steps: (query) => [
        ...keep(query, found, now),
        query
          .insert(emoji)
          .values({ url, ...row })
          .onConflictDoUpdate({ target: emoji.url, set: row }),
      ],
    };
  }

  const keep = (query: Query, found: Fetched, now: Date): Step[] =>
    found.state === 'made' ? [keepPicture(query, tables, found.picture, now)] : [];

  /** Of custom emoji those to be fetched, with what there is, and those that nothing uses any more. */
  async function signs(
    before: Date,
  ): Promise<{ due: [url: string, picture: string | null][]; isAll: boolean; unused: string[] }> {
    const [all, rows] = await Promise.all([wanted.emoji(), reading.select().from(emoji)]);
    const known = new Map(rows.map((row) => [row.url, row]));
    const due = [...all].filter((url) => (known.get(url)?.made ?? before) <= before);
    const { addresses, isAll } = choose(due, most);
    return {
      due: addresses.map((url) => [url, known.get(url)?.picture ?? null]),
      isAll,
      unused: rows.flatMap(({ url }) => (all.has(url) ? [] : url)),
    };
  }

  const hasPicture = or(sql`${people.portrait} is not null`, sql`${people.portraitMade} is not null`);

  /** Nothing is kept of whom nothing is shown any more. */
  function tidy(query: Query, unused: readonly string[]): Step[] {
    return [
      query
        .update(people)
        .set({ portrait: null, portraitMade: null })
        .where(and(hasPicture, sql`${people.key} not in ${peopleWithFaces(tables)}`)),
      ...(unused.length > 0 ? [query.delete(emoji).where(inArray(emoji.url, unused.slice(0, 500)))] : []),
      dropUnused(query, tables),
    ];
  }

  async function pass({ details }: Pick<Job, 'details'>, now: Date): Promise<Done> {
    const next = new Date(now.getTime() + pause);
    const { change = -1, looked = 0 } = (details ?? {}) as Partial<Known>;
    const current = await readChange(reading, tables);
    if (current === change && now.getTime() - looked < hour) return { effect: null, again: next };
    const before = new Date(now.getTime() - week);
    const [faces, { due, isAll, unused }] = await Promise.all([wanted.faces(before, mostPeople), signs(before)]);
    const crowds = Map.groupBy(faces, ({ avatar }) => avatar);
    const chosen = choose(
      faces.flatMap(({ avatar }) => avatar ?? []),
      most,
    );
    const parts = await Promise.all([
      ...faceless(crowds.get(null) ?? [], now),
      ...chosen.addresses.map((avatar) => face(avatar, crowds.get(avatar) ?? [], now)),
      ...due.map(([url, picture]) => sign(url, picture, now)),
    ]);
    const isNews = parts.some((part) => part.isNews);
    const isOver = isAll && chosen.isAll && faces.length < mostPeople;
    return {
      effect: (query) => [
        ...parts.flatMap(({ steps }) => steps(query)),
        ...tidy(query, unused),
        ...(isNews ? [countUp(query, tables, now)] : []),
      ],
      again: next,
      // Until everything is there the next pass looks again.
      details: { change: isOver ? current : -1, looked: now.getTime() } satisfies Known,
    };
  }

  return { works: { [portraying]: pass }, recurring: [portraying] };
}

/** What one picture comes to. */
interface Part {
  /** Whether pages change by it. */
  isNews: boolean;
  steps(query: Query): Step[];
}

function pathOf(found: Fetched, before: string | null): string | null {
  if (found.state === 'made') return picturePath(found.picture);
  return found.state === 'later' ? before : null;
}
