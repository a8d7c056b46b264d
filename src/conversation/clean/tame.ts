import { endingAt } from './ending.ts';
import { createSieve, isVisible, plainLetters } from './letters.ts';
import type { Run } from './tree.ts';

const mostBreaks = 2;
const blank = /[\t-\r \u0085\u2028\u2029]+/g;
const lineEnd = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/**
 * The runs of a paragraph as they may be shown: no more white space, line breaks and attached characters in a row than
 * words need. Nothing at all where there is nothing to see.
 */
export function tame(runs: readonly Run[], isPre: boolean): Run[] {
  const sieve = createSieve();
  const tamed: Run[] = [];
  for (const { text, marks } of runs) {
    if (text === null) {
      trimEnd(tamed);
      const isFlood = tamed.slice(-mostBreaks).filter((run) => run.text === null).length === mostBreaks;
      if (tamed.length > 0 && !isFlood) tamed.push({ text, marks });
      continue;
    }
    const letters = sieve(plainLetters(text));
    const before = tamed.at(-1)?.text ?? '';
    const spaced = isPre ? linesOf(letters, before) : wordsOf(letters, before);
    if (spaced !== '') tamed.push({ text: spaced, marks });
  }
  while (tamed.length > 0) {
    trimEnd(tamed);
    if (tamed.at(-1)?.text !== null) break;
    tamed.pop();
  }
  return isVisible(tamed.map((run) => run.text ?? '').join('')) ? tamed : [];
}

/** The same for text without marks, on one line. */
export function tameLine(text: string): string {
  return tame([{ text, marks: [] }], false)
    .map((run) => run.text)
    .join('');
}

/** White space as one space; none at the beginning of a line. `before` is the text that it follows, '' on a new line. */
function wordsOf(text: string, before: string): string {
  const spaced = text.replace(blank, ' ');
  return before === '' || before.endsWith(' ') ? spaced.replace(/^ /, '') : spaced;
}

/** As it stands, without empty lines at the beginning, and at most two of them together. */
function linesOf(text: string, before: string): string {
  const ends = before.length - endingAt(before, '\n');
  const room = before === '' ? 0 : Math.max(0, 3 - ends);
  return text
    .replace(lineEnd, '\n')
    .replace(/^\n+/, (lines) => lines.slice(0, room))
    .replace(/\n{4,}/g, '\n\n\n');
}

/** Takes white space off the end, with the runs that are nothing else. */
function trimEnd(runs: Run[]): void {
  for (let last = runs.at(-1); typeof last?.text === 'string'; last = runs.at(-1)) {
    runs.pop();
    const text = last.text.slice(0, endingAt(last.text, '\t\n '));
    if (text === '') continue;
    runs.push({ text, marks: last.marks });
    return;
  }
}
