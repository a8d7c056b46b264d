import process from 'node:process';
import type { Environment } from '../../config/variables.ts';

/** How long a server may take to finish what is under way. */
const patience = 10_000;

/** How often a parent is looked for that may have gone without a word. */
const lookEvery = 1000;

/** Resolves when somebody wants this process to stop: Ctrl+C, a supervisor, a closed terminal. A second wish stops it at once. */
export function untilStopped(environment: Environment): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
    // `npm start` runs us in a shell. When npm is told to end, it ends that shell, which tells us nothing.
    if (environment.npm_lifecycle_event) untilOrphaned(resolve);
  });
}

function untilOrphaned(act: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, lookEvery);
  timer.unref();
}

/** Closes, and goes on after ten seconds even if it is not done. */
export async function closeInTime(close: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([close(), late]);
  clearTimeout(timer);
}
