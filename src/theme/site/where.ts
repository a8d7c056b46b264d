import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first place in a site's own files that an error names: a path relative to the site's folder, and a line. */
export function wherein(folder: string, error: unknown): { path: string; line: number } | null {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : '';
  for (const found of stack.matchAll(/((?:file:\/\/)?\/[^\n()]*?\.(?:ts|js|mjs))(?:\?[^\s:]*)?:(\d+)/g)) {
    const [, place = '', line = ''] = found;
    const path = inFolder(folder, place.startsWith('file:') ? fileURLToPath(place) : place);
    if (path !== null) return { path, line: Number(line) };
  }
  return null;
}

/** A file of the site's, from its folder; null for one that lies elsewhere. */
export function inFolder(folder: string, file: string): string | null {
  // Modules are named by their real path.
  for (const root of [folder, real(folder)]) {
    const path = relative(root, file);
    if (path !== '' && !path.startsWith('..')) return path.split(sep).join('/');
  }
  return null;
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
