import type { Problem } from '../problem.ts';
import { fileProblem } from './candidate.ts';
import type { Doubt } from './doubts.ts';

/** Of more doubts than this, only the first few are named: their answers may be the same for all. */
const [most, few] = [20, 5];

/** What the owner is told of each doubt, with both files and what to write where. Pure. */
export function doubtProblems(doubts: readonly Doubt[]): Problem[] {
  const shown = doubts.length > most ? doubts.slice(0, few) : doubts;
  const rest = doubts.length - shown.length;
  return [...shown.map(doubtProblem), ...(rest > 0 ? [restProblem(rest)] : [])];
}

function doubtProblem({ gone, fresh }: Doubt): Problem {
  return fileProblem(
    fresh.path,
    `Is this content/${gone.path}, renamed and edited? That file is gone, and this new one looks like it, so this one is not sent to followers and the old post is not deleted.`,
    `If it is, write the line \`id: ${gone.id}\` between the --- lines of content/${fresh.path}; if it is another post, write \`id: ${fresh.id}\` there.`,
    'warning',
  );
}

function restProblem(rest: number): Problem {
  return {
    ...{ path: 'content', line: null, severity: 'warning' },
    what: `${rest} more new files look like ones that are gone, as if renamed and edited: they are not sent to followers, and the old posts are not deleted.`,
    mend: 'Give them their old names back, or answer for the first ones: the next are named then.',
  };
}
