import { cutMarkup, mostBytes } from './clean/cut.ts';
import { withoutFallback } from './clean/fallback.ts';
import { createRoom } from './clean/room.ts';
import { sanitise } from './clean/sanitise.ts';
import { shape } from './clean/shape.ts';
import { tokensOf } from './clean/tokens.ts';
import { type Written, write } from './clean/write.ts';

/**
 * Makes what a stranger wrote safe to show: HTML of few elements, with links that lead away openly and nothing that asks
 * another server for anything; and the same as plain text. At most 64 KiB, read and written. Cleaned again, it stays as
 * it is. Custom emoji stay the text that they are (`:blobcat:`).
 * @returns empty where nothing is left to see; null when it could not be read: nothing of it may be shown then.
 */
export function cleanMarkup(markup: string, sanitiser: (markup: string) => string = sanitise): Written | null {
  try {
    return write(shape(withoutFallback(tokensOf(sanitiser(cutMarkup(markup)))), createRoom(mostBytes)));
  } catch {
    return null;
  }
}
