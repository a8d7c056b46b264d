import type { Account, Place, Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { Problem } from '../../problem.ts';
import type { Blocks } from '../blocks.ts';
import type { Handlers } from '../inbox/handlers.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { People } from '../people/people.ts';
import type { Talk } from '../talk/talk.ts';
import { createDeciding } from './deciding.ts';
import type { Owners } from './owners.ts';
import { createTelling } from './tell.ts';
import { createWebhook } from './webhook.ts';

export interface DeskParts {
  site: Site;
  place: Pick<Place, 'webhook'>;
  database: Database;
  owners: Owners;
  people: Pick<People, 'find'>;
  blocks: Pick<Blocks, 'add' | 'isBlocked'>;
  ledger: Pick<Ledger, 'add'>;
  talk: Pick<Talk, 'remarks' | 'early'>;
  /** Whether an account may be seen by other servers. */
  isOn(account: Account): boolean;
  log: Log;
}

/** The author's desk in Mastodon: what is told there of what waits, and what is decided from there. */
export interface Desk {
  /** Lays over what comes in what only owners may do. */
  over(handlers: Handlers): Handlers;
  /** What is done later, by the kind of the job. */
  works: Readonly<Record<string, Work>>;
  /** Once, before there is a worker. */
  begin(now: Date): Promise<void>;
  problems(): Problem[];
  close(): Promise<void>;
}

export function createDesk(parts: DeskParts): Desk {
  const { owners, blocks, talk } = parts;
  const telling = createTelling({ ...parts, isBlocked: blocks.isBlocked });
  const webhook = createWebhook(parts);
  const { over } = createDeciding({ ...parts, remarks: talk.remarks, early: talk.early });
  return {
    over,
    works: { ...owners.works, ...telling.works, ...webhook.works },
    async begin(now) {
      await owners.begin();
      await telling.begin(now);
    },
    problems: owners.problems,
    close: webhook.close,
  };
}
