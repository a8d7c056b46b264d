import type { Known, Remarks } from '../../conversation/remarks.ts';
import type { Query, Step } from '../../database/database.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { People } from '../people/people.ts';
import { lookBelow } from '../threads/below.ts';
import type { Judging, Speaking } from './judging.ts';
import type { Answered } from './places.ts';

/** What becomes of some that waited, as steps, and whether something of them is shown now. */
export interface Outcome {
  steps(query: Query): Step[];
  isShown: boolean;
}

/** So many that waited for one are brought to their post at once; the others come when it is looked for again. */
export const mostAtOnce = 200;

/** What waited for its parent, once that is known. */
export interface Waiting {
  /** Everything that waited below these ids comes to the post, each judged. */
  arrive(parents: readonly string[], post: Answered, now: Date): Promise<Outcome>;
  /** No post is reached: what is addressed to an account stays as a mention, and of the rest nothing is kept. */
  giveUp(known: readonly Known[], now: Date): Promise<Outcome>;
}

export function createWaiting({
  remarks,
  people,
  judging,
  jobs,
}: {
  remarks: Remarks;
  people: Pick<People, 'find' | 'leave'>;
  judging: Judging;
  jobs: Pick<Jobs, 'add'>;
}): Waiting {
  /** Each once, though some answer one another: what waited at the top among them. */
  async function below(parents: readonly string[], top: readonly Known[] = []): Promise<Known[]> {
    const found = new Map(top.map((one) => [one.row.uri, one]));
    for (let level = [...parents]; level.length > 0 && found.size < mostAtOnce; ) {
      const fresh = (await remarks.waitingFor(level, mostAtOnce)).filter(({ row }) => !found.has(row.uri));
      for (const one of fresh.slice(0, mostAtOnce - found.size)) found.set(one.row.uri, one);
      level = fresh.map(({ row }) => row.uri);
    }
    return [...found.values()];
  }

  async function place(known: Known, kind: 'reply' | 'mention', post: Answered | null, now: Date): Promise<Outcome> {
    const { key, state: before } = known.row;
    if (before === 'gone') return post ? lost((query) => [remarks.settleGone(query, key, post.key)]) : lost(() => []);
    const person = known.author === null ? null : await people.find(known.author);
    const verdict = person && (await judging.waiting(known, person, kind, post));
    const { state } = verdict ?? {};
    if (!verdict || !state || state === 'refused') return away(known, person);
    const isBranch = kind === 'reply' && (state === 'shown' || state === 'held');
    return {
      isShown: state === 'shown',
      steps: (query) => [
        ...remarks.settle(query, known, { kind, post: post?.key ?? null }, { ...verdict, state }, now),
        ...(isBranch ? [lookBelow(jobs, query, known.row.uri, now)] : []),
      ],
    };
  }

  function away({ row }: Known, person: Speaking | null): Outcome {
    return {
      isShown: false,
      steps: (query) => [remarks.drop(query, row.key), ...(person ? [people.leave(query, person.uri)] : [])],
    };
  }

  async function giveUpOne(known: Known, now: Date): Promise<Outcome> {
    if (known.row.account !== null || known.row.state === 'gone') return place(known, 'mention', null, now);
    return away(known, known.author === null ? null : await people.find(known.author));
  }

  const arriveAll = async (all: Known[], post: Answered, now: Date): Promise<Outcome> => {
    const outcomes: Outcome[] = [];
    for (const one of all) outcomes.push(await place(one, 'reply', post, now));
    return together(outcomes);
  };

  return {
    arrive: async (parents, post, now) => arriveAll(await below(parents), post, now),
    async giveUp(known, now) {
      const outcomes: Outcome[] = [];
      const uris = known.map(({ row }) => row.uri);
      for (const one of await below(uris, known)) outcomes.push(await giveUpOne(one, now));
      return together(outcomes);
    },
  };
}

function lost(steps: Outcome['steps']): Outcome {
  return { steps, isShown: false };
}

function together(outcomes: readonly Outcome[]): Outcome {
  return {
    isShown: outcomes.some(({ isShown }) => isShown),
    steps: (query) => outcomes.flatMap(({ steps }) => steps(query)),
  };
}
