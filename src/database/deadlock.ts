import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from './failure.ts';

/** So often, since each time another of those that wait for each other has gone ahead. */
const attempts = 10;

/**
 * Does it again where PostgreSQL undid it, because it and another transaction waited for each other (40P01). SQLite, where
 * one writes at a time, knows no such thing.
 * @param act one statement or one transaction: what is undone as a whole may be done again as a whole.
 */
export async function despiteDeadlock<T>(act: () => PromiseLike<T>): Promise<T> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (left === 0 || !isDeadlock(error)) throw error;
    }
    await pause(Math.random() * 50);
  }
}

/** Drizzle wraps what the engine says. */
function isDeadlock(error: unknown): boolean {
  return codeOf(error) === '40P01' || (error instanceof Error && codeOf(error.cause) === '40P01');
}
