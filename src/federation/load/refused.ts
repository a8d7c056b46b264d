/** It was not asked: one task wanted too much, or too many wait for that host. It says nothing about the other side. */
export class Unasked extends Error {}

/** Nobody may be asked for it, whatever time it is: its address, or where that leads, is none of the public internet. */
export class Forbidden extends Error {}

/** Its server was not there, too slow or too busy: what it would have answered may be heard later. */
export class Away extends Error {
  /** The host to which no connection came about: nothing else is to be had of it now either. Null where it was reached. */
  readonly dead: string | null;

  constructor(message: string, dead: string | null = null) {
    super(message);
    this.dead = dead;
  }
}

/** Whether it makes no sense to come again. */
export function isHopeless(error: unknown): boolean {
  return error instanceof Forbidden || isGone(error);
}

/** Whether a loader failed because the document's own host answered that it is not there (any more). */
export function isGone(error: unknown): boolean {
  return statusOf(error) === 404 || isGoneForGood(error);
}

/** The same, where the host says that it was there and will not be again (RFC 9110, section 15.5.11). */
export function isGoneForGood(error: unknown): boolean {
  return statusOf(error) === 410;
}

function statusOf(error: unknown): unknown {
  // By its shape: the class is Fedify's, which is loaded when first needed.
  const { response } = (typeof error === 'object' && error !== null ? error : {}) as {
    response?: { status?: unknown };
  };
  return response?.status;
}

/** What went wrong, in one sentence for the log. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for a reason that is not known';
}
