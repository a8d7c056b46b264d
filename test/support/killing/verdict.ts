import type { Letter } from '../crowd.ts';
import { variantOf } from './plan.ts';

/** What arrived, against what had to. */
export interface Verdict {
  /** Posts of which an inbox holds something else in the end than the blog shows, or nothing. */
  missing: string[];
  /** Posts of which something came to an inbox before what goes first was answered there, or what goes first once more after it. */
  disordered: string[];
  /** Letters that came to an inbox more than once, and how often in all beyond the first. */
  doubled: number;
}

/** @param shown what the blog shows: by slug the number of the text, null where it is gone. */
export function judge(
  inboxes: readonly string[],
  letters: readonly Letter[],
  shown: ReadonlyMap<string, number | null>,
): Verdict {
  const verdict: Verdict = { missing: [], disordered: [], doubled: 0 };
  const taken = letters.filter(({ isTaken }) => isTaken);
  const byInbox = Map.groupBy(taken, ({ inbox }) => inbox);
  for (const inbox of inboxes) {
    const given = byInbox.get(inbox) ?? [];
    verdict.doubled += given.length - new Set(given.map(({ id }) => id)).size;
    const bySlug = Map.groupBy(given, ({ subject }) => subject.slice(subject.lastIndexOf('/') + 1));
    for (const [slug, variant] of shown) {
      const about = bySlug.get(slug) ?? [];
      const held = heldAfter(about);
      if (held !== variant) verdict.missing.push(`${inbox} holds ${slug} as ${held}, and not as ${variant}`);
      const why = disorderIn(about);
      if (why !== null) verdict.disordered.push(`${inbox}: ${slug}: ${why}`);
    }
  }
  return verdict;
}

/** As other servers take it: what they know is not made again, and what is gone stays so. */
function heldAfter(letters: readonly Letter[]): number | null {
  let held: number | null = null;
  let isGone = false;
  for (const { type, text } of letters) {
    if (type === 'Delete') [held, isGone] = [null, true];
    else if (!isGone && (type === 'Create') === (held === null)) held = variantOf(text);
  }
  return held;
}

const places: Record<string, number> = { Create: 0, Update: 1, Delete: 2 };

/** Each kind comes only when an earlier one was answered, and none comes again after a later one, nor an older text after a newer. */
function disorderIn(letters: readonly Letter[]): string | null {
  let last = 0;
  let newest = 0;
  for (const [index, { type, text, at }] of letters.entries()) {
    const place = places[type] ?? 0;
    if (place < last) return `a ${type} after what follows it`;
    const variant = variantOf(text) ?? newest;
    if (place === 1 && variant < newest) return 'an older text after a newer';
    const before = letters.slice(0, index).filter((one) => one.type !== type);
    const isAnswered = before.some(({ answered }) => answered !== null && answered <= at);
    if (place === 1 && !isAnswered) return 'an Update before the Create was answered';
    if (place === 2 && before.length > 0 && !isAnswered) return 'a Delete before anything was answered';
    last = place;
    newest = Math.max(newest, variant);
  }
  return null;
}
