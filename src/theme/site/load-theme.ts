import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Html } from '../../html.ts';
import type { Problem } from '../../problem.ts';
import type { Parts, Theme } from '../theme.ts';
import { checkContrast } from './check-contrast.ts';
import { checkStyle, stylePath } from './check-style.ts';
import { composeStyle, pageColorsOf } from './compose-style.ts';
import { type OwnFunctions, readFunctions } from './functions.ts';
import { guarded } from './guarded.ts';
import { loadAnew } from './modules.ts';
import { originalsOf } from './originals.ts';
import { readTokens, tokensPath } from './read-tokens.ts';
import { whyNotLoaded } from './why-not-loaded.ts';

/** The theme of a site: the default one with whatever `theme/` puts in its place. */
export interface LoadedTheme {
  theme: Theme;
  /** What is wrong in `theme/`, and whatever has failed since. */
  problems(): Problem[];
}

/** Names of the module, of which the first that is there is taken. */
const modules = ['theme.ts', 'theme.js', 'theme.mjs'];

/**
 * Reads `theme/` of a site, if it has one. Nothing in it stops the blog: where a file cannot be used, or a function fails,
 * the default stands in for it.
 * @param options.folder the site's.
 * @param options.usual the theme that it builds on, and what its tokens are worth.
 * @param options.onProblem called when a function fails for the first time in this way.
 * @param options.patience how long its module may take to load, in milliseconds.
 */
export async function loadTheme({
  folder,
  usual,
  usualTokens,
  onProblem = () => {},
  patience = 10_000,
}: {
  folder: string;
  usual: Theme;
  usualTokens: ReadonlyMap<string, string>;
  onProblem?(problem: Problem): void;
  patience?: number;
}): Promise<LoadedTheme> {
  const home = join(folder, 'theme');
  const names = await readdir(home).catch((): string[] => []);
  if (names.length === 0) return { theme: usual, problems: () => [] };

  const problems: Problem[] = unusedStyles(names);
  const read = async (path: string): Promise<string> => {
    if (!names.includes(path.replace('theme/', ''))) return '';
    return readFile(join(folder, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
      problems.push(unreadable(path, error));
      return '';
    });
  };
  const tokens = readTokens(await read(tokensPath));
  const style = await read(stylePath);
  problems.push(...tokens.problems, ...checkContrast(tokens, usualTokens), ...checkStyle(style));

  const { all, pages, parts } = originalsOf(usual);
  const name = modules.find((one) => names.includes(one));
  const own = name
    ? await loadFunctions(folder, `theme/${name}`, [...pages, ...parts], patience)
    : { functions: {}, problems: [], path: '' };
  problems.push(...own.problems);

  const failures = new Map<string, Problem>();
  const tell = (problem: Problem): void => {
    const key = `${problem.path}:${problem.line} ${problem.what}`;
    // What differs with each view (a name in a message) must not fill the memory.
    if (failures.has(key) || failures.size >= 20) return;
    failures.set(key, problem);
    onProblem(problem);
  };
  const replace = (some: readonly (keyof typeof all)[], isPage: boolean) =>
    Object.fromEntries(
      some.flatMap((name) => {
        const written = own.functions[name];
        const usual = all[name] as (view: never) => Html | null;
        const replacement = written && { name, own: written, usual, isPage };
        return replacement ? [[name, guarded(replacement, all, { folder, path: own.path, onProblem: tell })]] : [];
      }),
    );
  const theme = {
    ...usual,
    ...(replace(pages, true) as Partial<Theme>),
    parts: { ...usual.parts, ...(replace(parts, false) as Partial<Parts>) },
    stylesheet: composeStyle(usual.stylesheet, tokens, style),
    pageColors: pageColorsOf(tokens, usual.pageColors),
  };
  return { theme, problems: () => [...problems, ...failures.values()] };
}

async function loadFunctions(
  folder: string,
  path: string,
  names: string[],
  patience: number,
): Promise<OwnFunctions & { path: string }> {
  try {
    const text = await readFile(join(folder, path), 'utf8');
    const module = await inTime(loadAnew(pathToFileURL(join(folder, path))), patience);
    return { ...readFunctions(module, { path, text, names }), path };
  } catch (error) {
    return { functions: {}, problems: [whyNotLoaded(folder, path, error)], path };
  }
}

/** A module that awaits what never comes must not keep the blog from its readers. */
async function inTime<Loaded>(loading: Promise<Loaded>, patience: number): Promise<Loaded> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`after ${patience / 1000} seconds it still awaited something`)),
      patience,
    );
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): Problem {
  return {
    path,
    line: null,
    severity: 'error',
    what: `${path} cannot be read (${code ?? message}). What the default theme says is used.`,
    mend: 'Mend its rights.',
  };
}

/** Other files of CSS, which an author would look for in vain on their pages. */
function unusedStyles(names: string[]): Problem[] {
  return names
    .filter((name) => name.endsWith('.css') && ![tokensPath, stylePath].includes(`theme/${name}`))
    .map((name) => ({
      path: `theme/${name}`,
      line: null,
      severity: 'warning',
      what: 'It is not used: two files of CSS are, theme/tokens.css and theme/style.css.',
      mend: 'Put what it says into one of them.',
    }));
}
