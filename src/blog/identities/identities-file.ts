import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { isWithin } from '../../content/scan.ts';
import type { Problem } from '../../problem.ts';
import { identitiesPath } from './entry.ts';

/** The file as it lies in the content folder: its text and a stamp that another text would change; null: there is none. */
export type Found = { text: string; stamp: string } | null;

export type IdentitiesFile = ReturnType<typeof openIdentitiesFile>;

/** Where the lines of both sides stay when two branches are merged. */
const attributes = 'identities.json merge=union\n';

/** A hundred thousand posts take half of it. */
const largest = 64 * 1024 * 1024;

/** @param folder of the site. */
export function openIdentitiesFile(folder: string) {
  const below = join(folder, 'content', '.postern');
  const path = join(folder, identitiesPath);

  /** Whether a link leads to something that is none of the content's. */
  async function leadsOutside(): Promise<boolean> {
    const root = await realpath(join(folder, 'content')).catch(() => null);
    const real = (await realpath(path).catch(() => null)) ?? (await realpath(below).catch(() => null));
    return root !== null && real !== null && !isWithin(root, real);
  }

  return {
    /** Of what lies there, without reading it; null when nothing does. */
    async stamp(): Promise<string | null> {
      try {
        // The time of change too, since it may be read no longer.
        const { mtimeMs, ctimeMs, size, ino } = await stat(path);
        return `${mtimeMs}-${ctimeMs}-${size}-${ino}`;
      } catch {
        return null;
      }
    },

    /** A problem: it is there, and cannot be read. */
    async read(): Promise<Found | Problem> {
      try {
        const stamp = (await this.stamp()) ?? '';
        if (await leadsOutside()) return unreadable('outside');
        const stats = await stat(path);
        // A pipe would be waited for, and a device may have no end.
        if (!stats.isFile()) return unreadable(stats.isDirectory() ? 'EISDIR' : 'no file');
        if (stats.size > largest) return unreadable('too large');
        return { text: await readFile(path, 'utf8'), stamp };
      } catch (error) {
        return codeOf(error) === 'ENOENT' ? null : unreadable(codeOf(error));
      }
    },

    /**
     * Puts another text in its place, as a whole or not at all. False when the content folder is not there.
     * The answer is a problem when it cannot be written.
     */
    async write(text: string): Promise<boolean | Problem> {
      const passing = `${path}.${process.pid}.tmp`;
      try {
        await mkdir(below).catch((error: unknown) => {
          if (codeOf(error) !== 'EEXIST') throw error;
        });
        if (await leadsOutside()) return unreadable('outside');
        await writeFile(join(below, '.gitattributes'), attributes, { flag: 'wx' }).catch((error: unknown) => {
          if (codeOf(error) !== 'EEXIST') throw error;
        });
        await removeLeftovers(below);
        const handle = await open(passing, 'w');
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(passing, path);
        return true;
      } catch (error) {
        await rm(passing, { force: true }).catch(() => undefined);
        // Only the parent can be missing: the content folder, which is nobody's to make.
        return codeOf(error) === 'ENOENT' ? false : unwritable(codeOf(error));
      }
    },

    /** Null when it can be written, as far as that can be told without doing it. */
    async whyUnwritable(): Promise<Problem | null> {
      for (const folderPath of [below, join(folder, 'content')]) {
        try {
          await access(folderPath, constants.W_OK);
          return null;
        } catch (error) {
          if (codeOf(error) !== 'ENOENT') return unwritable(codeOf(error));
        }
      }
      return null;
    },
  };
}

/** What a process left that was killed while it wrote; a minute later it cannot be one that still writes. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^identities\.json\.\d+\.tmp$/.test(name)) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > 60_000) await rm(join(folder, name), { force: true });
  }
}

const instead: Record<string, string> = {
  EISDIR: 'There is a folder in place of this file.',
  ENOTDIR: 'content/.postern is a file, and has to be a folder.',
  ELOOP: 'The link leads to itself.',
  outside: 'The link leads out of the content folder, so it is not followed.',
  'no file': 'There is something else than a file here.',
  'too large': 'The file is larger than 64 MB, and so is none that Postern wrote.',
};

function unreadable(code: string): Problem {
  const known = instead[code];
  const what = known ?? `The file cannot be read (${code}).`;
  const mend = known
    ? 'Remove it; what belongs there is written anew from the database.'
    : 'Let the user that Postern runs as read it. Until then the database alone is kept.';
  return { path: identitiesPath, line: null, severity: 'error', what, mend };
}

function unwritable(code: string): Problem {
  const isReadOnly = ['EROFS', 'EACCES', 'EPERM'].includes(code);
  const what = isReadOnly
    ? 'The content folder cannot be written, so what the world knows your posts by is in the database alone.'
    : `What the world knows your posts by cannot be written (${code}), so it is in the database alone.`;
  const mend = isReadOnly
    ? 'Make a backup of the database, or let Postern write content/.postern.'
    : 'Look after the disk; the next publish tries again.';
  return { path: identitiesPath, line: null, severity: 'warning', what, mend };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
