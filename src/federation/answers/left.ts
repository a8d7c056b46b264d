import type { Account, Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { Unmet } from '../../database/database.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createAnswering } from './answering.ts';

/** So many are read at once. */
const most = 50;

/**
 * Makes what takes back the answers that are left on deleted posts, as a post's own Delete does with the post: one with a
 * text and no page would stay with others for ever. It may be done again; what another did at the same moment is done.
 * @returns how many it took back.
 */
export function createTakingBack({
  ...parts
}: {
  site: Site;
  database: Database;
  ledger: Pick<Ledger, 'add'>;
  isOn(account: Account): boolean;
  now(): Date;
}): () => Promise<number> {
  const answering = createAnswering({ ...parts, isBlocked: () => false });
  return async () => {
    let taken = 0;
    // One that cannot be taken back now keeps none behind it from being so.
    for (let after = 0; ; ) {
      const some = await answering.answers.left(after, most);
      for (const answer of some) {
        try {
          if ((await answering.withdraw(answer, 'The post was deleted.')) === null) taken += 1;
        } catch (error) {
          if (!(error instanceof Unmet)) throw error;
        }
      }
      const last = some.at(-1);
      if (!last) return taken;
      after = last.key;
    }
  };
}
