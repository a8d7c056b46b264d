import type { Config } from '../../config.ts';
import type { Call, ExitCode } from '../command.ts';
import { otherProblems } from '../plan/decisions.ts';
import type { Entry } from '../plan/entry.ts';
import { planLines } from '../plan/plan-lines.ts';
import { complain } from '../site.ts';
import { type Chosen, findPosts } from './find-posts.ts';
import { refusedLines } from './tell-lines.ts';

/** Shows what `postern publish` would send: as much of the plan as goes out now, with the posts that were named. */
export async function foresee({ words, terminal, flag }: Call, config: Config): Promise<ExitCode> {
  const { openTrial } = await import('../plan/open-trial.ts');
  const { makePlan } = await import('../plan/make-plan.ts');
  const { site } = config;
  const found: { chosen: Chosen[]; wrong: string[] } = { chosen: [], wrong: [] };
  const room = await openTrial(config, terminal.now());
  try {
    const made = await makePlan(room, {
      async choose({ database }) {
        Object.assign(found, await findPosts(database, site, words));
        return found.chosen.map(({ uri }) => uri);
      },
    });
    for (const line of found.wrong) terminal.error(line);
    if (found.wrong.length > 0) return 1;
    if (flag('json')) {
      const isSent = ({ followers }: Entry): boolean => followers.state === 'sends';
      terminal.out(JSON.stringify({ ...made, entries: made.entries.filter(isSent) }, null, 2));
    } else {
      for (const line of planLines(made, site, { all: false, isBrief: true })) terminal.out(line);
      for (const line of refusedLines(made, found.chosen, site)) terminal.error(line);
      complain(terminal, otherProblems(made.problems, made.decisions));
    }
    return made.decisions.length + made.refused.length > 0 ? 3 : 0;
  } finally {
    await room.close();
  }
}
