import { shortage } from '../content/shortage.ts';
import { DatabaseError } from '../database/database.ts';

/** In seconds: when a reader may ask again. */
export const askAgain = 60;

/** Why a request could not be answered now, for the owner, where it is no mistake of ours: null where it is one. */
export function whyUnavailable(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.message;
  const short = shortage(error);
  return short && `A file could not be opened: ${short}.`;
}

/** Milliseconds. What is wrong is wrong for every reader: the owner is told so often at most. */
const pause = 60_000;

/** Tells the same thing once a minute. */
export function seldom(tell: (message: string) => void, now: () => Date): (message: string) => void {
  let last = { message: '', at: 0 };
  return (message) => {
    const at = now().getTime();
    if (message === last.message && Math.abs(at - last.at) < pause) return;
    last = { message, at };
    tell(message);
  };
}
