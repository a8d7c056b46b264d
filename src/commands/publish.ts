import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { type Call, type Command, type ExitCode, jsonOption, siteOption, type Terminal } from './command.ts';
import { reportLines } from './report.ts';
import { complain, counted, openSite } from './site.ts';

export const publish: Command = {
  name: 'publish',
  about: 'Publish now what has changed, and confirm what is to be deleted.',
  usage: ['publish'],
  words: { least: 0, most: 0 },
  options: {
    ...siteOption,
    'confirm-removals': { value: null, about: 'Delete for good every post whose file is gone, and at once.' },
    ...jsonOption,
  },
  notes: [
    'While `postern serve` runs, saved files are published by themselves; this does it without it, or for it.',
    'A post whose file is gone is hidden at once and deleted after `publish.removal` (24h). What is deleted stays deleted:',
    'its address says so (410) to everybody. On a terminal, publish asks whether to do that now.',
    'Exits with 3 when a file could not be published as it is.',
  ],
  examples: ['postern publish', 'postern publish --confirm-removals'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const config = await openSite(call);
  if (!config) return 1;
  const { openBlog } = await import('../app.ts');
  const { createIndexQueries } = await import('../blog/index-queries.ts');
  const { site } = config;
  const blog = await openBlog(config, { clock: systemClock, log: createLog({ ...config.place, logLevel: 'warn' }) });
  try {
    const confirmed = call.flag('confirm-removals');
    const report = await blog.publisher.publish('everything', { confirmRemovals: confirmed });
    if (!call.flag('json')) for (const line of reportLines(report, site)) terminal.out(line);

    let hasDone = reportLines(report, site).length > 0;
    const hidden = await createIndexQueries(blog.database).hiddenPosts();
    if (hidden.length > 0 && !call.flag('json')) {
      terminal.out(`${counted(hidden.length, 'post')} hidden, and still to be deleted:`);
      for (const { path } of hidden) terminal.out(`  content/${path}`);
      if (await wantsThemGone(terminal)) {
        const removed = await blog.publisher.publish('everything', { confirmRemovals: true });
        for (const line of reportLines(removed, site)) terminal.out(line);
        hasDone = true;
      }
    }
    const problems = await blog.publisher.problems();
    if (call.flag('json')) terminal.out(JSON.stringify({ ...report, problems }, null, 2));
    else complain(terminal, problems);
    if (!call.flag('json') && !hasDone) terminal.out('Nothing had changed.');
    return problems.some(({ severity }) => severity === 'error') ? 3 : 0;
  } finally {
    await blog.close();
  }
}

async function wantsThemGone(terminal: Terminal): Promise<boolean> {
  if (terminal.interactive) {
    return /^y(es)?$/i.test(await terminal.ask('Delete them for good now? yes or', 'no'));
  }
  terminal.out('They are deleted after the time that publish.removal says, or now with --confirm-removals.');
  return false;
}
