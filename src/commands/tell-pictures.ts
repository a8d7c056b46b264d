import type { Log } from '../log.ts';
import type { Terminal } from './command.ts';

/** What is told while many pictures are made: a line that changes on a terminal, else a line of the log now and then. */
export interface PictureTeller {
  onPrepared(count: number): void;
  onSizes(progress: { done: number; total: number }): void;
  /** Takes the line away. */
  end(): void;
}

/** Milliseconds: what takes less is not worth a word; and so often at most. */
const pauses = { terminal: 200, log: 5000 };

export function tellPictures(
  { progress, now }: Pick<Terminal, 'progress' | 'now'>,
  log: Pick<Log, 'info'> | null,
): PictureTeller {
  const pause = progress ? pauses.terminal : pauses.log;
  let told = Number.POSITIVE_INFINITY;

  function tell(line: string, details: Record<string, number>): void {
    const time = now().getTime();
    if (told === Number.POSITIVE_INFINITY) told = time;
    if (time - told < pause) return;
    told = time;
    if (progress) progress(line);
    else log?.info(`${line}.`, details);
  }
  function end(): void {
    told = Number.POSITIVE_INFINITY;
    progress?.(null);
  }

  return {
    // How many there will be is not known before all texts are read.
    onPrepared: (count) => tell(`${count} pictures and other files made ready`, { count }),
    onSizes({ done, total }) {
      if (done === total) end();
      else tell(`${done} of ${total} pictures are there in all sizes`, { done, total });
    },
    end,
  };
}
