import type { Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { Followers } from '../../federation/followers/followers.ts';
import type { Ledger } from '../../federation/ledger/ledger.ts';
import type { Call } from '../command.ts';
import { findAccount } from '../find-account.ts';
import { openSite } from '../site.ts';

/** What these commands work with. */
export interface Room {
  site: Site;
  database: Database;
  followers: Followers;
  ledger: Ledger;
  /** The accounts' ids. */
  names: string[];
  close(): Promise<void>;
}

/** Opens the blog that a command works on; null after saying why there is none. */
export async function openFollowers(call: Call): Promise<Room | null> {
  const config = await openSite(call);
  if (!config) return null;
  const { openDatabase } = await import('../../database/database.ts');
  const { createFollowers } = await import('../../federation/followers/followers.ts');
  const { createLedger } = await import('../../federation/ledger/ledger.ts');
  const { site, place } = config;
  const database = await openDatabase(place.database);
  return {
    site,
    database,
    followers: createFollowers({ database }),
    ledger: createLedger({ database, now: call.terminal.now }),
    names: site.accounts.map(({ id }) => id),
    close: () => database.close(),
  };
}

/** The id of the account that --account names; undefined: those of all are meant. */
export function namedAccount(call: Call, site: Pick<Site, 'accounts'>): string | undefined {
  const written = call.text('account');
  return written === null ? undefined : findAccount(site, written)?.id;
}

/** What a stranger wrote, fit for a terminal: nothing that would move the cursor or turn the line around. */
export function harmless(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{C}+/gu, '')
    .trim();
}
