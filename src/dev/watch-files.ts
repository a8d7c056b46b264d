import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { watchContent } from '../content/watch.ts';

/** Calls `changed` when a file of a folder becomes another, one call after the other; the folder need not be there. */
export async function watchFiles(folder: string, changed: () => Promise<void>): Promise<{ close(): Promise<void> }> {
  let last = await stampOf(folder);
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  // A hint says no more than that something may have happened.
  async function look(): Promise<void> {
    const stamp = await stampOf(folder);
    if (isClosed || stamp === last) return;
    last = stamp;
    await changed();
  }

  const watcher = watchContent(folder, () => {
    running = running.then(look);
  });
  return {
    async close() {
      isClosed = true;
      watcher.close();
      await running;
    },
  };
}

async function stampOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  const stamps = files.sort().map(async (file) => {
    const { mtimeMs = 0, size = 0 } = (await stat(file).catch(() => null)) ?? {};
    return `${file} ${mtimeMs} ${size}`;
  });
  return (await Promise.all(stamps)).join('\n');
}
