import type { Fault } from './split.ts';

/**
 * The first conflict that a merge has left in a text, or null. One that stands whole in a block of code is what its author writes
 * about.
 */
export function findConflict(lines: readonly string[]): Fault | null {
  let fence: string | null = null;
  /** Where the mark of our side stands, and in which block of code. */
  let begun: { line: number; fence: string | null } | null = null;
  let isDivided = false;
  for (const [index, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === null) fence = mark;
    else if (mark?.startsWith(fence ?? '') && /^\s*[`~]+\s*$/.test(line)) fence = null;
    if (/^<{7} \S/.test(line)) {
      begun = { line: index + 1, fence };
      isDivided = false;
    } else if (begun && /^={7}\s*$/.test(line)) isDivided = true;
    else if (begun && isDivided && /^>{7} \S/.test(line)) {
      if (begun.fence === null || fence === null) return fault(begun.line);
      begun = null;
    }
  }
  return null;
}

function fault(line: number): Fault {
  return {
    line,
    what: 'A merge stopped here: the file holds what both sides say, between <<<<<<< and >>>>>>>.',
    mend: 'Keep what is right, remove the three marks (<<<<<<<, =======, >>>>>>>), and save the file.',
  };
}
