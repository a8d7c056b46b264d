import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** How often the change number is read, in milliseconds. */
const pause = 1000;

/** Looks for publishes of other processes (a command, another server) from now on; the answer ends it. */
export function followChanges(
  posts: { refresh(): Promise<boolean> },
  { clock, log }: { clock: Clock; log: Log },
): () => void {
  let cancel = (): void => {};
  let ended = false;

  async function look(): Promise<void> {
    try {
      await posts.refresh();
    } catch (error) {
      log.error('The database could not be read. Pages are shown as they were.', { error });
    }
    wait();
  }

  function wait(): void {
    if (!ended) cancel = clock.after(pause, () => void look());
  }

  wait();
  return () => {
    ended = true;
    cancel();
  };
}
