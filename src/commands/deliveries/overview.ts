import type { Sent, Troubled } from '../../federation/ledger/outcomes.ts';
import { amount, cut, lineWidth, type Shown } from './layout.ts';

/** An activity with what it is about. */
export type Line = Sent & { title: string };

const kinds: Record<string, string> = {
  Create: 'new',
  Update: 'edit',
  Delete: 'removal',
  Accept: 'accept',
  Reject: 'refuse',
};

/** What an activity does, in one word that is none of ActivityPub's. */
export function kindOf({ type, title }: Pick<Line, 'type' | 'title'>): string {
  if (type === 'Update' && title.startsWith('@')) return 'profile';
  return kinds[type] ?? type.toLowerCase();
}

const gap = '  ';
const leastTitle = 12;

/** Activities as a table that fits a terminal; a column that would hold nothing but zeros is left out, but for the first three. */
export function overviewLines(lines: readonly Line[], shown: Shown): string[] {
  const replaced = lines.some(({ superseded }) => superseded > 0);
  const numbers = ['delivered', 'waiting', 'failed', ...(replaced ? ['replaced'] : [])];
  const rows = lines.map((line) => [
    count(line.delivered),
    line.complete ? count(line.waiting) : `${amount(line.waiting)}+`,
    count(line.failed),
    ...(replaced ? [count(line.superseded)] : []),
  ]);
  const widths = numbers.map((name, column) => widest([name, ...rows.map((row) => row[column] ?? '')]));
  const whens = lines.map(({ created }) => shown(created));
  const when = widest(['when', ...whens]);
  const kind = widest(['what', ...lines.map(kindOf)]);
  const taken = when + kind + widths.reduce((sum, width) => sum + width + gap.length, 2 * gap.length);
  const room = Math.max(leastTitle, lineWidth - taken);
  const titles = lines.map((line) => cut(line.title, room));
  const title = widest(['about', ...titles]);

  const put = (first: string, second: string, third: string, rest: readonly string[]): string =>
    [
      first.padEnd(when),
      second.padEnd(kind),
      padded(third, title),
      ...rest.map((cell, at) => cell.padStart(widths[at] ?? 0)),
    ]
      .join(gap)
      .trimEnd();
  return [
    put('when', 'what', 'about', numbers),
    ...lines.map((line, at) => put(whens[at] ?? '', kindOf(line), titles[at] ?? '', rows[at] ?? [])),
  ];
}

/** Servers that fail, below the table. */
export function troubledLines(servers: readonly Troubled[], more: boolean, shown: Shown): string[] {
  if (servers.length === 0) return [];
  const name = Math.min(38, widest(servers.map((server) => server.name)));
  return [
    'Servers that fail at the moment, and since when:',
    ...servers.map((server) => {
      const until = server.pausedUntil ? `, paused until ${shown(server.pausedUntil)}` : '';
      return `  ${cut(server.name, name).padEnd(name)}  ${shown(server.failingSince)}${until}`;
    }),
    ...(more ? ['  and others'] : []),
  ];
}

/** `198 delivered, 2 waiting` */
export function totals(sent: Sent): string {
  const parts = [
    [sent.delivered, 'delivered'],
    [sent.waiting, 'waiting'],
    [sent.failed, 'failed'],
    [sent.superseded, 'replaced'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, word]) => `${amount(number)} ${word}`);
  const all = sent.complete ? told : [...told, 'and more are being added'];
  return all.join(', ') || 'goes to nobody';
}

function count(number: number): string {
  return number === 0 ? '-' : amount(number);
}

function widest(cells: readonly string[]): number {
  return Math.max(0, ...cells.map((cell) => [...cell].length));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
