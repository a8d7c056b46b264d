import { type Call, type Command, type ExitCode, jsonOption, siteOption } from './command.ts';
import { otherProblems } from './plan/decisions.ts';
import { planLines } from './plan/plan-lines.ts';
import { complain, openSite } from './site.ts';

export const plan: Command = {
  name: 'plan',
  about: 'Show what publishing would do and send to followers, without doing any of it.',
  usage: ['plan'],
  words: { least: 0, most: 0 },
  options: {
    ...siteOption,
    all: { value: null, about: 'Every post, however many there are.' },
    ...jsonOption,
  },
  notes: [
    'Reads the files as they are and what followers were told, and tries out on a copy in memory what publishing and sending would do. Nothing is written and nobody is asked; a running server is not disturbed.',
    'Requests are reckoned as one delivery for each inbox that followers share, and for each server one question for the page, one for the post and, where it has one, one for its picture. It is what may come at most; fewer servers ask.',
    'A new picture is not decoded: whether it is damaged is found out by publishing.',
    'Exits with 3 when something needs your decision: removals or edits that are held back, a file that looks like a renamed one or is a copy, a file that cannot be published as it is.',
  ],
  examples: ['postern plan', 'postern plan --json'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const config = await openSite(call);
  if (!config) return 1;
  const { openTrial } = await import('./plan/open-trial.ts');
  const { makePlan } = await import('./plan/make-plan.ts');
  const room = await openTrial(config, terminal.now());
  try {
    const made = await makePlan(room);
    if (call.flag('json')) {
      const { refused: _refused, ...rest } = made;
      terminal.out(JSON.stringify(rest, null, 2));
    } else {
      for (const line of planLines(made, config.site, { all: call.flag('all'), isBrief: false })) terminal.out(line);
      complain(terminal, otherProblems(made.problems, made.decisions));
    }
    return made.decisions.length > 0 ? 3 : 0;
  } finally {
    await room.close();
  }
}
