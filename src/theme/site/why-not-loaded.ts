import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../../problem.ts';
import { messageOf } from './message-of.ts';
import { inFolder, wherein } from './where.ts';

/** Why the module at `path` could not be loaded, at the place in the site's files where that is. */
export function whyNotLoaded(folder: string, path: string, error: unknown): Problem {
  const message = messageOf(error);
  const place = importing(folder, message) ?? wherein(folder, error) ?? { path, line: null };
  return {
    ...place,
    severity: 'error',
    what: `${path} could not be loaded: ${shown(folder, message).replace(/\.$/, '')}. The default theme stands in for it.`,
    mend: isFound(message) ? 'Mend it there.' : 'Write the name of a file that is there, with its ending: ./parts.ts.',
  };
}

function isFound(message: string): boolean {
  return !message.startsWith('Cannot find ');
}

/** The line that imports what is not there. */
function importing(folder: string, message: string): { path: string; line: number | null } | null {
  const [, wanted = '', by = ''] = /^Cannot find (?:module|package) '([^']+)' imported from (.+)$/.exec(message) ?? [];
  const file = by.startsWith('file:') ? fileURLToPath(by) : by.replace(/\?.*$/, '');
  const path = inFolder(folder, file);
  if (path === null || !existsSync(file)) return null;
  const name = wanted.split('/').at(-1)?.replace(/\?.*$/, '') ?? wanted;
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => /\b(?:from|import)\b/.test(line) && line.includes(name));
  return { path, line: index < 0 ? null : index + 1 };
}

/** Paths as the author knows them. */
function shown(folder: string, message: string): string {
  return message.replaceAll(`${folder}/`, '').replace(/\?postern-theme=\d+/g, '');
}
