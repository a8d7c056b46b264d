import type { Remark, RemarkMedium } from './remark.ts';

/** What of a remark is never asked for by SQL. */
export interface Extras {
  media: RemarkMedium[];
  emoji: Record<string, string>;
  /** The ids of the actors that it names: an edit or a late judgement counts their servers' links as no links. */
  mentions: string[];
}

export function extrasOf({ media, emoji, mentions }: Pick<Remark, keyof Extras>): Extras {
  return { media, emoji, mentions };
}

/** The extras of a row. Only `extrasOf` makes them, so they are what it made; what is gone has none. */
export function readExtras(kept: object | null): Extras {
  return { media: [], emoji: {}, mentions: [], ...kept };
}
