import type { Problem } from '../../problem.ts';
import { counted } from '../site.ts';

/** What only the owner can decide, a sentence each. Pure. */
export function decisionsOf({
  held,
  edits,
  questions,
  problems,
}: {
  /** Why nothing is hidden or deleted. */
  held: Problem | null;
  /** How many edits wait because they came at once. */
  edits: number;
  /** What is asked of new files that, it seems, are none. */
  questions: Problem[];
  problems: Problem[];
}): string[] {
  const errors = problems.filter(({ path, severity }) => severity === 'error' && path !== held?.path);
  return [
    ...(held ? [`${held.what} ${held.mend}`] : []),
    ...(edits > 0
      ? [
          `${counted(edits, 'post')} changed at once, as by another setting or by accident: they are sent only when you write postern publish.`,
        ]
      : []),
    ...questions.map(decisionIn),
    ...(errors.length > 0
      ? [`${counted(errors.length, 'problem')} below: those files are not published as they are.`]
      : []),
  ];
}

/** A problem that is said among the decisions. */
function decisionIn({ path, what, mend }: Problem): string {
  return `${path}: ${what} ${mend}`;
}

/** Problems that are not said among the decisions already: those would be read twice. */
export function otherProblems(problems: readonly Problem[], decisions: readonly string[]): Problem[] {
  return problems.filter((problem) => !decisions.includes(decisionIn(problem)));
}
