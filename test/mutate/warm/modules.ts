import { existsSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project, or the copy of it in which this runs. */
export const root = join(import.meta.dirname, '../../..');

/** What is imported anew: a file with another text than its own, and all between it and the test. */
interface Round {
  number: number;
  fresh: ReadonlySet<string>;
  file: string | null;
  text: string;
}

let round: Round = { number: 0, fresh: new Set(), file: null, text: '' };

const sources = new Map<string, string>();
const imports = new Map<string, string[]>();

function sourceOf(path: string): string {
  const known = sources.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
  sources.set(path, known);
  return known;
}

/** The files of ours that one imports. */
function importsOf(path: string): string[] {
  const known = imports.get(path);
  if (known) return known;
  const found = [...readFileSync(path, 'utf8').matchAll(/(?:from|import|import\() ?'(\.[^']+\.ts)'/g)]
    .map(([, specifier = '']) => resolve(dirname(path), specifier))
    .filter((file) => existsSync(file));
  imports.set(path, found);
  return found;
}

/** A test and everything between it and a file; null: they have nothing to do with each other. */
export function between(entry: string, file: string): ReadonlySet<string> | null {
  const importers = new Map<string, string[]>();
  const walk = (path: string): void => {
    for (const imported of importsOf(path)) {
      const known = importers.get(imported);
      importers.set(imported, [...(known ?? []), path]);
      if (!known) walk(imported);
    }
  };
  walk(entry);
  if (!importers.has(file)) return null;
  const fresh = new Set([entry]);
  const waiting = [file];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (path !== entry && fresh.has(path)) continue;
    fresh.add(path);
    waiting.push(...(importers.get(path) ?? []));
  }
  return fresh;
}

/** Imports a test anew, with all of `fresh`, `file` having this text in place of its own. */
export function importAnew(
  entry: string,
  fresh: ReadonlySet<string>,
  file: string,
  text: string | null,
): Promise<unknown> {
  round = {
    ...{ number: round.number + 1, fresh },
    ...(text === null ? { file: null, text: '' } : { file, text: stripTypeScriptTypes(text) }),
  };
  return import(`${pathToFileURL(entry).href}?round=${round.number}`);
}

const words = pathToFileURL(join(import.meta.dirname, 'vocabulary.ts')).href;
const isOurs = (url: string): boolean =>
  url.startsWith(`${pathToFileURL(root).href}/`) && !url.includes('/node_modules/');

/** From now on tests have our few words in place of vitest, and what is imported anew is read anew. */
export function takeOver(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const [parent = ''] = (context.parentURL ?? '').split('?');
      if (specifier === 'vitest' && parent !== words) return { url: words, shortCircuit: true };
      const found = next(specifier, context.parentURL === undefined ? context : { ...context, parentURL: parent });
      const [url = ''] = found.url.split('?');
      if (!isOurs(url) || !round.fresh.has(fileURLToPath(url))) return found;
      return { ...found, url: `${url}?round=${round.number}` };
    },
    load(url, context, next) {
      const [plain = ''] = url.split('?');
      if (!isOurs(plain) || !plain.endsWith('.ts')) return next(url, context);
      const path = fileURLToPath(plain);
      const source = url !== plain && path === round.file ? round.text : sourceOf(path);
      return { format: 'module', shortCircuit: true, source };
    },
  });
}
