import { type Blocks, createBlocks } from '../../federation/blocks.ts';
import { createFollowers } from '../../federation/followers/followers.ts';
import { createLedger } from '../../federation/ledger/ledger.ts';
import type { Terminal } from '../command.ts';
import type { Room } from './open.ts';

/** Who is blocked on the blog that the command works on. */
export function blocksIn({ config: { site }, database }: Room, { now }: Pick<Terminal, 'now'>): Blocks {
  return createBlocks({
    ...{ database, site },
    followers: createFollowers({ database }),
    ledger: createLedger({ database, now }),
  });
}
