/** One thing measured: Postern, the bare program, and how they relate. */
export interface Figure {
  what: string;
  unit: 'per second' | 'ms';
  postern: number;
  bare: number;
  /** Of rates Postern's share of the bare program's; of times how many times as long Postern takes. */
  ratio: number;
  goal: { ratio: number } | { milliseconds: number };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** The figures as a table of text. */
export function table(figures: Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    amount(figure, figure.postern),
    amount(figure, figure.bare),
    figure.ratio.toFixed(2),
    'ratio' in figure.goal ? `ratio ≥ ${figure.goal.ratio}` : `< ${time(figure.goal.milliseconds)}`,
    reached(figure) ? 'yes' : 'NO',
  ]);
  const all = [['', 'Postern', 'bare', 'ratio', 'goal', 'reached'], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function reached({ goal, ratio, postern }: Figure): boolean {
  return 'ratio' in goal ? ratio >= goal.ratio : postern < goal.milliseconds;
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 || column > 3 ? cell.padEnd(width) : cell.padStart(width);
}

function amount({ unit }: Figure, value: number): string {
  return unit === 'ms' ? time(value) : `${Math.round(value).toLocaleString('en')}/s`;
}

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}
