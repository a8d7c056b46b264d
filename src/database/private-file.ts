import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes an empty file that its owner alone may read, and the folders that are missing on its way likewise: what stands
 * in it are private keys. What is there already keeps its rights, since somebody may have given them on purpose.
 * SQLite gives `-wal` and `-shm` the rights of their file.
 */
export function makePrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
