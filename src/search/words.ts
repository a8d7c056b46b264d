/** A word of a text: folded as it is looked for, and where it stands. */
export interface Word {
  word: string;
  start: number;
  end: number;
}

/**
 * A mark goes on with a word and begins none: those of emoji are no words. Nor do a soft hyphen and the signs that join
 * letters or hold them apart end one; `fold` takes them out.
 */
const run = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad\u200c\u200d]*/gu;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** The words of scripts that put no blanks between them are found with the dictionaries of ICU, whatever the language. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** In letters; what is longer is no word that anybody types. */
const longest = 64;
/** In bytes of UTF-8, of all words of a text: half of what a vector of PostgreSQL can hold, whatever the words are. */
const most = 400_000;

/** The words of a text one after the other, without what stands between them. */
export function* wordsIn(text: string): Generator<Word, void> {
  for (const { 0: piece, index } of text.matchAll(run)) {
    if (!unspaced.test(piece)) {
      yield { word: fold(piece), start: index, end: index + piece.length };
      continue;
    }
    for (const { segment, index: within } of segmenter.segment(piece)) {
      const start = index + within;
      yield { word: fold(segment), start, end: start + segment.length };
    }
  }
}

/** The words of a text with blanks between, as they are indexed; `change` is done to each. */
export function foldedWords(text: string, change: (word: string) => string = (word) => word): string {
  const words: string[] = [];
  let size = 0;
  for (const { word } of wordsIn(text)) {
    const changed = change(word);
    if (changed === '') continue;
    size += Buffer.byteLength(changed) + 1;
    if (size > most) break;
    words.push(changed);
  }
  return words.join(' ');
}

/** Whether a word is of a script that puts no blanks between words. */
export function isUnspaced(word: string): boolean {
  return unspaced.test(word);
}

// Latin, Greek and Cyrillic accents, the points of Hebrew, the vowels of Arabic and its lengthened lines: who types leaves
// them out. So does who types no variation of a sign. The marks of other scripts (Hindi, Thai) are as good as letters.
const marks =
  /[\u0300-\u036f]|[\u0483-\u0487]|[\u0591-\u05c7]|[\u0610-\u061a]|[\u064b-\u065f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|\u0640|\u0670|[\ufe00-\ufe0f]/g;
/** Letters that Unicode does not take apart. */
const others: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ς: 'σ' },
};

/** A word without what differs between two ways of writing it: case, accents, width, ligatures. */
export function fold(word: string): string {
  const folded = /^[\0-\x7f]*$/.test(word) ? word.toLowerCase() : foldOthers(word);
  return folded.length > longest ? [...folded].slice(0, longest).join('') : folded;
}

function foldOthers(word: string): string {
  return (
    word
      .toLowerCase()
      .normalize('NFKD')
      .toLowerCase()
      // A letter of its own, by which endings are known.
      .replaceAll('и\u0306', 'й')
      .replace(marks, '')
      .normalize('NFC')
      .replace(/[ßæœøđðþłıς]/g, (letter) => others[letter] ?? letter)
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, '')
  );
}
