import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { type Call, type Command, type ExitCode, misused, siteOption, type Terminal } from './command.ts';
import { createDryRun } from './dev/dry-run.ts';
import { onFreePort } from './dev/find-port.ts';
import { reportLines } from './report.ts';
import { closeInTime, untilStopped } from './serve/stop.ts';
import { problemTeller } from './serve/tell-problems.ts';
import { watchText } from './serve/watch-text.ts';
import { complain, counted, openSite } from './site.ts';

export const dev: Command = {
  name: 'dev',
  about: 'Show the blog to you alone, with drafts, while you write or change its theme.',
  usage: ['dev'],
  words: { least: 0, most: 0 },
  options: {
    ...siteOption,
    port: { value: 'PORT', about: 'Where to listen; by default POSTERN_PORT or 3000, or the next one that is free.' },
  },
  notes: [
    'Drafts and posts with a date to come are shown, and say so. Pages load anew by themselves when content, theme/, public/ or postern.yaml changes.',
    'It listens on this machine alone. Nothing leaves it: no follower is told and no other server is asked; what publishing would send is said here. Its index is in memory, so it may run beside a server of the same blog, and identities.json is not written.',
  ],
  examples: ['postern dev', 'postern dev --site ../my-blog --port 4000'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const written = call.text('port');
  if (written !== null && !(/^\d{1,5}$/.test(written) && Number(written) <= 65_535))
    return misused(terminal, dev, `--port ${written} is no port. Write a number from 1 to 65535.`);
  terminal.outlive?.();
  const config = await openSite(call);
  if (!config) return 1;
  const stopped = untilStopped(terminal.environment);
  const port = written === null ? config.place.port : Number(written);
  let next: Next | null = { config, port, insists: written !== null };
  while (next) next = await show(next, stopped, terminal);
  return 0;
}

/** What is shown next, and whether it must be on that port. */
interface Next {
  config: Config;
  port: number;
  insists: boolean;
}

/** Shows the blog until it is to be stopped (null), or until postern.yaml says something else that can be used. */
async function show({ config, port, insists }: Next, stopped: Promise<void>, terminal: Terminal): Promise<Next | null> {
  const { startDev } = await import('../dev/start-dev.ts');
  const { systemClock } = await import('../clock.ts');
  const log = createLog({ log: 'pretty', logLevel: config.place.logLevel });
  const tell = problemTeller(log);
  const file = watchText(join(config.site.folder, 'postern.yaml'));
  const dryRun = createDryRun(config, {
    now: terminal.now,
    say: (lines) => terminal.out(lines.join('\n')),
  });
  let isStarted = false;
  const tellProblems = (): void => {
    if (isStarted)
      app.problems().then(tell, (error: unknown) => log.error('What is wrong could not be read.', { error }));
  };
  const app = await onFreePort({ port, insists }, (free) =>
    startDev(config, free, {
      clock: systemClock,
      log,
      onReport(report) {
        if (!isStarted) return;
        for (const line of reportLines(report, { ...config.site, origin: app.url })) log.info(line);
        tellProblems();
        dryRun.soon();
      },
      onTheme() {
        if (!isStarted) return;
        log.info('The theme was read anew.');
        tellProblems();
      },
      onProblem: tellProblems,
    }),
  );
  isStarted = true;
  await announce(config, app, terminal);
  tellProblems();
  dryRun.soon();

  const changed = new Promise<Config>((resolve) => {
    file.start(async () => {
      const reading = await readConfig(config.site.folder, terminal.environment);
      if (reading.state === 'ready') return resolve(reading.config);
      complain(terminal, reading.problems);
      log.warn('postern.yaml has changed, and cannot be used as it is. The blog is shown as it was.');
    });
  });
  const next = await Promise.race([changed, stopped.then(() => null)]);
  file.stop();
  await dryRun.close();
  await closeInTime(app.close);
  if (!next) return null;
  log.info('postern.yaml has changed: the blog is shown anew.');
  return { config: next, port: Number(new URL(app.url).port), insists: true };
}

async function announce(
  { site }: Config,
  app: { url: string; hidden(): number; posts: { count(of: { kind: 'post' | 'note' }): Promise<number> } },
  terminal: Terminal,
): Promise<void> {
  const [posts, notes] = await Promise.all([app.posts.count({ kind: 'post' }), app.posts.count({ kind: 'note' })]);
  terminal.out(`${site.title} is at ${app.url}${site.base}, for you alone.`);
  terminal.out(
    `${counted(posts, 'post')}, ${counted(notes, 'note')}; ${app.hidden()} of all are drafts or scheduled. Stop with Ctrl+C.`,
  );
  terminal.out('Nothing is sent to anybody. Pages load anew when something changes.');
}
