import type { Word } from '../../conversation/moderation/owner-word.ts';

/** What an owner's answer says is to be done. */
export interface Order {
  word: Extract<Word, 'approve' | 'hide' | 'delete'> | 'block';
  /** The places in the message that it answers, counted from 1; null: no number was said. `all` is every place. */
  places: number[] | 'all' | null;
}

const meanings: Record<Order['word'], string> = {
  approve: 'ok okay o.k approve approved show yes y freigeben freischalten zeigen ja genehmigen 👍 ✅',
  hide: 'hide no n nope reject verbergen verstecken ausblenden nein ablehnen 👎 ❌',
  delete: 'delete remove erase del löschen loeschen lösche entfernen 🗑',
  block: 'block blocken blockieren sperren 🚫',
};
const words = new Map(
  Object.entries(meanings).flatMap(([word, said]) =>
    said.split(' ').map((one): [string, Order['word']] => [one, word as Order['word']]),
  ),
);
const everything = new Set(['all', 'alle', 'alles', 'everything']);
const fillers = new Set(['and', 'und', 'please', 'bitte', 'them', 'it', 'es', '#', '&', '-']);

/** Longer answers are letters, and no orders. */
const longest = 500;

/**
 * Reads the answer to a message that lists so many things: `ok`, `hide 2 3`, `ok 1, block 2`, `2 löschen`. The mentions that
 * begin it say nothing. Null: it was not understood, whole or in part, and nothing is to be done. Pure.
 */
export function readAnswer(text: string, listed: number): Order[] | null {
  if (text.length > longest) return null;
  const pieces = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/\ufe0f|\u{1f3fb}|\u{1f3fc}|\u{1f3fd}|\u{1f3fe}|\u{1f3ff}/gu, '')
    .replace(/(\d)\s*[-–]\s*(\d)/g, '$1-$2')
    .split(/[\s,;:!?]+/)
    .map((piece) => piece.replace(/^[("'„“]+|[.)"'“”]+$/g, '').replace(/^#(?=\d)/, ''))
    .filter((piece) => piece !== '' && !fillers.has(piece) && !/^@[^@\s]+(?:@\S+)?$/.test(piece));
  const orders: Order[] = [];
  // Numbers may stand before the first word, as in German.
  let waiting: number[] = [];
  for (const piece of pieces) {
    const word = words.get(piece);
    const last = orders.at(-1);
    const places = word ? null : placesOf(piece, listed);
    if (word) {
      orders.push({ word, places: waiting.length > 0 ? waiting : null });
      waiting = [];
    } else if (everything.has(piece) && last && last.places === null) last.places = 'all';
    else if (!places) return null;
    else if (!last) waiting.push(...places);
    else if (last.places === 'all') return null;
    else last.places = [...(last.places ?? []), ...places];
  }
  if (orders.length === 0 || waiting.length > 0) return null;
  const isSeveral = listed > 1;
  // One word for everything is enough where it can be taken back.
  const isVague = orders.some(({ word, places }) => places === null && isSeveral && /^(?:delete|block)$/.test(word));
  const isTwofold = orders.length > 1 && orders.some(({ places }) => places === null || places === 'all');
  const all = orders.flatMap(({ places }) => (Array.isArray(places) ? places : []));
  return isVague || isTwofold || new Set(all).size < all.length ? null : orders;
}

/** `3`, or `2-4`; null: it is no place in the list. */
function placesOf(piece: string, listed: number): number[] | null {
  const [, from, to = from] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(piece) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first < 1 || last > listed || first > last) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
