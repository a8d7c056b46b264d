import { readFileSync } from 'node:fs';
import type { Problem } from '../problem.ts';
import { nearest } from './nearest.ts';

/** The environment, as a process has it. */
export type Environment = Record<string, string | undefined>;

/** The variables that Postern reads, each also as `NAME_FILE`. */
export const variables = [
  'POSTERN_URL',
  'POSTERN_HOST',
  'POSTERN_PORT',
  'POSTERN_DATABASE',
  'POSTERN_ROLE',
  'POSTERN_TRUST_PROXY',
  'POSTERN_ALLOW_PRIVATE_ADDRESSES',
  'POSTERN_WEBHOOK',
  'POSTERN_LOG',
  'POSTERN_LOG_LEVEL',
] as const;

export type Variable = (typeof variables)[number];

/** A complaint about the environment. */
export function environmentProblem(what: string, mend: string, severity: Problem['severity'] = 'error'): Problem {
  return { path: 'environment', line: null, severity, what, mend };
}

/** Reads our variables, from themselves or from the files that `NAME_FILE` names. An empty one counts as not set. */
export function readVariables(environment: Environment): {
  values: Partial<Record<Variable, string>>;
  problems: Problem[];
} {
  const problems = unknownVariables(environment);
  const values: Partial<Record<Variable, string>> = {};
  for (const name of variables) {
    const file = environment[`${name}_FILE`];
    const plain = fromKubernetes(name, environment[name]) ? '' : environment[name];
    if (plain) values[name] = plain;
    if (!file) continue;
    if (plain) {
      problems.push(environmentProblem(`${name} and ${name}_FILE are both set.`, 'Unset one of them.'));
      continue;
    }
    try {
      values[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
      problems.push(
        environmentProblem(`${name}_FILE names ${file}, which ${why}.`, 'Mend the path or the rights of that file.'),
      );
    }
  }
  return { values, problems };
}

function unknownVariables(environment: Environment): Problem[] {
  const known = variables.flatMap((name) => [name, `${name}_FILE`]);
  return Object.keys(environment)
    .filter((name) => name.startsWith('POSTERN_') && !known.includes(name) && !fromKubernetes(name, environment[name]))
    .map((name) => {
      const guess = nearest(name, known);
      const mend = guess ? `Did you mean ${guess}?` : `Unset it; docs/configuration.md lists all variables.`;
      return environmentProblem(`${name} is not a variable that Postern knows.`, mend, 'warning');
    });
}

// Kubernetes puts the addresses of a service called `postern` into every pod, as POSTERN_PORT=tcp://10.0.0.1:3000 and the like.
function fromKubernetes(name: string, value: string | undefined): boolean {
  return (
    /^POSTERN_(SERVICE_(HOST|PORT.*)|PORT_\d+_.*)$/.test(name) ||
    (name === 'POSTERN_PORT' && /^(tcp|udp):\/\//.test(value ?? ''))
  );
}
