import { findsLonger } from './match.ts';
import type { Term } from './read-query.ts';
import { stem } from './stem.ts';
import { type Word, wordsIn } from './words.ts';

/** A piece of a text, and whether it is what was looked for. */
export interface Piece {
  text: string;
  isMarked: boolean;
}

/** In letters: as much as a result shows. */
const [shown, before] = [240, 60];
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** How much of a text is looked through for it, in letters: twenty texts stand on a page, and each takes its time. */
export const lookedThrough = 20_000;

/** A short text with what was looked for marked. */
export function highlight(text: string, terms: readonly Term[], language: string): Piece[] {
  return pieces(text, placesIn(text, terms, language), 0, text.length);
}

/**
 * The piece of a text with the most of what was looked for, about 240 letters long; null where nothing of it is there.
 */
export function excerpt(whole: string, terms: readonly Term[], language: string): Piece[] | null {
  const text = whole.slice(0, lookedThrough);
  const places = placesIn(text, terms, language);
  const [first] = places;
  if (!first) return null;
  let best = { place: first, count: 0 };
  for (const [index, place] of places.entries()) {
    const seen = new Set<number>();
    for (let next = index; next < places.length; next += 1) {
      const other = places[next];
      if (!other || other.end > place.start + shown - before) break;
      seen.add(other.term);
    }
    if (seen.size > best.count) best = { place, count: seen.size };
    if (best.count === terms.length) break;
  }
  const start = beginning(text, best.place.start);
  const end = ending(text, Math.max(start + shown, best.place.end));
  const found = pieces(text, places, start, end);
  if (start > 0) found.unshift({ text: '…', isMarked: false });
  if (end < text.length) found.push({ text: '…', isMarked: false });
  return found;
}

interface Place {
  start: number;
  end: number;
  /** Which of the terms. */
  term: number;
}

/** Where what was looked for stands, by the same rules on both engines; one place does not reach into another. */
function placesIn(text: string, terms: readonly Term[], language: string): Place[] {
  const wanted = terms.map((term) => ({
    words: term.words.map((word) => stem(word, language)),
    longer: findsLonger(term) ? term.words[0] : undefined,
  }));
  const words: (Word & { stem: string })[] = [];
  for (const word of wordsIn(text)) words.push({ ...word, stem: stem(word.word, language) });
  const places: Place[] = [];
  for (let at = 0; at < words.length; at += 1) {
    for (const [term, { words: phrase, longer }] of wanted.entries()) {
      const isThere = phrase.every((one, index) => words[at + index]?.stem === one);
      const begins = longer !== undefined && words[at]?.word.startsWith(longer) === true;
      if (!isThere && !begins) continue;
      const last = at + (isThere ? phrase.length : 1) - 1;
      places.push({ start: words[at]?.start ?? 0, end: words[last]?.end ?? 0, term });
      at = last;
      break;
    }
  }
  return places;
}

function pieces(text: string, places: readonly Place[], start: number, end: number): Piece[] {
  const found: Piece[] = [];
  let at = start;
  const push = (from: number, to: number, isMarked: boolean): void => {
    const piece = text.slice(from, to).replace(/\s+/g, ' ');
    if (piece !== '') found.push({ text: piece, isMarked });
  };
  for (const place of places) {
    if (place.start < at || place.end > end) continue;
    push(at, place.start, false);
    push(place.start, place.end, true);
    at = place.end;
  }
  push(at, end, false);
  return found;
}

/** A little before a place, where a word begins. */
function beginning(text: string, place: number): number {
  const start = Math.max(0, place - before);
  if (start === 0) return 0;
  const blank = text.slice(start, place).search(/\s/);
  return blank < 0 ? whole(text, start) : start + blank + 1;
}

/** At most there, where a word ends. */
function ending(text: string, most: number): number {
  if (most >= text.length) return text.length;
  const blank = text.slice(0, most).search(/\s\S*$/);
  return blank > most - before ? blank : whole(text, most);
}

/** Not within what is read as one character: before its second half, its marks, and what is joined to it. */
function whole(text: string, at: number): number {
  const from = Math.max(0, at - before);
  return from + (letters.segment(text.slice(from, at + before)).containing(at - from)?.index ?? at - from);
}
