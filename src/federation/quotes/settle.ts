import type { Site } from '../../config.ts';
import type { Query, Step } from '../../database/database.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { People } from '../people/people.ts';
import { acceptQuote, deleteStamp } from './documents.ts';
import { newStampId, type StampRow, type Stamps, type Unsettled } from './stamps.ts';

export interface SettleParts {
  site: Pick<Site, 'origin' | 'base' | 'accounts'>;
  stamps: Stamps;
  people: Pick<People, 'find'>;
  ledger: Pick<Ledger, 'add'>;
}

/** The kind of the job that looks for quotes about which something was decided since. */
export const settling = 'stamps';

const minute = 60_000;
const most = 50;

/**
 * Takes permissions back whose quotes the owner hid, deleted or blocked, and gives them again to those that were approved:
 * each time another one. It looks at what is so and not at what was done, so it does not matter who decided, or where.
 */
export function createSettle({ site, stamps, people, ledger }: SettleParts): Work {
  const isOurs = ({ account }: StampRow): boolean => site.accounts.some(({ id }) => id === account);

  /** Of what is gone nothing is kept here either. */
  function revoke({ stamp, remark }: Unsettled, now: Date): (query: Query) => Step[] {
    return (query) => [
      remark === 'gone'
        ? stamps.drop(query, stamp.object, stamp.author)
        : stamps.turn(query, stamp, { id: stamp.id, state: 'revoked' }, now),
      ...(isOurs(stamp) ? ledger.add(query, deleteStamp(stamp, site), now) : []),
    ];
  }

  const forget =
    ({ stamp }: Unsettled) =>
    (query: Query): Step[] => [stamps.drop(query, stamp.object, stamp.author)];

  async function giveAgain(stamp: StampRow, now: Date): Promise<(query: Query) => Step[]> {
    const [author, request] = await Promise.all([people.find(stamp.author), stamps.request(stamp)]);
    const id = newStampId(stamp.object, now);
    const answer =
      author && request && isOurs(stamp)
        ? acceptQuote(request, { id }, { site, account: { id: stamp.account }, inbox: author.inbox, now })
        : null;
    return (query) => [
      stamps.turn(query, stamp, { id, state: 'given' }, now),
      // Without a request there is nobody to be told: who asks again is answered.
      ...(answer ? ledger.add(query, answer, now) : []),
    ];
  }

  return async (_, now) => {
    const unsettled = await stamps.unsettled(most);
    const turns = await Promise.all(
      unsettled.map((one) => {
        if (one.stamp.state === 'given') return revoke(one, now);
        return one.remark === 'gone' ? forget(one) : giveAgain(one.stamp, now);
      }),
    );
    return {
      effect: turns.length === 0 ? null : (query) => turns.flatMap((steps) => steps(query)),
      again: unsettled.length < most ? new Date(now.getTime() + minute) : now,
    };
  };
}
