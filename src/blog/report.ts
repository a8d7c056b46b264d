import type { Problem } from '../problem.ts';
import type { Removable } from './index-queries.ts';
import type { Step } from './reconcile.ts';

/** A post that a publish touched. */
export interface Touched {
  id: string;
  kind: 'post' | 'note' | 'page';
  /** Its file, relative to the content folder. */
  path: string;
  permalink: string;
  title: string | null;
}

/** What one publish did, for people and logs. */
export interface Report {
  created: Touched[];
  updated: Touched[];
  /** Under another file or address than before; `from` is that file and that address. */
  renamed: (Touched & { from: { path: string; permalink: string } })[];
  /** Came back after they were hidden or deleted. */
  restored: Touched[];
  /** Hidden: 404 for readers, still there for those who hold their ActivityPub address. */
  vanished: Touched[];
  /** 410 for everybody. */
  deleted: Touched[];
  /** What is wrong with the files that were read, and with the folder. */
  problems: Problem[];
  /** The change number now. */
  change: number;
}

export function emptyReport(change: number): Report {
  return { created: [], updated: [], renamed: [], restored: [], vanished: [], deleted: [], problems: [], change };
}

export function reportStep(report: Report, step: Step): void {
  if (step.kind === 'create') report.created.push(touched(step.row));
  else if (step.kind === 'hide') report.vanished.push(touched(step.before));
  // The file is there, as the post that it was before.
  else if (step.kind === 'merge') return;
  else if (step.before.state !== 'live') report.restored.push(touched(step.row));
  else if (step.before.path === step.row.path && step.before.permalink === step.row.permalink)
    report.updated.push(touched(step.row));
  else
    report.renamed.push({ ...touched(step.row), from: { path: step.before.path, permalink: step.before.permalink } });
}

export function touched({ id, kind, path, permalink, title }: Pick<Removable, keyof Touched>): Touched {
  return { id, kind, path, permalink, title };
}
