import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped word most probably means, or null when none is near: at most two letters off,
 * or a third of a long word. The beginning of one candidate only (`timez` → `timezone`), or more than it
 * (`warning` → `warn`), means that one.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const plain = word.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, far: distance(plain, candidate.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  if (best && best.far <= Math.max(Math.min(2, plain.length - 1), Math.floor(plain.length / 3))) return best.candidate;
  if (plain.length < 3) return null;
  const begun = candidates.filter((candidate) => isBeginning(plain, candidate.toLowerCase()));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

function isBeginning(word: string, candidate: string): boolean {
  return candidate.startsWith(word) || (candidate.length > 2 && word.startsWith(candidate));
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}
