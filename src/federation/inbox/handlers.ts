import type { Site } from '../../config.ts';
import type { Followers } from '../followers/followers.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Moves } from '../people/moves.ts';
import type { People } from '../people/people.ts';
import type { Quotes } from '../quotes/quotes.ts';
import type { Reports } from '../reports/reports.ts';
import type { Talk } from '../talk/talk.ts';
import { handleBlock } from './block.ts';
import { handleCreate } from './create.ts';
import { handleDelete } from './delete.ts';
import { handleFlag } from './flag.ts';
import { handleFollow } from './follow.ts';
import type { Hearsay } from './hearsay.ts';
import type { Handler } from './incoming.ts';
import { handleMove } from './move.ts';
import { handleQuoteRequest } from './quote.ts';
import { handleReaction } from './react.ts';
import { handleUndo } from './undo.ts';
import { handleUpdate } from './update.ts';

/** What handlers need. */
export interface HandlerOptions {
  site: Pick<Site, 'origin' | 'base' | 'accounts'>;
  followers: Pick<Followers, 'of' | 'accept' | 'hold' | 'remove'>;
  people: Pick<People, 'find' | 'fetch' | 'save' | 'leave'>;
  moves: Pick<Moves, 'hasMoved' | 'hasMovedOften' | 'note' | 'to' | 'block'>;
  reports: Pick<Reports, 'add'>;
  ledger: Pick<Ledger, 'add'>;
  talk: Omit<Talk, 'works'>;
  quotes: Pick<Quotes, 'answer' | 'drop' | 'dropAllOf'>;
  hearsay: Pick<Hearsay, 'hear'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
}

/** Activity type → what it does. A type that is not here does nothing: it is answered like everything else. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The table of what this blog takes in. Without a prototype, since the type comes from a stranger: `constructor` is none. */
export function createHandlers(options: HandlerOptions): Handlers {
  const react = handleReaction(options);
  return Object.assign(Object.create(null) as Record<string, Handler>, {
    Follow: handleFollow(options),
    Undo: handleUndo(options),
    Delete: handleDelete(options),
    Block: handleBlock(options),
    Update: handleUpdate(options),
    Create: handleCreate(options),
    QuoteRequest: handleQuoteRequest(options),
    Flag: handleFlag(options),
    Move: handleMove(options),
    ...{ Like: react, EmojiReact: react, EmojiReaction: react, Announce: react },
  });
}
