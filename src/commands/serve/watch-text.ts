import { readFileSync, unwatchFile, watchFile } from 'node:fs';

const interval = 1000;

/**
 * Calls `changed` each time the text of a file has become another than it was when this was called. Keeps no process alive.
 * `start` begins, so that what happened in between is not missed; `stop` ends it.
 */
export function watchText(file: string): { start(changed: () => void): void; stop(): void } {
  let last = read(file);
  let look = (): void => {};
  return {
    start(changed) {
      look = () => {
        const text = read(file);
        // Touched, or gone while an editor replaces it: nothing was said yet.
        if (text === null || text === last) return;
        last = text;
        changed();
      };
      watchFile(file, { interval, persistent: false }, look);
      look();
    },
    stop: () => unwatchFile(file, look),
  };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
