import { appendFileSync } from 'node:fs';

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
