import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config, Place } from '../config.ts';
import type { Problem } from '../problem.ts';
import { type Address, parseAddress } from './address.ts';
import { checkTogether, type Finding } from './checks.ts';
import { readYaml, type YamlDocument } from './document.ts';
import { complaints } from './issues.ts';
import { checkPictures } from './pictures.ts';
import { readPlace } from './place.ts';
import { schema } from './schema.ts';
import { toSite } from './site.ts';
import { type Environment, environmentProblem } from './variables.ts';
import { isWrong } from './wrong.ts';

/**
 * What came of reading the configuration. `ready`: it can be used, and its problems are warnings. `wrong`: it cannot.
 * `missing`: there is no postern.yaml; the place is known all the same.
 */
export type Reading =
  | { state: 'ready'; config: Config; problems: Problem[] }
  | { state: 'wrong'; config: null; problems: Problem[] }
  | { state: 'missing'; config: null; place: Place; problems: Problem[] };

const file = 'postern.yaml';

/** Reads postern.yaml in a folder, and the environment; finds everything that is wrong with both at once. */
export async function readConfig(siteFolder: string, environment: Environment): Promise<Reading> {
  const folder = resolve(siteFolder);
  const surroundings = readPlace(environment, folder);
  const text = await readText(folder);
  if (text === null)
    return { state: 'missing', config: null, place: surroundings.place, problems: surroundings.problems };
  if (typeof text !== 'string') return { state: 'wrong', config: null, problems: [text] };

  const document = readYaml(text);
  if (document.errors.length > 0)
    return wrong([...document.errors.map((error) => problem(error, error.line)), ...surroundings.problems]);
  const data = document.data ?? {};
  if (typeof data !== 'object' || Array.isArray(data)) {
    return wrong([
      problem({ what: 'The file holds no keys.', mend: 'Write lines such as url: https://blog.example.com.' }, 1),
    ]);
  }

  const written = schema.safeParse(data);
  const address = addressOf(data, surroundings.url);
  const findings: Finding[] = [
    ...complaints(written.error?.issues ?? [], data).map((complaint) => ({ ...complaint, severity: 'error' as const })),
    ...checkTogether(data as Record<string, unknown>, address.value),
    ...(await checkPictures(data as Record<string, unknown>, folder)),
  ];
  const problems = [...inOrder(findings, document), ...address.problems, ...surroundings.problems];
  if (!written.success || !address.value || problems.some(({ severity }) => severity === 'error'))
    return wrong(problems);
  return {
    state: 'ready',
    config: { site: toSite(written.data, address.value, folder), place: surroundings.place },
    problems,
  };
}

function wrong(problems: Problem[]): Reading {
  return { state: 'wrong', config: null, problems };
}

function problem({ what, mend }: { what: string; mend: string }, line: number | null): Problem {
  return { path: file, line, severity: 'error', what, mend };
}

function inOrder(findings: Finding[], document: YamlDocument): Problem[] {
  return findings
    .map(({ path, severity, what, mend }): Problem => ({ path: file, line: document.line(path), severity, what, mend }))
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

/** The blog's address: POSTERN_URL wins over the file, so that one folder can be served in two places. */
function addressOf(data: object, fromEnvironment: string | null): { value: Address | null; problems: Problem[] } {
  const fromFile = (data as Record<string, unknown>).url;
  if (fromEnvironment !== null) {
    const parsed = parseAddress(fromEnvironment);
    if (!isWrong(parsed)) return { value: parsed.value, problems: [] };
    return { value: null, problems: [environmentProblem(`POSTERN_URL cannot be used. ${parsed.what}`, parsed.mend)] };
  }
  if (fromFile === undefined) {
    const mend =
      'Write url: https://blog.example.com with your own address, or url: http://localhost:3000 to try Postern on this machine.';
    return {
      value: null,
      problems: [problem({ what: 'The url is missing: it says where the blog lives.', mend }, null)],
    };
  }
  const parsed = typeof fromFile === 'string' ? parseAddress(fromFile) : null;
  // A wrong one was already complained about, with its line.
  return { value: parsed && !isWrong(parsed) ? parsed.value : null, problems: [] };
}

/** The file's text; null when there is none; a problem when it cannot be read. */
async function readText(folder: string): Promise<string | null | Problem> {
  try {
    const bytes = await readFile(join(folder, file));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return misnamed(folder);
    if (error instanceof TypeError)
      return problem({ what: 'The file is not UTF-8 text.', mend: 'Save it as UTF-8.' }, null);
    return problem(
      {
        what: `The file cannot be read (${code ?? 'unknown reason'}).`,
        mend: 'Mend its rights, so that the user who runs Postern may read it.',
      },
      null,
    );
  }
}

async function misnamed(folder: string): Promise<null | Problem> {
  const other = await stat(join(folder, 'postern.yml')).catch(() => null);
  return (
    other && {
      ...problem({ what: 'The configuration is called postern.yml.', mend: 'Rename it to postern.yaml.' }, null),
      path: 'postern.yml',
    }
  );
}
