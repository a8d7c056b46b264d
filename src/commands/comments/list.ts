import { absolute } from '../../config.ts';
import { countRemarks, findSpeakers, type Listed, listRemarks, type Selection } from '../../conversation/desk/list.ts';
import { eq, or } from '../../database/drizzle.ts';
import { readWho } from '../../federation/followers/who.ts';
import { type Call, type ExitCode, misused, type Terminal } from '../command.ts';
import { amount, cut, lineWidth, showIn } from '../deliveries/layout.ts';
import { readSince } from '../deliveries/read-selection.ts';
import { harmless } from '../followers/open.ts';
import { jsonText } from '../json-text.ts';
import { spell } from '../spell.ts';
import { inJson } from './json.ts';
import { type Room, writer } from './open.ts';
import { stateOf, textOf, whyOf } from './words.ts';

const usualLimit = 20;
const listed = ['held', 'shown', 'hidden'] as const;
type State = (typeof listed)[number];
const widest = 40;

/** `postern comments list`. */
export async function list(room: Room, call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const selection = await readSelection(room, call);
  if (typeof selection === 'number') return selection;
  const flags = listed.filter((state) => call.flag(state));
  const wanted: readonly State[] = flags.length > 0 ? flags : listed;
  const written = call.text('limit');
  const limit = written === null ? usualLimit : Number(written);
  // What waits comes first: it is there to be decided.
  const others = wanted.filter((state) => state !== 'held');
  const held = wanted.includes('held')
    ? await listRemarks(room.database, { ...selection, states: ['held'], limit })
    : [];
  const left = limit - held.length;
  const rest =
    others.length > 0 && left > 0
      ? await listRemarks(room.database, { ...selection, states: others, limit: left })
      : [];
  const found = [...held, ...rest];
  const counts = await countRemarks(room.database, selection);
  const all = wanted.reduce((sum: number, state) => sum + counts[state], 0);
  const more = all - found.length;

  if (call.flag('json')) {
    const { site } = room.config;
    terminal.out(jsonText({ comments: found.map((one) => inJson(one, site)), counts, more }));
    return 0;
  }
  for (const line of listLines(found, room, terminal)) terminal.out(line);
  for (const line of summary({ found, counts, wanted, more, isNarrow: isNarrow(call), by: call.text('by'), terminal }))
    terminal.out(line);
  return 0;
}

const isNarrow = (call: Call): boolean => ['post', 'by', 'since', ...listed].some((flag) => call.flag(flag));

/** What the flags select; an exit code after saying what is wrong with one. */
async function readSelection({ config: { site }, database }: Room, call: Call): Promise<Selection | ExitCode> {
  const { terminal } = call;
  const wrong = (what: string): ExitCode => misused(terminal, { name: 'comments' }, what);
  const [limit, since, by, post] = ['limit', 'since', 'by', 'post'].map((flag) => call.text(flag));
  if (limit != null && !/^[1-9]\d{0,8}$/.test(limit))
    return wrong(`"${limit}" is no number of comments. Write --limit 50.`);
  const from = since == null ? undefined : readSince(since, terminal.now(), site.timezone);
  if (from === null) return wrong(`"${since}" is no date and no length of time. Write 2026-11-20, or 7d.`);

  const selection: Selection = { since: from };
  if (by != null) {
    const who = readWho(by);
    if (!who) return wrong(`"${by}" is no handle. Write @ada@example.social, or the URL of the actor.`);
    selection.people = await findSpeakers(database, who);
  }
  if (post != null) {
    selection.posts = await findPostKeys(database, absolute(site, '/'), post);
    if (selection.posts.length === 0) {
      terminal.error(`There is no post called "${post}". See: ${spell(terminal.environment, 'list')}`);
      return 1;
    }
  }
  return selection;
}

/** Posts by slug, file, id or address; what was deleted counts too, since comments on it may be left. */
export async function findPostKeys(
  { query, tables: { posts } }: Room['database'],
  home: string,
  name: string,
): Promise<number[]> {
  const path = name.replace(/^\.?\/?(content\/)?/, '');
  const address = name.startsWith(home) ? `/${name.slice(home.length)}` : name;
  const rows = await query
    .select({ key: posts.key })
    .from(posts)
    .where(or(eq(posts.slug, name), eq(posts.id, name), eq(posts.path, path), eq(posts.permalink, address)));
  return rows.map(({ key }) => key);
}

/** In calm columns where somebody reads, the text cut below each; one line each, and whole, where a program does. */
function listLines(found: readonly Listed[], { config: { site } }: Room, { interactive }: Terminal): string[] {
  const instant = showIn(site.timezone);
  const rows = found.map((one) => [
    String(one.key),
    stateOf(one),
    instant(one.received),
    cut(writer(one), interactive ? widest : Infinity),
    one.post === null ? '(no post)' : one.post.slug,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.flatMap((row, at) => {
    const one = found[at];
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    const text = one ? textOf(one) : '';
    if (!interactive) return [`${cells.join('  ')}  ${text}`.trimEnd()];
    const indent = ' '.repeat((widths[0] ?? 0) + 2);
    const why = one?.state === 'held' ? whyOf(one) : null;
    return [
      cells.join('  ').trimEnd(),
      `${indent}${cut(text, lineWidth - indent.length)}`,
      ...(why === null ? [] : [`${indent}${cut(`(${why.replace(/\.$/, '')})`, lineWidth - indent.length)}`]),
    ];
  });
}

interface Summary {
  found: readonly Listed[];
  counts: Record<State, number>;
  wanted: readonly State[];
  more: number;
  isNarrow: boolean;
  /** As it was written. */
  by: string | null;
  terminal: Terminal;
}

function summary({ found, counts, wanted, more, isNarrow, by, terminal }: Summary): string[] {
  const { environment } = terminal;
  if (found.length === 0) {
    if (by !== null) return [`Nothing like that of ${harmless(by)} is here.`];
    if (!isNarrow) return ['Nobody has said anything yet.'];
    return [wanted.length === 1 && wanted[0] === 'held' ? 'Nothing waits.' : 'There is nothing like that.'];
  }
  const waits = `${amount(counts.held)} ${counts.held === 1 ? 'waits' : 'wait'} for you`;
  const says = { held: waits, shown: `${amount(counts.shown)} shown`, hidden: `${amount(counts.hidden)} hidden` };
  const parts = wanted.filter((state) => counts[state] > 0).map((state) => says[state]);
  const first = found.find(({ state }) => state === 'held')?.key;
  return [
    ...(parts.length > 0 ? [`${parts.join(', ')}.`] : []),
    ...(more > 0 ? [`${amount(more)} more: --limit ${found.length + more}`] : []),
    ...(first === undefined
      ? []
      : [
          `Read one whole with: ${spell(environment, 'comments', 'show', String(first))}`,
          `Decide with: ${spell(environment, 'comments', 'approve', String(first))}, or with hide, delete or block.`,
        ]),
  ];
}
