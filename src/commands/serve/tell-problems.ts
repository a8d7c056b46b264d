import type { Log } from '../../log.ts';
import { formatProblem, type Problem } from '../../problem.ts';

/** Tells of a list of problems, again and again, only what is new in it and what was mended. */
export function problemTeller(log: Log): (problems: readonly Problem[]) => void {
  let known = new Map<string, Problem>();
  return (problems) => {
    const now = new Map(problems.map((problem) => [formatProblem(problem), problem]));
    for (const [key, problem] of now)
      if (!known.has(key)) log[problem.severity === 'error' ? 'error' : 'warn'](sentence(problem));
    const mended = [...known].flatMap(([key, { path }]) => (now.has(key) ? [] : [path]));
    const stillWrong = new Set(problems.map(({ path }) => path));
    for (const path of new Set(mended)) if (!stillWrong.has(path)) log.info(`${path} is in order again.`);
    known = now;
  };
}

function sentence({ path, line, what, mend }: Problem): string {
  return `${path}${line === null ? '' : `:${line}`}  ${what} ${mend}`;
}
