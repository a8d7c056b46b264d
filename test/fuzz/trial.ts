import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

/** `TEST_RUNS=50` tries each property fifty times as often, and larger texts: test/long/fuzz.ts. */
export const factor = Math.max(1, Number(process.env.TEST_RUNS ?? 1));

/** Milliseconds that a property may take. */
export const patience = 20_000 * factor;

/** How often a property is tried, where so often is usual. What is tried is counted in the file that TEST_TALLY names. */
export function times(usual: number): { numRuns: number } {
  const numRuns = Math.ceil(usual * factor);
  tally(numRuns);
  return { numRuns };
}

export function tally(cases: number): void {
  if (process.env.TEST_TALLY) appendFileSync(process.env.TEST_TALLY, `${cases}\n`);
}

const longest = 4_000;

/** As `fc.assert`, for cases that are too long to be read whole. */
export async function holds<Case>(
  arbitrary: fc.Arbitrary<Case>,
  act: (one: Case) => Promise<void>,
  usual: number,
): Promise<void> {
  const result = await fc.check(fc.asyncProperty(arbitrary, act), { ...times(usual), endOnFailure: true });
  if (!result.failed) return;
  const shown = JSON.stringify(result.counterexample).replace(/(.)\1{50,}/gsu, '$1…$1');
  throw new Error(`TEST_SEED=${result.seed}, ${result.counterexamplePath}: ${shown.slice(0, longest)}`, {
    cause: result.errorInstance,
  });
}
