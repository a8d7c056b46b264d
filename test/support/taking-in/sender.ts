import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../chance.ts';
import type { Reply } from '../stranger.ts';
import type { Step, Story } from './stories.ts';

/** What became of one activity, as its sender knows it. `abandoned`: no answer came, and it was not sent again. */
export interface Sent {
  fate: 'taken' | 'abandoned';
  /** How often it went out and may have arrived. */
  times: number;
}

export interface Sender {
  /** By the id of the activity. */
  sent: Map<string, Sent>;
  figures: { answers: number; broken: number; refused: Record<string, number> };
  /** How many were answered with 202, and what is called at each of these answers. */
  taken: { count: number; onTaken(): void };
  /** Sends all steps of all stories, so many at once, each story in its order. */
  tell(stories: readonly Story[], connections: number): Promise<void>;
}

/** Whoever gets no answer in that time, in milliseconds, has found a bug. */
const patience = 240_000;
/** How often the same is sent at once, again after its answer, again much later; and how often nobody tries again. */
const shares = { atOnce: 0.03, again: 0.04, later: 0.03, abandoned: 0.15 };

export function createSender({
  chance,
  urls,
  inboxes,
}: {
  chance: Chance;
  urls: readonly string[];
  /** Any of these takes everything. */
  inboxes: readonly string[];
}): Sender {
  const sent: Sender['sent'] = new Map();
  const figures: Sender['figures'] = { answers: 0, broken: 0, refused: {} };
  const taken: Sender['taken'] = { count: 0, onTaken() {} };
  let turn = 0;

  function post({ by, activity }: Step): Promise<Reply> {
    const { stranger, user, scheme, algorithm, address } = by;
    turn += 1;
    return stranger.deliver(chance.pick(inboxes), activity, {
      ...{ by: user, scheme, algorithm },
      through: urls[turn % urls.length] ?? '',
      afterwards: { 'x-forwarded-for': address },
    });
  }

  /** Until there is an answer, as servers do, or nobody tries again. */
  async function deliver(step: Step, mayEnd: boolean): Promise<Sent> {
    const end = Date.now() + patience;
    let last = 'Nothing';
    for (let times = 0; ; ) {
      if (Date.now() > end) throw new Error(`${last}, and no 202, for ${JSON.stringify(step.activity)}`);
      const answer = await post(step).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
      last = typeof answer === 'string' ? answer : `${answer.status} ${answer.text}`;
      if (answer === 'ECONNREFUSED') {
        await pause(20);
        continue;
      }
      times += 1;
      if (typeof answer === 'string') {
        figures.broken += 1;
        if (mayEnd && chance.is(shares.abandoned)) return { fate: 'abandoned', times };
      } else if (answer.status === 202) {
        figures.answers += 1;
        taken.count += 1;
        taken.onTaken();
        return { fate: 'taken', times };
      } else {
        figures.refused[last] = (figures.refused[last] ?? 0) + 1;
      }
      await pause(50);
    }
  }

  function note({ activity }: Step, { fate, times }: Sent): void {
    const known = sent.get(String(activity.id));
    sent.set(String(activity.id), {
      fate: known?.fate === 'taken' ? 'taken' : fate,
      times: times + (known?.times ?? 0),
    });
  }

  const again = async (step: Step): Promise<void> => note(step, await deliver(step, false));

  async function send(step: Step, isTwice: boolean): Promise<void> {
    step.before?.();
    const twice = chance.is(shares.atOnce) ? [again(step)] : [];
    const came = await deliver(step, twice.length === 0);
    note(step, came);
    await Promise.all(twice);
    if (came.fate === 'taken' && (isTwice || chance.is(shares.again))) await again(step);
  }

  return {
    sent,
    figures,
    taken,
    async tell(stories, connections) {
      const open = stories.map((story) => ({ ...story, next: 0 }));
      const over: Step[] = [];
      const work = async (): Promise<void> => {
        for (;;) {
          // Taken out while it is told, so that nobody else goes on with it.
          const [story] = open.length === 0 ? [] : open.splice(chance.under(open.length), 1);
          const step = story?.steps[story.next];
          if (!story || !step) return;
          await send(step, story.isFlood);
          story.next += 1;
          if (story.next < story.steps.length) open.push(story);
          else if (sent.get(String(step.activity.id))?.fate === 'taken') over.push(step);
          if (over.length > 0 && chance.is(shares.later)) await again(chance.pick(over));
        }
      };
      await Promise.all(Array.from({ length: connections }, work));
    },
  };
}
