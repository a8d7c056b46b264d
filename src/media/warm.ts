import type { Medium } from '../content/post.ts';
import { sizesOf } from '../content/sizes.ts';
import type { Log } from '../log.ts';
import type { Sizes } from './sized.ts';

/** How far a row of pictures is. */
export interface Progress {
  done: number;
  total: number;
}

/** Makes the sizes of pictures before readers ask for them. */
export interface Warmer {
  /** There may be new pictures. */
  look(): void;
  /** Ends with the picture that is under way. */
  close(): Promise<void>;
}

/**
 * One after the other, in the background: of the two pictures that are made at a time, one is left to readers, and they go
 * first.
 */
export function createWarmer({
  sizes,
  shown,
  onProgress = () => {},
  log,
}: {
  sizes: Pick<Sizes, 'open' | 'isThere' | 'isHindered' | 'problems'>;
  /** The pictures of what is published. */
  shown(): Promise<Medium[]>;
  onProgress?(progress: Progress): void;
  log: Pick<Log, 'error' | 'warn'>;
}): Warmer {
  const whole = new Set<string>();
  let running: Promise<void> | null = null;
  let isNew = false;
  let closed = false;

  async function run(): Promise<void> {
    while (isNew && !closed && !sizes.isHindered()) {
      isNew = false;
      const lacking = await findLacking();
      for (const [done, medium] of lacking.entries()) {
        onProgress({ done, total: lacking.length });
        if (await make(medium)) continue;
        onProgress({ done: lacking.length, total: lacking.length });
        if (!closed) await complain();
        return;
      }
      if (lacking.length > 0) onProgress({ done: lacking.length, total: lacking.length });
    }
  }

  /** Nothing is published just now, and nobody would look for what is wrong. */
  async function complain(): Promise<void> {
    for (const { path, what, mend } of await sizes.problems()) log.warn(`${path}  ${what} ${mend}`);
  }

  async function findLacking(): Promise<Medium[]> {
    const lacking: Medium[] = [];
    for (const medium of await shown()) {
      if (whole.has(medium.hash)) continue;
      const made = await Promise.all(sizesOf(medium).map((size) => sizes.isThere(medium, size)));
      if (made.every(Boolean)) whole.add(medium.hash);
      else lacking.push(medium);
    }
    return lacking;
  }

  /** False: it is of no use to go on. */
  async function make(medium: Medium): Promise<boolean> {
    for (const size of sizesOf(medium)) {
      if (closed || sizes.isHindered()) return false;
      await sizes.open(medium, size, false);
    }
    // Also where it could not be made: it would fail each time.
    if (!sizes.isHindered()) whole.add(medium.hash);
    return true;
  }

  return {
    look() {
      isNew = true;
      running ??= run()
        .catch((error: unknown) => log.error('Sizes of pictures could not be made.', { error }))
        .finally(() => {
          running = null;
        });
    },
    async close() {
      closed = true;
      await running;
    },
  };
}
