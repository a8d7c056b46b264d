import type { Site } from '../config.ts';
import type { Selection } from '../federation/ledger/ledger.ts';
import type { Outcomes } from '../federation/ledger/outcomes.ts';
import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { detailLines } from './deliveries/detail.ts';
import { cut, lineWidth, showIn } from './deliveries/layout.ts';
import { kindOf, type Line, overviewLines, totals, troubledLines } from './deliveries/overview.ts';
import { readHost, readSince } from './deliveries/read-selection.ts';
import { readerLines } from './deliveries/reader-lines.ts';
import { retryLines } from './deliveries/retry-lines.ts';
import { jsonText } from './json-text.ts';
import { openSite } from './site.ts';

export const deliveries: Command = {
  name: 'deliveries',
  about: 'Show what was sent to followers, what was not, and why.',
  usage: ['deliveries', 'deliveries SLUG|PATH|ID', 'deliveries --retry --host NAME'],
  words: { least: 0, most: 1 },
  options: {
    ...siteOption,
    failed: { value: null, about: 'Only what failed for good.' },
    since: { value: 'DATE|DURATION', about: 'Only what was written since then: 2026-11-20, or 7d.' },
    host: { value: 'NAME', about: 'Only what goes to that server.' },
    all: { value: null, about: 'Everything, one line for each: all activities, or all inboxes.' },
    retry: { value: null, about: 'Try again now what waits or failed, as far as it is selected.' },
    'dry-run': { value: null, about: 'With --retry: only say how many that would be.' },
    ...jsonOption,
  },
  notes: [
    'Without a word it shows the newest 20 activities, with the slug or path of a post how each about it fares.',
    'More than 30 inboxes are shown in groups of those that fare alike, unless --all is written.',
    'It only looks. What --retry makes due is sent by the server, `postern serve`, within seconds if it runs.',
    'Exits with 3 when something of what it shows failed for good.',
  ],
  examples: [
    'postern deliveries the-first-frost',
    'postern deliveries --failed --since 7d',
    'postern deliveries --retry --host example.social --dry-run',
  ],
  run,
};

const shortList = 20;
/** Of a post that was edited often, as many of its activities. */
const shortHistory = 5;
const mostTroubled = 5;

async function run(call: Call): Promise<ExitCode> {
  const { terminal, words } = call;
  if (call.flag('dry-run') && !call.flag('retry')) return misused(terminal, deliveries, '--dry-run goes with --retry.');
  const config = await openSite(call);
  if (!config) return 1;
  const { site } = config;
  const written = call.text('since');
  const since = written === null ? null : readSince(written, terminal.now(), site.timezone);
  if (written !== null && !since)
    return misused(terminal, deliveries, `"${written}" is no date and no length of time. Write 2026-11-20, or 7d.`);

  const { openDatabase } = await import('../database/database.ts');
  const { createOutcomes } = await import('../federation/ledger/outcomes.ts');
  const { findSubjects, nameSubjects } = await import('../federation/ledger/subjects.ts');
  const database = await openDatabase(config.place.database);
  try {
    const outcomes = createOutcomes(database);
    const named = call.text('host');
    const host = named === null ? null : readHost(named);
    if (host !== null && !(await outcomes.knowsHost(host))) {
      terminal.error(`Nothing was ever sent to ${host}.`);
      return 1;
    }
    const [word] = words;
    const about = word === undefined ? null : await findSubjects(database, site, word);
    if (word !== undefined && !about) {
      terminal.error(`There is no post, and no activity, called "${word}". See: postern deliveries, postern list`);
      return 1;
    }
    const selection: Selection = { about, since, host, failed: call.flag('failed') };
    if (call.flag('retry')) {
      const { createLedger } = await import('../federation/ledger/ledger.ts');
      const ledger = createLedger({ database, now: terminal.now });
      const isDry = call.flag('dry-run');
      const retried = await ledger.retryNow(selection, { count: isDry });
      const isDown = (await outcomes.troubled(1, host)).length > 0;
      const told = { isDry, isDown, isJson: call.flag('json'), isOfFailed: call.flag('failed') };
      for (const line of retryLines(retried, told)) terminal.out(line);
      return 0;
    }
    const limit = about ? shortHistory : shortList;
    const sent = await outcomes.newest(selection, call.flag('all') ? Infinity : limit + 1);
    const shownOnes = call.flag('all') ? sent : sent.slice(0, limit);
    const name = await nameSubjects(
      database,
      site,
      shownOnes.map(({ subject }) => subject),
    );
    const lines = shownOnes.map((one) => ({ ...one, ...name(one.subject) }));
    const view: View = { call, site, outcomes, selection, lines, more: sent.length > lines.length };
    if (call.flag('json')) await printJson(view);
    else if (about) await printHistory(view);
    else await printOverview(view);
    if (!call.flag('json') && isWhole(selection)) {
      const { countSubscriptions } = await import('../federation/websub/subscriptions.ts');
      for (const line of readerLines(await countSubscriptions(database, terminal.now()))) terminal.out(line);
    }
    return lines.some(({ failed }) => failed > 0) ? 3 : 0;
  } finally {
    await database.close();
  }
}

interface View {
  call: Call;
  site: Site;
  outcomes: Outcomes;
  selection: Selection;
  lines: (Line & { address: string | null })[];
  /** Whether there are others that are not shown. */
  more: boolean;
}

async function printOverview({ call: { terminal }, site, outcomes, selection, lines, more }: View): Promise<void> {
  const shown = showIn(site.timezone);
  if (lines.length === 0) {
    terminal.out(emptiness(selection));
    return;
  }
  for (const line of overviewLines(lines, shown)) terminal.out(line);
  if (more) terminal.out('Older ones: --all, or --since 30d.');
  const troubled = await outcomes.troubled(mostTroubled + 1, selection.host);
  const lead = troubledLines(troubled.slice(0, mostTroubled), troubled.length > mostTroubled, shown);
  if (lead.length > 0) terminal.out('');
  for (const line of lead) terminal.out(line);
}

/** Nothing is left out of what is shown. */
function isWhole({ about, since, host, failed }: Selection): boolean {
  return !about && !since && host === null && !failed;
}

function emptiness({ failed, since, host }: Selection): string {
  if (failed) return 'Nothing failed.';
  return since || host !== null
    ? 'Nothing was sent.'
    : 'Nothing was sent yet: nobody follows, or nothing was published since.';
}

async function printHistory({ call, site, outcomes, selection, lines, more }: View): Promise<void> {
  const { terminal } = call;
  const shown = showIn(site.timezone);
  if (lines.length === 0) terminal.out(emptiness(selection));
  let last: string | null = null;
  for (const line of lines) {
    if (line.subject !== last) {
      if (last !== null) terminal.out('');
      terminal.out(cut(line.title, lineWidth));
      if (line.address) terminal.out(line.address);
    }
    last = line.subject;
    terminal.out('');
    terminal.out(`${kindOf(line)}, ${shown(line.created)}: ${totals(line)}`);
    const attempts = await outcomes.attempts(line.key, selection);
    for (const text of detailLines(attempts, { all: call.flag('all'), now: terminal.now(), shown })) terminal.out(text);
  }
  if (more) terminal.out('');
  if (more) terminal.out('Older ones: --all.');
}

async function printJson({ call: { terminal }, outcomes, selection, lines, more }: View): Promise<void> {
  const activities: object[] = [];
  for (const line of lines) {
    const { key, uri, ...rest } = line;
    const each = selection.about ? { deliveries: await outcomes.attempts(key, selection) } : {};
    activities.push({ id: uri, ...rest, ...each });
  }
  const servers = selection.about ? {} : { troubled: await outcomes.troubled(1000, selection.host) };
  terminal.out(jsonText({ activities, more, ...servers }));
}
