import type { Clock } from '../clock.ts';
import type { Account, Place, Site } from '../config.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { type Answer, notYet } from './answer.ts';
import type { Blocks } from './blocks.ts';
import type { Followers } from './followers/followers.ts';
import { createHandlers } from './inbox/handlers.ts';
import type { Hearsay } from './inbox/hearsay.ts';
import { createInbox } from './inbox/inbox.ts';
import type { InboxRequest } from './inbox/incoming.ts';
import { createKeyring } from './inbox/keyring.ts';
import { createVerify } from './inbox/verify.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Loaders } from './load.ts';
import type { Desk } from './owners/desk.ts';
import type { Moves } from './people/moves.ts';
import type { People } from './people/people.ts';
import type { Quotes } from './quotes/quotes.ts';
import { createReports } from './reports/reports.ts';
import type { Talk } from './talk/talk.ts';

export interface ReceiveParts {
  site: Site;
  place: Pick<Place, 'allowPrivateAddresses'>;
  database: Database;
  followers: Followers;
  blocks: Pick<Blocks, 'isBlocked'>;
  ledger: Pick<Ledger, 'add'>;
  people: People;
  moves: Moves;
  talk: Talk;
  desk: Pick<Desk, 'over'>;
  quotes: Quotes;
  hearsay: Hearsay;
  loaders(): Promise<Loaders>;
  /** Whether an account may be seen by other servers: whether its handle leads here. */
  isOn(account: Account): boolean;
  clock: Clock;
  log: Log;
  /** Called when something may wait to be sent. */
  wake(): void;
}

/** Takes in what comes to an inbox; an account of null stands for the shared one. */
export type Receive = (request: InboxRequest, account: Account | null) => Promise<Answer>;

/** Their servers keep what they send, and come again. */
const notHereYet = notYet('The host of this handle does not lead here yet.', 300);

/** Everything that comes in: through the gate, past the keys, to the handlers. */
export function createReceive(parts: ReceiveParts): Receive {
  const { site, database, people, clock, isOn } = parts;
  const { isBlocked } = parts.blocks;
  const keyring = createKeyring({ database, clock });
  const inbox = createInbox({
    ...parts,
    verify: createVerify({ site, keyring, clock }),
    handlers: parts.desk.over(createHandlers({ ...parts, isBlocked, reports: createReports(database) })),
    hear: parts.hearsay.hear,
    // One who is blocked by name may say where they are now: there they are blocked as well.
    isBlocked: (actor, type) => isBlocked(type === 'Move' ? new URL('/', actor) : actor),
    knows: async (actor) => (await people.find(actor)) !== null,
  });
  return async (request, account) => {
    const isOpen = account ? isOn(account) : site.accounts.some(isOn);
    return isOpen ? inbox.receive(request, account) : notHereYet;
  };
}
