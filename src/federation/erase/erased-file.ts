import { appendFile, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Erased } from '../../conversation/erase/replay.ts';
import { makePrivately } from '../../database/private-file.ts';
import type { ListedBlock } from './blocked-list.ts';

/** A list that is only ever added to: one line for each thing that was erased, or block that was made or taken back. */
export interface ErasedFile {
  path: string;
  /** Its entries that were made with this key; and how many were not. */
  read(key: string): Promise<Listed>;
  add(key: string, entries: readonly (Erased | ListedBlock)[]): Promise<void>;
}

/** What stands in it, in its order. */
export interface Listed {
  entries: Erased[];
  blocks: ListedBlock[];
  foreign: number;
}

const head = `# What was erased and who was blocked, people by keyed hashes: instant, key, what. Keep it apart from backups of the
# database, and let it lie beside a database that you restore: when Postern starts, it erases again what is in this list and
# not in that database, and blocks hold again.
`;
const form = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([\w-]{12}) (?:([\w-]{43})|(block|unblock) (\S+))$/;

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
      const listed: Listed = { entries: [], blocks: [], foreign: 0 };
      for (const line of text.split('\n')) {
        const [, instant = '', by, hash, word, name] = form.exec(line) ?? [];
        const at = new Date(instant);
        if (by === undefined || Number.isNaN(at.getTime())) continue;
        if (by !== key) listed.foreign += 1;
        else if (hash !== undefined) listed.entries.push({ at, hash });
        else if (name !== undefined) listed.blocks.push({ at, name, isBlocked: word === 'block' });
      }
      return listed;
    },
    async add(key, entries) {
      if (entries.length === 0) return;
      const last = await lastOf(path);
      makePrivately(path);
      const lines = entries.map((one) => `${one.at.toISOString()} ${key} ${wordsOf(one)}\n`).join('');
      // A line that was cut off by a full disk ends here.
      const start = last === '' ? head : last === '\n' ? '' : '\n';
      await appendFile(path, start + lines);
    },
  };
}

/** The last letter of a file; empty where there is none. It may be long, and is added to each minute. */
async function lastOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function wordsOf(one: Erased | ListedBlock): string {
  return 'hash' in one ? one.hash : `${one.isBlocked ? 'block' : 'unblock'} ${one.name}`;
}
