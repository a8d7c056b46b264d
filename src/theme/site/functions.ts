import { nearest } from '../../config/nearest.ts';
import type { Problem } from '../../problem.ts';
import { lineAt } from './blank.ts';

/** As a module gives it: what it takes is known to its author's editor only. */
export type OwnFunction = (view: never, original: never) => unknown;

/** What a module of a site puts in the place of the default's functions, by their names. */
export interface OwnFunctions {
  functions: Record<string, OwnFunction>;
  problems: Problem[];
}

/** Reads the functions of a theme's module; what is no function, or has no such name, is left out and told. */
export function readFunctions(
  module: Record<string, unknown>,
  { path, text, names }: { path: string; text: string; names: readonly string[] },
): OwnFunctions {
  const functions: OwnFunctions['functions'] = {};
  const problems: Problem[] = [];
  const tell = (line: number | null, what: string, mend: string) =>
    problems.push({ path, line, severity: 'error', what, mend });
  const theme = module.default;
  if (typeof theme !== 'object' || theme === null) {
    tell(null, 'It exports no theme.', 'Write export default defineTheme({ … }) with the functions in it.');
    return { functions, problems };
  }
  for (const [name, value] of Object.entries(theme)) {
    if (!names.includes(name)) {
      const guess = nearest(name, names);
      const mend = guess ? `Did you mean ${guess}?` : 'Take one of the list in docs/themes.md.';
      tell(lineOf(text, name), `No page and no part is called ${name}.`, mend);
    } else if (typeof value === 'function') functions[name] = value as OwnFunction;
    else if (value !== undefined)
      tell(lineOf(text, name), `${name} is no function.`, `Write ${name}(view, original) { … }.`);
  }
  return { functions, problems };
}

/** Where a property of that name is written; null where that is not plain. */
function lineOf(text: string, name: string): number | null {
  const letters = name.replace(/\W/g, '\\$&');
  const found = new RegExp(`^[ \\t]*(?:async[ \\t]+)?["']?${letters}["']?[ \\t]*[(:,]`, 'm').exec(text);
  return found ? lineAt(text, found.index) : null;
}
