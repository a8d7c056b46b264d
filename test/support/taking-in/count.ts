import SqliteFile from 'better-sqlite3';
import { openDatabase } from '../../../src/database/database.ts';
import type { Json } from '../stranger.ts';
import { afterAll, type Holds, holdsNothing, written } from './model.ts';
import type { Pages } from './pages.ts';
import { about, type Seen, see } from './seen.ts';
import type { Sent } from './sender.ts';
import type { Story } from './stories.ts';

/** What is there, against what had to be. Each list is empty where all is well; its lines say what is wrong. */
export interface Count {
  /** Stories of which less is there than was answered with 202, or something else. */
  lost: string[];
  /** What is there, or was answered, more often than it was sent. */
  doubled: string[];
  /** What is there and was never sent. */
  unsent: string[];
  /** Numbers on pages that are not those of the database. */
  miscounted: string[];
  /** What SQLite says of its file: `ok`. */
  integrity: string;
  /** How much is there, by what it is. */
  kept: Record<keyof Holds, number>;
}

interface Came {
  sent: ReadonlyMap<string, Sent>;
  stories: readonly Story[];
  pages: Pages;
}

export async function count(address: string, { sent, stories, pages }: Came): Promise<Count> {
  const database = await openDatabase(address);
  try {
    const seen = await see(database);
    const idsOf = new Map(stories.map((story) => [story, subjectsOf(story)]));
    const { followers, texts, reactions, reports, quotes } = seen;
    const sizes = { followers, texts, reactions, reports, quotes };
    return {
      lost: [
        ...stories
          .filter(({ isFlood }) => !isFlood)
          .flatMap((story) => compare(story, sent, about(seen, idsOf.get(story) ?? new Set()))),
        ...unanswered(seen, stories, sent),
      ],
      doubled: [...seen.decidedTwice, ...answeredTooOften(seen, sent), ...miscountedFlood(seen, stories, sent)],
      unsent: unsentIn(seen, new Set([...idsOf.values()].flatMap((ids) => [...ids]))),
      miscounted: miscounted(seen, pages),
      integrity: database.engine === 'sqlite' ? integrityOf(address) : 'ok',
      kept: Object.fromEntries(Object.entries(sizes).map(([name, { size }]) => [name, size])) as Count['kept'],
    };
  } finally {
    await database.close();
  }
}

/** Every id that a story is about: of activities, of what they carry, and of people. */
function subjectsOf({ steps }: Story): Set<string> {
  return new Set(
    steps.flatMap(({ activity }) => {
      const { id, actor, object, instrument } = activity as Json & { object: Json; instrument?: Json };
      return [id, actor, object?.id, instrument?.id].filter((one) => typeof one === 'string');
    }),
  );
}

/** Whatever nobody got an answer to may have been taken in, or not. */
function compare({ steps }: Story, sent: ReadonlyMap<string, Sent>, holds: Holds): string[] {
  const actors = new Set(steps.map(({ by }) => by.user.id));
  const own = new Set(steps.flatMap(({ activity }) => [String(activity.id), String((activity.object as Json).id)]));
  let possible: Json[][] = [[]];
  for (const { activity } of steps) {
    const taken = possible.map((before) => [...before, activity]);
    possible = sent.get(String(activity.id))?.fate === 'abandoned' ? [...possible, ...taken] : taken;
  }
  const isFollowing = steps.some(({ activity }) => activity.type === 'Follow');
  // Whom a story does not let follow, another may.
  const there = { ...holds, followers: isFollowing ? holds.followers : holdsNothing().followers };
  const expected = possible.map((activities) => written(afterAll(activities)));
  if (expected.includes(written(there))) return [];
  return [`${[...actors][0]} ${[...own][0]}: ${written(there)}, not ${expected.join(' or ')}`];
}

function answeredTooOften({ answers }: Seen, sent: ReadonlyMap<string, Sent>): string[] {
  return [...answers].flatMap(([id, times]) => {
    const most = sent.get(id)?.times ?? 0;
    return times > most ? [`${id} was answered ${times} times, and sent ${most} times`] : [];
  });
}

/** What was taken in is answered; of whoever is gone that is forgotten with all else. */
function unanswered({ answers }: Seen, stories: readonly Story[], sent: ReadonlyMap<string, Sent>): string[] {
  const isGone = ({ steps }: Story) =>
    steps.some(({ activity }) => activity.object === activity.actor && activity.type === 'Delete');
  const wanted = stories
    .filter((story) => !isGone(story))
    .flatMap(({ steps }) => steps.map(({ activity }) => activity));
  return wanted.flatMap(({ id, type }) => {
    const wants = type === 'Follow' || type === 'QuoteRequest';
    return wants && sent.get(String(id))?.fate === 'taken' && !answers.has(String(id)) ? [`${id} has no answer`] : [];
  });
}

/** The complaints of one server: kept, or counted, each once. */
function miscountedFlood(
  { reports, counted }: Seen,
  stories: readonly Story[],
  sent: ReadonlyMap<string, Sent>,
): string[] {
  const all = stories
    .filter(({ isFlood }) => isFlood)
    .flatMap(({ steps }) => steps.map(({ activity }) => String(activity.id)));
  const least = all.filter((id) => sent.get(id)?.fate === 'taken').length;
  const there = counted + all.filter((id) => reports.has(id)).length;
  return there >= least && there <= all.length ? [] : [`${there} complaints of ${least} to ${all.length}`];
}

function unsentIn(seen: Seen, ids: ReadonlySet<string>): string[] {
  const { followers, texts, reactions, reports, quotes } = seen;
  const all = [...followers.keys(), ...texts.keys(), ...reactions, ...reports, ...quotes];
  return all.filter((id) => !ids.has(id));
}

function miscounted(seen: Seen, pages: Pages): string[] {
  const wrong = (name: string, shown: number, right: number | undefined): string[] =>
    shown === right ? [] : [`${name}: ${shown} are shown, and ${right} are there`];
  return [
    ...wrong('followers', pages.followers, seen.followers.size),
    ...[...pages.posts].flatMap(([id, { shown, ...totals }]) => [
      ...wrong(`replies on the page of ${id}`, shown, seen.posts.get(id)?.replies),
      ...(['replies', 'likes', 'boosts'] as const).flatMap((what) =>
        wrong(`${what} of ${id}`, totals[what], seen.posts.get(id)?.[what]),
      ),
    ]),
  ];
}

function integrityOf(path: string): string {
  const file = new SqliteFile(path, { readonly: true });
  const said = file.pragma('integrity_check', { simple: true });
  file.close();
  return String(said);
}
