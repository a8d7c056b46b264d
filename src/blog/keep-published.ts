import type { Clock } from '../clock.ts';
import { watchContent } from '../content/watch.ts';
import { DatabaseError } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Publisher, Report } from './publish.ts';

export interface KeptPublished {
  /** Settled when the folder has been published for the first time. */
  first: Promise<void>;
  /** Stops watching and waits for a publish that is under way. */
  close(): Promise<void>;
}

/**
 * What falls due is looked for at least so often, in milliseconds: a timer knows nothing of a machine that slept, or of a
 * clock that was set.
 */
const longest = 30_000;

/**
 * Keeps the published index as the content folder says, from now until it is closed: when files change, and when
 * something that was scheduled falls due. What goes wrong is logged, and tried again at the next sign.
 */
export function keepPublished({
  folder,
  publisher,
  clock,
  log,
  onReport,
}: {
  folder: string;
  publisher: Publisher;
  clock: Clock;
  log: Log;
  onReport(report: Report): void | Promise<void>;
}): KeptPublished {
  let cancelTimer = (): void => {};
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  async function publish(hint: 'everything' | string[]): Promise<void> {
    try {
      await onReport(await publisher.publish(hint));
    } catch (error) {
      if (error instanceof DatabaseError)
        log.error(`${error.message} Nothing new is published until then; the blog goes on as it was.`);
      else log.error('Publishing failed. The blog goes on as it was; the next change tries again.', { error });
    }
    schedule();
  }

  function schedule(): void {
    cancelTimer();
    const due = publisher.nextDue();
    if (closed || !due) return;
    const left = due.getTime() - clock.now().getTime();
    cancelTimer = clock.after(Math.min(left, longest), () => (due <= clock.now() ? start('everything') : schedule()));
  }

  function start(hint: 'everything' | string[]): void {
    if (closed) return;
    running = Promise.all([running, publish(hint)]).then(() => undefined);
  }

  // Watching begins first, so that no change falls between the two.
  const watcher = watchContent(folder, start);
  start('everything');

  return {
    first: running,
    async close() {
      closed = true;
      cancelTimer();
      watcher.close();
      await running;
    },
  };
}
