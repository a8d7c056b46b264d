import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

const largest = 50 * 1024 * 1024;

/** An author's file as it lies on disk. `stamp` changes when the file does: `<mtime>-<size>`. */
export interface Source {
  stamp: string;
  read(): Promise<Buffer>;
}

/** Finds a file of the site; links may not lead out of its folder. */
export async function findSource(folder: string, source: string): Promise<Source | { problem: string }> {
  if (isAbsolute(source) || source.includes('\0'))
    return { problem: 'The path is outside the folder of the blog. Copy the file into it.' };
  const path = join(folder, source);
  const [root, real] = await Promise.all([realpath(folder).catch(() => null), realpath(path).catch(() => null)]);
  if (root === null || real === null) return { problem: 'There is no such file. Put it there, or mend the path.' };
  const inside = relative(root, real);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    return { problem: 'The path is outside the folder of the blog. Copy the file into it.' };

  const found = await stat(real);
  if (!found.isFile()) return { problem: 'This is no file. Name the file itself.' };
  if (found.size === 0) return { problem: 'The file is empty. Save it again.' };
  if (found.size > largest)
    return { problem: 'The file is larger than 50 MB. Make it smaller, or link to it elsewhere.' };
  return { stamp: `${Math.trunc(found.mtimeMs)}-${found.size}`, read: () => readFile(real) };
}
