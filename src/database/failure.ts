/** A statement touched fewer rows than was demanded; everything was rolled back. */
export class Unmet extends Error {
  /** Its place in the list, from 0. */
  readonly step: number;

  constructor(step: number, demand: number, touched: number) {
    super(`Step ${step} had to touch ${demand} rows and touched ${touched}.`);
    this.name = 'Unmet';
    this.step = step;
  }
}

/** The database cannot be opened, or not be used any more. The message is one sentence, or two, that may be shown to the owner. */
export class DatabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
  }
}

/** How codes of an engine, or of the system, begin, and what they mean to the owner. */
export type Reasons = [code: string, reason: string][];

/** What is wrong around a database that was open (a full disk, a server that went), as a sentence; a mistake in a statement stays as it is. */
export function explainUse(error: unknown, where: string, reasons: Reasons): unknown {
  if (error instanceof DatabaseError) return error;
  // Drizzle wraps what PostgreSQL says, together with the values of the query: those are not kept.
  const said = codeOf(error) === undefined && error instanceof Error && error.cause ? error.cause : error;
  const code = codeOf(said);
  return reasons.some(([start]) => code?.startsWith(start)) ? explain(said, where, reasons) : error;
}

/** What stopped a database from being opened, as a sentence. What is no failure of an engine stays as it is. */
export function explain(error: unknown, where: string, reasons: Reasons): unknown {
  const known = error instanceof DatabaseError;
  const code = codeOf(known ? error.cause : error);
  const found = reasons.find(([start]) => code?.startsWith(start));
  if (found) return new DatabaseError(`${where} ${found[1]}`, { cause: error });
  if (known || code === undefined) return error;
  return new DatabaseError(`${where} cannot be opened: ${error instanceof Error ? error.message : code}.`, {
    cause: error,
  });
}

/** `SQLITE_BUSY`, `28P01`, `ECONNREFUSED`: the code that an error carries. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
