/** Why what came goes no further, and what is answered. `after`: in how many seconds to try again. */
export interface Stop {
  status: 202 | 401 | 429 | 503;
  why: string;
  after?: number;
}

/** It is answered as if it were taken in, so that it is not sent again. */
export function drop(why: string): Stop {
  return { status: 202, why };
}

/** @param after seconds; 0: they are not too many. */
export function tooMany(after: number): Stop | null {
  return after === 0 ? null : { status: 429, why: 'These are too many at once.', after };
}
