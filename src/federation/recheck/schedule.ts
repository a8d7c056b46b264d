const day = 86_400_000;

/** After so many days something that is shown is looked at again at its server, and from then on once a quarter. */
const firstLooks = [1, 7, 30];
const quarter = 91;

/**
 * When something that came then is looked at next.
 * @returns the first of its instants that is still to come: what was not looked at for long is so once, and not for each.
 */
export function nextLook(received: Date, now: Date): Date {
  const age = (now.getTime() - received.getTime()) / day;
  const [, , last = 0] = firstLooks;
  const first = firstLooks.find((days) => days > age);
  const days = first ?? last + quarter * (Math.floor((age - last) / quarter) + 1);
  return new Date(received.getTime() + days * day);
}

/** So long after it was not there it is looked at again: a server may have lost its documents for an hour. */
export const secondLook = day;

/** So often in a row it was not there when it is taken to be gone. */
export const mostMissed = 2;
