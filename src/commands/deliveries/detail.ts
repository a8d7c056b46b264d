import { inWords } from '../../federation/ledger/answer-words.ts';
import { type Attempted, type State, states } from '../../federation/ledger/outcomes.ts';
import { cut, many, type Shown, wrap } from './layout.ts';

/** As many inboxes are named one by one, unless all are asked for. */
const mostLines = 30;
/** As many groups, and servers of a group, are named. */
const mostGroups = 12;
const mostNames = 5;
const widestName = 32;

const words: Record<State, string> = {
  failed: 'failed',
  waiting: 'waiting',
  delivered: 'delivered',
  superseded: 'replaced',
};

/** How an activity fares, inbox by inbox; many inboxes in groups of those that fare alike, unless `all` are asked for. */
export function detailLines(
  attempts: readonly Attempted[],
  options: { all: boolean; now: Date; shown: Shown },
): string[] {
  const sorted = attempts.toSorted(
    (one, other) =>
      states.indexOf(one.state) - states.indexOf(other.state) ||
      compare(one.host, other.host) ||
      compare(one.inbox, other.inbox),
  );
  return options.all || sorted.length <= mostLines ? oneByOne(sorted, options) : grouped(sorted, options);
}

function oneByOne(attempts: readonly Attempted[], { now, shown }: { now: Date; shown: Shown }): string[] {
  const inboxes = new Map<string, number>();
  for (const { host } of attempts) inboxes.set(host, (inboxes.get(host) ?? 0) + 1);
  const names = attempts.map(({ host, inbox }) => ((inboxes.get(host) ?? 0) > 1 ? host + pathOf(inbox) : host));
  const width = Math.min(widestName, Math.max(0, ...names.map((name) => name.length)));
  return attempts.flatMap((attempt, at) => {
    const name = names[at] ?? '';
    const head = `  ${words[attempt.state].padEnd(9)}  `;
    const parts = partsOf(attempt, now, shown);
    if (name.length <= width) return wrap(`${head}${name.padEnd(width)}  `, parts);
    // What is longer stands on a line of its own, whole: it is there to be copied.
    return [`${head}${name}`, ...wrap(' '.repeat(head.length + width + 2), parts)];
  });
}

/** What is to be said of one inbox. */
function partsOf(attempt: Attempted, now: Date, shown: Shown): string[] {
  const { state, attempts, finished, due, pausedUntil, failingSince } = attempt;
  const wrong = inWords(attempt);
  const tries = attempts > 1 ? [`tried ${attempts} times`] : [];
  if (state === 'delivered')
    return [...(finished ? [shown(finished)] : []), ...(attempts > 1 ? [`at attempt ${attempts}`] : [])];
  if (state === 'superseded') return [attempt.inPost ? wentWithPost : 'something newer went in its place'];
  if (state === 'failed') return [wrong || 'failed', ...tries, ...(finished ? [`given up ${shown(finished)}`] : [])];
  const isPaused = pausedUntil !== null && pausedUntil > now;
  const failing = failingSince
    ? [`the server fails since ${shown(failingSince)}${isPaused ? ' and is paused' : ''}`]
    : [];
  const next = due && due > now ? `next try ${shown(due)}` : 'due now';
  // When that is, and what keeps it, is said of what goes before it.
  if (attempt.behind) return [...(wrong ? [wrong] : []), ...tries, goesHow(attempt)];
  return [wrong || (attempts === 0 ? 'not tried yet' : 'no answer yet'), ...tries, next, ...failing];
}

const wentWithPost = 'the post went there with it';

function goesHow({ inPost }: Attempted): string {
  return inPost ? 'goes with the post' : 'goes after what was before it';
}

function reasonOf(attempt: Attempted): string {
  const { state, inPost, behind } = attempt;
  if (state === 'superseded') return inPost ? wentWithPost : '';
  if (behind) return goesHow(attempt);
  return state === 'delivered' ? '' : inWords(attempt);
}

interface Group {
  state: State;
  wrong: string;
  attempts: Attempted[];
}

function grouped(attempts: readonly Attempted[], { now, shown }: { now: Date; shown: Shown }): string[] {
  const groups = new Map<string, Group>();
  for (const attempt of attempts) {
    const wrong = reasonOf(attempt);
    const key = `${attempt.state} ${wrong}`;
    const group = groups.get(key) ?? { state: attempt.state, wrong, attempts: [] };
    group.attempts.push(attempt);
    groups.set(key, group);
  }
  // The largest first, within what is worst first.
  const all = [...groups.values()].sort(
    (one, other) =>
      states.indexOf(one.state) - states.indexOf(other.state) || other.attempts.length - one.attempts.length,
  );
  const hidden = all.slice(mostGroups);
  const left = hidden.reduce((sum, group) => sum + group.attempts.length, 0);
  return [
    ...all.slice(0, mostGroups).flatMap((group) => groupLines(group, now, shown)),
    ...(left > 0 ? [`  ${many(left, 'inbox')} with other answers`] : []),
    '  One line for each inbox: --all. Only those that failed: --failed.',
  ];
}

function groupLines({ state, wrong, attempts }: Group, now: Date, shown: Shown): string[] {
  const hosts = [...new Set(attempts.map(({ host }) => host))];
  const where = hosts.length === attempts.length ? '' : ` on ${many(hosts.length, 'server')}`;
  const head = `  ${many(attempts.length, 'inbox')}${where} ${words[state]}`;
  const lines = wrap('', [`${head}${wrong ? `: ${wrong}` : ''}`, ...times(state, attempts, now, shown)], ', ').map(
    (line, at) => (at === 0 ? line : `    ${line}`),
  );
  if (state === 'delivered' || state === 'superseded') return lines;
  const named = hosts.slice(0, mostNames).map((host) => cut(host, widestName));
  const more = hosts.length - named.length;
  return [...lines, ...wrap('    ', more > 0 ? [...named, `and ${many(more, 'other')}`] : named, ', ')];
}

/** From when to when they were finished, or are tried next. */
function times(state: State, attempts: readonly Attempted[], now: Date, shown: Shown): string[] {
  const instants = attempts.flatMap(({ due, finished }) => (state === 'waiting' ? due : finished) ?? []);
  if (instants.length === 0) return [];
  const earliest = instants.reduce((one, other) => (other < one ? other : one));
  const latest = instants.reduce((one, other) => (other > one ? other : one));
  if (state === 'waiting' && attempts.some(({ behind }) => behind)) return [];
  if (state === 'waiting') return [earliest > now ? `next try ${shown(earliest)}` : 'due now'];
  const [first, last] = [shown(earliest), shown(latest)];
  const day = 'yyyy-mm-dd'.length;
  const end = first.slice(0, day) === last.slice(0, day) ? last.slice(day + 1) : last;
  return [first === last ? first : `${first} to ${end}`];
}

function pathOf(inbox: string): string {
  const url = URL.parse(inbox);
  return url ? url.pathname + url.search : ` ${inbox}`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
