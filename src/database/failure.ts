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

/** The database cannot be opened. The message is one sentence, or two, that may be shown to the owner. */
export class DatabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
  }
}
