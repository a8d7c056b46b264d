import type { Config } from '../../config.ts';
import { expectedFailure } from '../failure.ts';

/** Milliseconds after a change: pages come first. */
const pause = 300;

/** Says what publishing would send to followers now, as `postern plan` finds it out: nothing is written, and nobody is asked. */
export interface DryRun {
  /** Something may have changed: it is looked at before long, and said where it differs. */
  soon(): void;
  close(): Promise<void>;
}

export function createDryRun(config: Config, { now, say }: { now(): Date; say(lines: string[]): void }): DryRun {
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function look(): Promise<void> {
    if (isClosed) return;
    const lines = await foresee(config, now()).catch((error: unknown) => [
      expectedFailure(error) ?? `What would be sent could not be found out: ${error}`,
    ]);
    const text = lines.join('\n');
    if (text === last || isClosed) return;
    last = text;
    say(lines);
  }

  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(look);
      }, pause);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function foresee(config: Config, now: Date): Promise<string[]> {
  const { openTrial } = await import('../plan/open-trial.ts');
  const { makePlan } = await import('../plan/make-plan.ts');
  const { planLines } = await import('../plan/plan-lines.ts');
  const room = await openTrial(config, now);
  try {
    return planLines(await makePlan(room), config.site, { all: false, isBrief: true });
  } finally {
    await room.close();
  }
}
