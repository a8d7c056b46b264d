import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Report } from '../blog/publish.ts';
import { type Config, type Reading, readConfig } from '../config.ts';
import { createLog, type Log } from '../log.ts';
import { type Call, type Command, type ExitCode, siteOption, type Terminal } from './command.ts';
import { reportLines } from './report.ts';
import { announce } from './serve/announce.ts';
import { closeInTime, untilStopped } from './serve/stop.ts';
import { problemTeller } from './serve/tell-problems.ts';
import { watchText } from './serve/watch-text.ts';
import { complain, folderTrouble, siteFolder } from './site.ts';
import { spell } from './spell.ts';
import { tellPictures } from './tell-pictures.ts';

export const serve: Command = {
  name: 'serve',
  about: 'Show the blog, and publish what changes in its folder.',
  usage: ['serve'],
  words: { least: 0, most: 0 },
  options: siteOption,
  notes: [
    'Listens on localhost:3000, or where POSTERN_HOST and POSTERN_PORT say. Saved files are on their pages within a second.',
    'Ctrl+C or SIGTERM ends it: requests under way are finished, for ten seconds at most.',
  ],
  examples: ['postern serve --site ../my-blog', 'POSTERN_PORT=8080 postern serve'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  terminal.outlive?.();
  const folder = siteFolder(call);
  const trouble = await folderTrouble(folder, terminal);
  if (trouble) {
    terminal.error(trouble);
    return 1;
  }
  const file = watchText(join(folder, 'postern.yaml'));
  const reading = await readConfig(folder, terminal.environment);
  if (reading.state === 'wrong') {
    complain(terminal, reading.problems);
    return 1;
  }
  return reading.state === 'missing' ? setup(reading, folder, terminal) : serveBlog(reading, file, terminal);
}

async function setup(
  { place, problems }: Extract<Reading, { state: 'missing' }>,
  folder: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const { showSetupPage } = await import('./serve/setup-page.ts');
  const stopped = untilStopped(terminal.environment);
  complain(terminal, problems);
  const page = await showSetupPage(place.port, folder);
  terminal.out(`There is no postern.yaml in ${folder}. ${page.url} says what to do, or:`);
  terminal.out(`  ${spell(terminal.environment, 'init', 'my-blog').padEnd(34)}make a blog`);
  terminal.out(`  ${spell(terminal.environment, 'serve', '--site', 'DIR').padEnd(34)}show one that you have`);
  await stopped;
  await closeInTime(page.close);
  return 0;
}

async function serveBlog(
  { config, problems }: Extract<Reading, { state: 'ready' }>,
  file: ReturnType<typeof watchText>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { startApp } = await import('../app.ts');
  const { systemClock } = await import('../clock.ts');
  // On a terminal a line that changes is taken away before another is written.
  const log = createLog(config.place, terminal.progress && ((line) => terminal.error(line.trimEnd())));
  const tell = problemTeller(log);
  const stopped = untilStopped(terminal.environment);
  // Reports that come while the blog starts are in what is announced then.
  let onReport = (_report: Report): void => {};
  let onProblem = (): void => {};
  const app = await startApp(config, {
    clock: systemClock,
    log,
    ...tellPictures(terminal, log),
    onReport: (report) => onReport(report),
    onProblem: () => onProblem(),
  });
  app.fenceProcess();
  // From here on the heap grows by a third at most until garbage is collected. The engine lets it double now and then, and what was
  // taken once is not given back.
  setFlagsFromString('--heap-growing-percent=30');

  const problemsNow = async () => [...problems, ...(await app.problems())];
  const tellProblems = async (): Promise<void> => {
    try {
      tell(await problemsNow());
    } catch (error) {
      log.error('What is wrong could not be read from the database.', { error });
    }
  };
  const [posts, notes] = await Promise.all([app.posts.count({ kind: 'post' }), app.posts.count({ kind: 'note' })]);
  const { length } = await problemsNow();
  announce(config, app.url, { posts, notes, problems: length }, terminal, log);
  onReport = (report) => {
    for (const line of reportLines(report, config.site)) log.info(line);
    void tellProblems();
  };
  onProblem = () => void tellProblems();
  await tellProblems();

  file.start(() => void tellChange(config, terminal, log));
  await stopped;
  file.stop();
  onReport = () => {};
  await closeInTime(app.close);
  return 0;
}

/** The file is read at the start only: what hangs on it (addresses, accounts) must not change under a running blog. */
async function tellChange({ site }: Config, terminal: Terminal, log: Log): Promise<void> {
  const reading = await readConfig(site.folder, terminal.environment);
  if (reading.state !== 'wrong') return log.warn('postern.yaml has changed. Start Postern again to use it.');
  problemTeller(log)(reading.problems);
  log.warn('postern.yaml has changed, and could not be used as it is. The blog goes on with what it said before.');
}
