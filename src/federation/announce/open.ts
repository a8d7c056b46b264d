import type { Clock } from '../../clock.ts';
import { type Account, absolute, type Place, type Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { createKeys, type Keys } from '../../keys/keys.ts';
import type { Log } from '../../log.ts';
import { createGuard } from '../guard/guard.ts';
import { createLedger } from '../ledger/ledger.ts';
import { createElsewhere } from '../webfinger/elsewhere.ts';
import type { Pictures } from '../webfinger/jrd.ts';
import { createLoops } from '../webfinger/loop.ts';
import { actorsOf, remoteHandles } from '../webfinger/remote.ts';
import { type Announcing, createAnnouncing } from './announcing.ts';

export interface OpenAnnouncing {
  announcing: Announcing;
  keys: Keys;
  /** Whether the handle of an account leads here, so that other servers may see it. */
  isOn(account: Account): boolean;
  close(): Promise<void>;
}

/**
 * What a command tells followers with: it writes into the same database as the server, and sends nothing. What other
 * hosts say is taken as they told the server last; nobody is asked.
 */
export async function openAnnouncing({
  site,
  place,
  database,
  pictures,
  clock,
  log,
}: {
  site: Site;
  place: Pick<Place, 'allowPrivateAddresses'>;
  database: Database;
  pictures: Pictures;
  clock: Clock;
  log: Log;
}): Promise<OpenAnnouncing> {
  const { now } = clock;
  const keys = createKeys({ database, now });
  // Both ask nobody unless they are told to.
  const guard = createGuard({
    allowed: place.allowPrivateAddresses,
    userAgent: `Postern (+${absolute(site, '/')})`,
    sign: async () => ({}),
    isRefused: () => true,
  });
  const shared = { database, guard, now, log };
  const elsewhere = createElsewhere({ handles: remoteHandles(site), ...shared });
  const loops = createLoops({ site, ...shared });
  await Promise.all([elsewhere.load(), loops.load()]);
  const isOn = (account: Account): boolean => loops.holds(account);
  const announcing = createAnnouncing({
    ...{ site, database, keys, pictures, clock, log },
    ledger: createLedger({ database, now }),
    aliases: (account) => actorsOf(account, elsewhere),
    isOn,
  });
  return { announcing, keys, isOn, close: () => guard.close() };
}
