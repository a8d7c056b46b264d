import type { Problem } from '../problem.ts';

/** The stamp of a file that is read again at the next occasion, whatever it looks like. */
export const readAgain = '';

/**
 * One stamp for a text and all files that it shows or links to, so that a picture that comes, goes or changes is seen
 * like an edit. The first line is the text's; then one line for each file, `-` for one that was not there.
 */
export function joinStamps(own: string, files: Map<string, string | null>): string {
  return [own, ...[...files].map(([path, stamp]) => `${stamp ?? '-'} ${path}`)].join('\n');
}

/** Whether a text and its files are as they were. `files` has every file there is, with its stamp. */
export function isUnchanged(known: string, own: string, files: ReadonlyMap<string, string>): boolean {
  const [first, ...others] = known.split('\n');
  return first === own && others.every((line) => (files.get(pathIn(line)) ?? '-') === line.slice(0, line.indexOf(' ')));
}

/** The files that a text showed or wanted when it was read. */
export function filesIn(known: string): string[] {
  return known.split('\n').slice(1).map(pathIn);
}

function pathIn(line: string): string {
  return line.slice(line.indexOf(' ') + 1);
}

/** Of what is there and could not be looked into: never equal to one that a file has. */
export function closedStamp({ what }: Problem): string {
  return `closed: ${what}`;
}
