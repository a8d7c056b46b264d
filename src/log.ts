export type Level = 'debug' | 'info' | 'warn' | 'error';

/** What happened, for the owner: one sentence, and details that are safe to keep. Never a reader's address, never a secret. */
export type Log = Record<Level, (message: string, details?: Record<string, unknown>) => void>;

const ranks = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** Bytes that may wait for whoever reads the log. One who has stopped reading must not fill the memory. */
const mostWaiting = 1024 * 1024;

/**
 * A log that writes lines: text for people, or one JSON object a line for machines.
 * @param waiting how many bytes were written that nobody has read yet.
 */
export function createLog(
  { log, logLevel }: { log: 'pretty' | 'json'; logLevel: Level | 'silent' },
  write: (line: string) => void = (line) => process.stderr.write(line),
  now: () => Date = () => new Date(),
  waiting: () => number = () => process.stderr.writableLength,
): Log {
  const line = log === 'json' ? jsonLine : prettyLine;
  let lost = 0;
  const at =
    (level: Level) =>
    (message: string, details: Record<string, unknown> = {}): void => {
      if (ranks[level] < ranks[logLevel]) return;
      if (waiting() > mostWaiting) {
        lost += 1;
        return;
      }
      if (lost > 0)
        write(`${line('warn', 'Lines of this log were lost: nobody read them in time.', { lost }, now())}\n`);
      lost = 0;
      write(`${line(level, message, details, now())}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function jsonLine(level: Level, message: string, details: Record<string, unknown>, time: Date): string {
  return JSON.stringify({ time: time.toISOString(), level, message, ...plain(details) });
}

function prettyLine(level: Level, message: string, details: Record<string, unknown>, time: Date): string {
  const rest = Object.entries(plain(details)).map(([name, value]) => `  ${name}: ${value}`);
  return [`${time.toTimeString().slice(0, 8)} ${level === 'info' ? '' : `${level}: `}${message}`, ...rest].join('\n');
}

// An Error has no enumerable properties: JSON would show `{}`.
function plain(details: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, value instanceof Error ? traceOf(value) : value]),
  );
}

/** Of a question that the database could not answer: what was wrong with it, and nothing that was in it, which may be anybody's words. */
function traceOf(error: Error): string {
  // Said to the owner: where in the program it was met helps nobody.
  if (error.name === 'DatabaseError') return error.message;
  if (!('query' in error && 'params' in error)) return error.stack ?? error.message;
  const why = error.cause instanceof Error ? traceOf(error.cause) : 'The database did not say why.';
  return `${why}\n    in ${String(error.query)}`;
}
