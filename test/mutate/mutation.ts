import { stripTypeScriptTypes } from 'node:module';

/** One check that is taken out: in one file, one piece of text becomes another. */
export interface Mutation {
  check: string;
  file: string;
  /** Stands once in the file. */
  find: string;
  replace: string;
  /** Why nobody need notice: it means the same, or something deeper refuses the same. It is named at the end, and not tried. */
  known?: string;
}

/** Row of a table of checks of one file: what it is, its text, and what stands there without it. */
export type Row = readonly [check: string, find: string, replace: string, known?: string];

/** The checks of one file. */
export function of(file: string, rows: readonly Row[]): Mutation[] {
  return rows.map(([check, find, replace, known]) => ({
    ...{ check, file, find, replace },
    ...(known === undefined ? {} : { known }),
  }));
}

/**
 * The text of its file without a check.
 * @throws when the check does not stand there once, or what is left is no TypeScript: that would be noticed anyhow.
 */
export function without(text: string, { check, file, find, replace }: Mutation): string {
  const [before, after, ...others] = text.split(find);
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`"${check}" must stand once in ${file}: ${find}`);
  const left = before + replace + after;
  try {
    stripTypeScriptTypes(left);
  } catch (error) {
    throw new Error(`Without "${check}" ${file} is no TypeScript.`, { cause: error });
  }
  return left;
}
