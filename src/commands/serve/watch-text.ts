import { readFileSync, unwatchFile, watchFile } from 'node:fs';

const interval = 1000;

/** Calls `changed` each time the text of a file has become another. The answer ends it. Keeps no process alive. */
export function watchText(file: string, changed: () => void): () => void {
  let last = read(file);
  const look = (): void => {
    const text = read(file);
    // Touched, or gone while an editor replaces it: nothing was said yet.
    if (text === null || text === last) return;
    last = text;
    changed();
  };
  watchFile(file, { interval, persistent: false }, look);
  return () => unwatchFile(file, look);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
