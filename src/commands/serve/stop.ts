import process from 'node:process';

/** How long a server may take to finish what is under way. */
const patience = 10_000;

/** Resolves when somebody wants this process to stop: Ctrl+C, a supervisor, a closed terminal. A second wish stops it at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
  });
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
