import type { Environment } from '../config/variables.ts';

/** A command of Postern as the person who reads it can type it again: with `npm start --` in a clone, and words in quotes where a shell needs them. */
export function spell(environment: Environment, ...words: string[]): string {
  const program = environment.npm_lifecycle_event === 'start' ? 'npm start --' : 'postern';
  return [program, ...words.map(quoted)].join(' ');
}

/** Double quotes do everywhere; only where a POSIX shell would read on inside them, single ones. */
function quoted(word: string): string {
  if (/^[\p{L}\p{N}\p{M}_@%+=:,./~-]+$/u.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
}
