import { countOf, type Sample } from './gauge.ts';
import type { Heap } from './heap.ts';

export interface Run {
  reads: number;
  activities: number;
  edits: number;
  delivered: number;
  seconds: number;
  before: Sample;
  /** When the load had stopped, and what hung on it was closed. */
  after: Sample;
  samples: readonly Sample[];
  /** Milliseconds. */
  probes: readonly number[];
  /** In the middle of each tenth. */
  heaps: readonly Heap[];
  counts: readonly ReadonlyMap<string, number>[];
  wrong: readonly string[];
}

export interface Verdict {
  /** Medians of what was resident, in the second tenth and in the last. */
  resident: { early: number; late: number };
  growth: number;
  wal: number;
  faults: string[];
}

/** Less than this may memory grow after the warm-up. */
const mostGrowth = 0.05;
/** SQLite writes its log back when it is 4 MB; a command that reads a while may keep it from beginning anew. */
const mostWal = 32 * 2 ** 20;
/** The heap is warm only after so many reads: of a shorter run, what is left without garbage is judged, less strictly. */
const [warm, mostKept] = [500_000, 0.1];
/** Four pieces of work at a time go on asking other servers, by a connection or two each. */
const slack = 8;

/** What a run shows, and what is wrong with it, in words. */
export function judge({ reads, samples, heaps, before, after, wrong }: Run): Verdict {
  const resident = { early: tenth(samples, 1), late: tenth(samples, 9) };
  const growth = resident.late / resident.early - 1;
  const kept = keptIn(heaps.slice(-3)) / keptIn(heaps.slice(1, 4)) - 1;
  const wal = Math.max(...samples.map((one) => one.wal));
  const [opened, left] = [lasting(before), lasting(after)];
  const faults = [...wrong];
  if (reads >= warm && !(growth < mostGrowth)) faults.push(`Memory grew by ${percent(growth)} after the warm-up.`);
  if (!(kept < mostKept)) faults.push(`What is kept without garbage grew by ${percent(kept)}.`);
  if (left > opened + slack) faults.push(`${left} sockets and files are open, of ${opened} before.`);
  if (after.threads > before.threads + 2) faults.push(`${after.threads} threads run, of ${before.threads} before.`);
  if (wal > mostWal) faults.push(`The write-ahead log grew to ${megabytes(wal)}.`);
  return { resident, growth, wal, faults };
}

/** The middle one of some, in bytes. */
function keptIn(heaps: readonly Heap[]): number {
  const sizes = heaps.map(({ used, outside }) => used + outside).toSorted((one, other) => one - other);
  return sizes[Math.floor(sizes.length / 2)] ?? Number.NaN;
}

/** Descriptors without those that each thread has for its own loop. */
export function lasting({ descriptors: { socket = 0, file = 0, inotify = 0 } }: Sample): number {
  return socket + file + inotify;
}

/** A table, and the figures in one line. */
export function tell(run: Run, { resident, growth, wal, faults }: Verdict): string[] {
  const { samples, probes, heaps, counts, before, after } = run;
  const waits = probes.toSorted((one, other) => one - other);
  const at = (part: number): string => `${(waits[Math.floor((waits.length - 1) * part)] ?? 0).toFixed(0)} ms`;
  const last = samples.at(-1);
  const open = samples.map(({ descriptors }) => countOf(descriptors));
  const processor = (last?.processor ?? 0) - before.processor;
  const answers = counts.flatMap((each) => [...each].toSorted(([one], [other]) => one.localeCompare(other)));
  const tenths = Array.from({ length: 10 }, (_, part) => megabytes(tenth(samples, part)));
  const rows: [string, string][] = [
    ['resident, by tenths', tenths.join(' · ')],
    ['kept, by tenths', heaps.map(({ used, outside }) => megabytes(used + outside)).join(' · ')],
    ['at most', `${megabytes(after.highest)}, of which ${megabytes(after.anonymous)} anonymous in the end`],
    [
      'descriptors',
      `${countOf(before.descriptors)} before, ${Math.max(...open)} at most, ${countOf(after.descriptors)} after (${kinds(before)}; ${kinds(after)})`,
    ],
    ['threads', `${before.threads} before, ${Math.max(...samples.map(({ threads }) => threads))} at most`],
    ['database', `${megabytes(before.database)} before, ${megabytes(after.database)} after`],
    [
      'write-ahead log',
      `${megabytes(wal)} at most; shared memory ${megabytes(Math.max(...samples.map(({ shm }) => shm)))}`,
    ],
    ['/healthz meanwhile', `half within ${at(0.5)}, 99 % within ${at(0.99)}, all within ${at(1)}`],
    ['processor', `${processor.toFixed(0)} s in ${run.seconds.toFixed(0)} s`],
    ['answers', answers.map(([name, count]) => `${name}: ${count}`).join(', ')],
  ];
  return [
    ...rows.map(([name, value]) => `${name.padEnd(20)} ${value}`),
    ...faults.map((fault) => `WRONG: ${fault}`),
    `${number(run.reads)} reads, ${number(run.activities)} activities, ${number(run.delivered)} deliveries and ${run.edits} edits in ${(run.seconds / 60).toFixed(1)} minutes: ` +
      `${megabytes(resident.early)} resident in the second tenth, ${megabytes(resident.late)} in the last (${percent(growth)}); ` +
      `sockets and files ${lasting(before)} before and ${lasting(after)} after; write-ahead log ${megabytes(wal)} at most.`,
  ];
}

/** The median of what was resident in one tenth of the load, counted from 0. */
function tenth(samples: readonly Sample[], part: number): number {
  const some = samples
    .filter(({ progress }) => progress >= part / 10 && progress < (part + 1) / 10)
    .map((one) => one.resident)
    .toSorted((one, other) => one - other);
  return some[Math.floor(some.length / 2)] ?? Number.NaN;
}

function kinds({ descriptors }: Sample): string {
  return Object.entries(descriptors)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 100 * 2 ** 20 ? 1 : 0)} MB`;
}

function percent(part: number): string {
  return `${part < 0 ? '−' : '+'}${Math.abs(part * 100).toFixed(1)} %`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
