import { type Call, type Command, type ExitCode, jsonOption, siteOption } from './command.ts';
import type { Row } from './list/read-list.ts';
import { zonedDate } from './new/zoned-date.ts';
import { complain, counted, openSite } from './site.ts';

export const list: Command = {
  name: 'list',
  about: 'List posts, notes and pages with their state, and what is wrong with them.',
  usage: ['list'],
  words: { least: 0, most: 0 },
  options: {
    ...siteOption,
    drafts: { value: null, about: 'Only drafts.' },
    scheduled: { value: null, about: 'Only what will be published by itself.' },
    problems: { value: null, about: 'Only the problems.' },
    ...jsonOption,
  },
  notes: [
    'Reads the files as they are; the server need not run. Exits with 3 when a file cannot be published as it is.',
    'A broken file that was published before keeps its last good version on the blog.',
  ],
  examples: ['postern list --drafts', 'postern list --problems && echo "all is well"'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const config = await openSite(call);
  if (!config) return 1;
  const { readList } = await import('./list/read-list.ts');
  const found = await readList(config.site, terminal.now());
  if (!found) {
    terminal.error(`There is no folder content in ${config.site.folder}. Make it, or name another blog with --site.`);
    return 1;
  }
  const { problems } = found;
  const states = [call.flag('drafts') && 'draft', call.flag('scheduled') && 'scheduled'];
  const wanted = states.some(Boolean) ? found.rows.filter(({ state }) => states.includes(state)) : found.rows;
  const rows = call.flag('problems') ? [] : wanted;

  if (call.flag('json')) terminal.out(JSON.stringify({ entries: rows, problems }, null, 2));
  else {
    for (const line of table(rows, config.site.timezone)) terminal.out(line);
    if (!call.flag('problems')) terminal.out(summary(rows));
    complain(terminal, problems);
    if (call.flag('problems') && problems.length === 0) terminal.out('There are no problems.');
  }
  return problems.some(({ severity }) => severity === 'error') ? 3 : 0;
}

const widestTitle = 48;

function table(rows: Row[], timezone: string): string[] {
  const cells = rows.map((row) => [
    row.unlisted ? `${row.state}, unlisted` : row.state,
    row.date ? zonedDate(row.date, timezone).instant.slice(0, 16).replace('T', ' ') : '',
    shorten(row.title ?? row.path),
    row.address ?? row.path,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function shorten(title: string): string {
  const plain = title.replace(/\s+/g, ' ');
  return plain.length > widestTitle ? `${plain.slice(0, widestTitle - 1)}…` : plain;
}

function summary(rows: Row[]): string {
  const states = ['published', 'scheduled', 'draft', 'broken'] as const;
  const counts = states.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
  const parts = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`);
  return `${counted(rows.length, 'file')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}
