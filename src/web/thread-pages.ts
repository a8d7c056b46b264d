import type { Outlined } from '../conversation/kept.ts';
import type { Placed } from '../conversation/thread.ts';

/** A page of a thread ends after so many remarks, or once so much was written on it, in bytes. */
const mostRemarks = 100;
const mostText = 400_000;

/** A remark on its page, with those below it. */
export interface Standing {
  remark: Outlined;
  /** What it answers and the page of that, where it does not stand right below it. */
  answers: { remark: Outlined; page: number } | null;
  below: Standing[];
}

/** Parts a thread into pages; the first is there even when it is empty. */
export function pagesOf(thread: readonly Placed<Outlined>[]): Placed<Outlined>[][] {
  const pages: Placed<Outlined>[][] = [[]];
  let written = 0;
  for (const placed of thread) {
    const { size } = placed.remark;
    const last = pages.at(-1) ?? [];
    if (last.length > 0 && (last.length >= mostRemarks || written + size > mostText)) {
      pages.push([placed]);
      written = size;
      continue;
    }
    last.push(placed);
    written += size;
  }
  return pages;
}

/** One page as a tree. What answers something on a page before it stands at its beginning, and says whom it answers. */
export function pageOfThread(pages: readonly Placed<Outlined>[][], number: number): Standing[] {
  const roots: Standing[] = [];
  // The last remark of each depth, in the whole thread and on this page.
  const last: { remark: Outlined; page: number }[] = [];
  const open: Standing[] = [];
  const pageOf = new Map<Outlined, number>();
  pages.slice(0, number).forEach((placed, index) => {
    const page = index + 1;
    for (const { remark, depth, answers } of placed) {
      pageOf.set(remark, page);
      const above = answers ? { remark: answers, page: pageOf.get(answers) ?? page } : (last[depth - 1] ?? null);
      last.length = depth;
      last[depth] = { remark, page };
      if (page !== number) continue;
      open.length = Math.min(open.length, depth);
      const holder = open[depth - 1];
      const standing: Standing = {
        remark,
        answers: holder && holder.remark === above?.remark ? null : above,
        below: [],
      };
      (holder?.below ?? roots).push(standing);
      open[depth] = standing;
    }
  });
  return roots;
}

/** The keys of all that stands there, and of what it answers elsewhere. */
export function keysIn(standings: readonly Standing[]): number[] {
  return standings.flatMap(({ remark, answers, below }) => [
    remark.key,
    ...(answers ? [answers.remark.key] : []),
    ...keysIn(below),
  ]);
}
