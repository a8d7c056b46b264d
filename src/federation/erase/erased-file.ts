import { appendFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Erased } from '../../conversation/erase/replay.ts';
import { makePrivately } from '../../database/private-file.ts';

/** A list that is only ever added to: one line for each thing that was erased. */
export interface ErasedFile {
  path: string;
  /** Its entries that were made with this key; and how many were not. */
  read(key: string): Promise<{ entries: Erased[]; foreign: number }>;
  add(key: string, entries: readonly Erased[]): Promise<void>;
}

const head = `# What was erased, by keyed hashes: instant, key, hash. Keep it apart from backups of the database, and let it lie
# beside a database that you restore: when Postern starts, it erases again what is in this list and not in that database.
`;
const form = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([\w-]{12}) ([\w-]{43})$/;

/** Where the list is: beside the database, or in the blog's own folder where that is elsewhere. */
export function erasedPath({ site, place }: Pick<Config, 'site' | 'place'>): string | null {
  if (place.database === ':memory:') return null;
  const isServer = /^postgres(ql)?:/.test(place.database);
  return join(isServer ? join(site.folder, 'data') : dirname(place.database), 'erased.txt');
}

export function openErasedFile(path: string): ErasedFile {
  return {
    path,
    async read(key) {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      const lines = text.split('\n').flatMap((line) => {
        const [, at, by, hash] = form.exec(line) ?? [];
        return at && by && hash ? [{ at: new Date(at), by, hash }] : [];
      });
      const own = lines.filter(({ by }) => by === key);
      return { entries: own.map(({ at, hash }) => ({ at, hash })), foreign: lines.length - own.length };
    },
    async add(key, entries) {
      if (entries.length === 0) return;
      const before = await readFile(path, 'utf8').catch(() => '');
      makePrivately(path);
      const lines = entries.map(({ at, hash }) => `${at.toISOString()} ${key} ${hash}\n`).join('');
      // A line that was cut off by a full disk ends here.
      const start = before === '' ? head : before.endsWith('\n') ? '' : '\n';
      await appendFile(path, start + lines);
    },
  };
}
