import type { Config } from '../../config.ts';
import type { Blocks } from '../../federation/blocks.ts';
import type { Followers } from '../../federation/followers/followers.ts';
import type { Call } from '../command.ts';
import { openSite } from '../site.ts';

/** What `postern block` works with. */
export interface Room {
  config: Config;
  followers: Followers;
  blocks: Blocks;
  close(): Promise<void>;
}

/** Opens the blog that the command works on; null after saying why there is none. */
export async function openBlocks(call: Call): Promise<Room | null> {
  const config = await openSite(call);
  if (!config) return null;
  const { openDatabase } = await import('../../database/database.ts');
  const { createBlocks } = await import('../../federation/blocks.ts');
  const { createFollowers } = await import('../../federation/followers/followers.ts');
  const { createLedger } = await import('../../federation/ledger/ledger.ts');
  const database = await openDatabase(config.place.database);
  const followers = createFollowers({ database });
  const ledger = createLedger({ database, now: call.terminal.now });
  return {
    config,
    followers,
    blocks: createBlocks({ database, followers, ledger, site: config.site }),
    close: () => database.close(),
  };
}
