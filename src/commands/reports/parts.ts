import { absolute, type Site } from '../../config.ts';
import { type ListedReport, listReports } from '../../federation/reports/list.ts';
import { createReports } from '../../federation/reports/reports.ts';
import type { Call, ExitCode, Terminal } from '../command.ts';
import { inWords, type Room } from '../comments/open.ts';
import { cut, lineWidth, many, showIn } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { jsonText } from '../json-text.ts';
import { spell } from '../spell.ts';

/** `postern reports`: what is open, each with the beginning of what was said. */
export async function list({ config: { site }, database }: Room, call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const [found, counted] = await Promise.all([
    listReports(database, { isClosedToo: call.flag('all') }),
    createReports(database).counted(),
  ]);
  if (call.flag('json')) {
    terminal.out(jsonText({ reports: found.map((one) => inJson(one, site)), counted }));
    return 0;
  }
  const instant = showIn(site.timezone);
  const rows = found.map((one) => [String(one.key), instant(one.received), aboutOf(one), senderOf(one)]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const [at, row] of rows.entries()) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    const closed = found[at]?.closed ? '  (closed)' : '';
    const text = oneLine(found[at]);
    if (terminal.interactive) {
      const indent = ' '.repeat((widths[0] ?? 0) + 2);
      terminal.out(`${cells.join('  ').trimEnd()}${closed}`);
      if (text !== '') terminal.out(`${indent}${cut(text, lineWidth - indent.length)}`);
    } else terminal.out(`${cells.join('  ')}  ${text}${closed}`.trimEnd());
  }
  for (const line of summary(found, counted, terminal)) terminal.out(line);
  return 0;
}

function summary(found: readonly ListedReport[], counted: number, { environment }: Terminal): string[] {
  const open = found.filter(({ closed }) => closed === null);
  const first = open[0]?.key;
  return [
    open.length === 0 ? 'Nothing was reported that is open.' : `${many(open.length, 'report')} open.`,
    ...(counted === 0 ? [] : [`${many(counted, 'more report')} only counted, since so many are open.`]),
    ...(first === undefined
      ? []
      : [
          `Read one whole with: ${spell(environment, 'reports', 'show', String(first))}`,
          `Put it aside with: ${spell(environment, 'reports', 'close', String(first))}`,
        ]),
  ];
}

/** `postern reports show NUMBER…`: all that is known of them. */
export async function show({ config: { site }, database }: Room, call: Call, keys: number[]): Promise<ExitCode> {
  const { terminal } = call;
  const found = await findAll(database, keys, terminal);
  if (!found) return 1;
  if (call.flag('json')) {
    terminal.out(jsonText({ reports: found.map((one) => inJson(one, site)) }));
    return 0;
  }
  const instant = showIn(site.timezone);
  for (const [at, one] of found.entries()) {
    if (at > 0) terminal.out('');
    terminal.out(`Report ${one.key}${one.closed ? `, closed ${instant(one.closed)}` : ''}`);
    const field = (name: string, value: string): void => terminal.out(`  ${name.padEnd(9)}${value}`);
    field('came', instant(one.received));
    field('by', one.by === null ? 'a reader' : harmless(one.by));
    if (one.comment !== null)
      field('comment', `${one.comment}${one.author ? `, by @${harmless(one.author.handle)}` : ''}`);
    if (one.post) field('post', absolute(site, one.post.permalink));
    if (one.account !== null) field('account', one.account);
    for (const line of one.text === '' ? ['(no words)'] : one.text.split('\n'))
      terminal.out(`  ${harmless(line)}`.trimEnd());
    if (one.comment !== null)
      terminal.out(`  See: ${spell(terminal.environment, 'comments', 'show', String(one.comment))}`);
  }
  return 0;
}

/** `postern reports close NUMBER…`, or all that are open (null). */
export async function close({ database }: Room, { terminal }: Call, keys: number[] | null): Promise<ExitCode> {
  const found = keys === null ? await listReports(database, {}) : await findAll(database, keys, terminal);
  if (!found) return 1;
  const wanted = found.map(({ key }) => key);
  const closed = await createReports(database).close(wanted, terminal.now());
  const already = found.filter((one) => one.closed !== null).map(({ key }) => key);
  if (already.length > 0)
    terminal.out(`${already.length === 1 ? 'Report' : 'Reports'} ${inWords(already)} closed already.`);
  terminal.out(closed === 0 ? 'Nothing was to be closed.' : `Closed: ${many(closed, 'report')}.`);
  return 0;
}

async function findAll(
  database: Room['database'],
  keys: readonly number[],
  terminal: Terminal,
): Promise<ListedReport[] | null> {
  const found = await listReports(database, { keys });
  const missing = keys.filter((key) => !found.some((one) => one.key === key));
  if (missing.length === 0) return found;
  const what = missing.length === 1 ? 'There is no report' : 'There are no reports';
  terminal.error(`${what} ${inWords(missing)}. See: ${spell(terminal.environment, 'reports')}`);
  return null;
}

/** What it is about: `comment 4 on first-frost`, a slug, `@james`. */
function aboutOf({ comment, post, account }: ListedReport): string {
  const on = post ? post.slug : null;
  if (comment !== null) return `comment ${comment}${on === null ? '' : ` on ${on}`}`;
  return on ?? (account === null ? 'something that is gone' : `account ${account}`);
}

/** The server that it came from: the actor is often no person. */
function senderOf({ by }: ListedReport): string {
  return by !== null && URL.canParse(by) ? new URL(by).host : 'a reader';
}

function oneLine(one: ListedReport | undefined): string {
  return harmless((one?.text ?? '').replaceAll('\n', ' '));
}

function inJson(one: ListedReport, site: Pick<Site, 'origin' | 'base'>): object {
  const { key, by, comment, author, post, account, text, received, closed } = one;
  return {
    ...{ number: key, by, comment, author },
    post: post && { slug: post.slug, address: absolute(site, post.permalink) },
    ...{ account, text, received, closed },
  };
}
