import { readFile } from 'node:fs/promises';

/** What left a server under watch-exits.ts. */
export interface Exits {
  /** Whom it reached for since the last time this was asked, but for the servers that it may always reach. */
  fresh(): Promise<string[]>;
  /** Everybody whom it reached for so far. */
  all(): Promise<string[]>;
}

/** @param file that the watcher writes. @param allowed `127.0.0.1:40123`: servers that count what they are asked themselves. */
export function createExits(file: string, allowed: string[]): Exits {
  let read = 0;
  const all = async (): Promise<string[]> => (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return {
    all,
    async fresh() {
      const lines = await all();
      const fresh = lines.slice(read);
      read = lines.length;
      return fresh.filter((line) => !allowed.includes(line));
    },
  };
}
