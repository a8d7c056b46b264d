import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Asked, Told } from './worker.ts';

/** A process that tries checks one after the other; a fresh one takes its place when it hangs, dies or has grown. */
export interface Warm {
  /** What `worker.ts` tells; null also where it has come to no end. */
  ask(asked: Asked): Promise<Told['noticed']>;
  end(): void;
}

/** Milliseconds without an answer. Nothing follows from it: the same is tried by vitest. */
const patience = 240_000;
/** Bytes. */
const most = 1_500_000_000;

/** @param copy of the project, in which it runs. */
export function createWarm(copy: string): Warm {
  let worker: ChildProcess | null = null;

  async function started(): Promise<ChildProcess> {
    if (worker) return worker;
    const made = fork(join(copy, 'test/mutate/warm/worker.ts'), [], { cwd: copy, stdio: 'ignore' });
    made.on('exit', () => {
      if (worker === made) worker = null;
    });
    worker = made;
    await once(made, 'message');
    return made;
  }

  function end(): void {
    worker?.kill('SIGKILL');
    worker = null;
  }

  async function ask(asked: Asked): Promise<Told['noticed']> {
    const asking = await started();
    asking.send(asked);
    const told = await answerOf(asking);
    if (told === null || told.memory > most) end();
    return told?.noticed ?? null;
  }

  return { ask, end };
}

/** Null: it died, or says nothing. */
function answerOf(worker: ChildProcess): Promise<Told | null> {
  return new Promise((resolve) => {
    const finish = (told: Told | null): void => {
      clearTimeout(timer);
      worker.off('message', hear);
      worker.off('exit', die);
      resolve(told);
    };
    const hear = (told: unknown): void => finish(told as Told);
    const die = (): void => finish(null);
    const timer = setTimeout(die, patience);
    worker.on('message', hear);
    worker.on('exit', die);
  });
}
