import type { Guard } from '../guard/guard.ts';
import { createTurns } from '../load/turns.ts';

/** A picture as it is kept, and what made it so small: `src/media/small-picture.ts`. */
export interface Small {
  bytes: Buffer;
  width: number;
  height: number;
}

/** `none`: there is no picture that could be shown. `later`: its server does not answer just now. */
export type Fetched = { state: 'made'; picture: Small } | { state: 'none' | 'later' };

export type FetchPicture = (address: string, remake: (bytes: Buffer) => Promise<Small | null>) => Promise<Fetched>;

/** At a time, of one host. */
const perHost = 2;
const mostWaiting = 100;

const isBusy = (status: number): boolean => status >= 500 || status === 429 || status === 408;

/** Fetches pictures through the guard, and makes of each what is shown. What its server calls it does not matter. */
export function createFetchPicture({
  guard,
  isBlocked,
}: {
  guard: Pick<Guard, 'get'>;
  isBlocked(address: URL): Promise<boolean> | boolean;
}): FetchPicture {
  const inTurn = createTurns(perHost, mostWaiting);
  return async (address, remake) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (!url || (await isBlocked(url))) return { state: 'none' };
    const answer = await inTurn(url.host, () => guard.get(url.href, 'image/*'));
    if ('failed' in answer)
      return { state: ['unreachable', 'too slow', 'unasked'].includes(answer.failed) ? 'later' : 'none' };
    if (answer.status !== 200) return { state: isBusy(answer.status) ? 'later' : 'none' };
    const picture = await remake(answer.body);
    return picture ? { state: 'made', picture } : { state: 'none' };
  };
}
