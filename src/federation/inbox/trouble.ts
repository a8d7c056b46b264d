import { DatabaseError, Unmet } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import { type Answer, notYet, plain } from '../answer.ts';
import { Unreadable } from './unreadable.ts';

/** How the codes begin of what an engine reports when the database cannot be used now: plain reads throw them as they are. */
const databaseCodes =
  /^(?:SQLITE_(?:FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)|ECONN|CONNECT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|53|57P|25006)/;

/** Seconds. Long enough for a lock or a short outage; servers make it longer by themselves. */
const again = 120;

/** Different mistakes that are told at a level which the owner sees; one that comes again, or a hundred and first, is not. */
const mostTold = 100;

/**
 * What is answered when taking in an activity failed. 503 for what may be otherwise later: the database, and an actor
 * whose server does not answer. All else has its reason in what came, even if it is our mistake that it got so far: 400,
 * since whoever gets a 5xx sends the same again for days.
 */
export function createTrouble(log: Log): (error: unknown) => Answer {
  const told = new Set<string>();

  return (error) => {
    if (error instanceof Unreadable) {
      log.debug('An activity waits for its actor to be readable.', { error: printable(error.message) });
      return notYet('The actor of this activity cannot be read now.', again);
    }
    if (error instanceof Unmet) {
      log.debug('What an activity is about was changed again and again meanwhile.', {
        error: printable(error.message),
      });
      return notYet('What this activity is about is being changed.', again);
    }
    if (isDatabase(error)) {
      log.error('An activity could not be taken in: the database cannot be used. Its server will send it again.', {
        error: printable(messageOf(error)),
      });
      return notYet('Activities cannot be taken in now.', again);
    }
    const where = placeOf(error);
    const level = told.has(where) || told.size >= mostTold ? 'debug' : 'error';
    told.add(where);
    log[level]('An activity could not be read.', { error: printable(messageOf(error)), where });
    return plain(400, 'This activity cannot be read.');
  };
}

/** Text of a stranger for the log: short, and nothing in it that a terminal or a log reader would act on. */
export function printable(text: string): string {
  return JSON.stringify(text.slice(0, 200))
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .slice(0, 200);
}

function isDatabase(error: unknown): boolean {
  for (let cause = error, deep = 0; cause instanceof Error && deep < 5; cause = cause.cause, deep += 1) {
    if (cause instanceof DatabaseError || ('code' in cause && databaseCodes.test(String(cause.code)))) return true;
  }
  return false;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'Something that is no error was thrown.';
}

/** The first line of our own in a stack: `trouble.ts:12:3`. It says which mistake it is, and nothing of the input. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return /^ +at .*?([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/m.exec(stack)?.[1] ?? 'unknown';
}
