/** A word or several that the owner listed, made ready for being looked for. */
export interface ListedWord {
  /** As the owner wrote it. */
  written: string;
  folded: string;
  /** Whether more letters may follow: `casin*`. */
  isBeginning: boolean;
}

/** Makes the words of `comments.words` ready. What holds nothing but a `*` or nothing that is seen is left out. */
export function listWords(words: readonly string[]): ListedWord[] {
  return words.flatMap((written) => {
    const isBeginning = written.trimEnd().endsWith('*');
    const folded = fold(isBeginning ? written.trimEnd().slice(0, -1) : written);
    return folded === '' ? [] : [{ written, folded, isBeginning }];
  });
}

/**
 * The first of the listed words that stands in one of the texts, as the owner wrote it; null when none does. Letters are
 * compared without case and width, and without what is not seen. Only whole words count, where a script parts its words.
 * No pattern is made of what the owner wrote, so nothing of it can take long.
 */
export function findWord(texts: readonly string[], words: readonly ListedWord[]): string | null {
  if (words.length === 0) return null;
  const folded = texts.map(fold);
  return words.find((word) => folded.some((text) => standsIn(text, word)))?.written ?? null;
}

/** Upper case, since it makes one of more letters than lower case does: `ß` and `SS`, `ς` and `σ`. */
function fold(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
}

function standsIn(text: string, { folded, isBeginning }: ListedWord): boolean {
  for (let at = text.indexOf(folded); at !== -1; at = text.indexOf(folded, at + 1)) {
    const end = at + folded.length;
    if (parts(characterBefore(text, at), firstOf(folded)) && (isBeginning || parts(lastOf(folded), firstAt(text, end))))
      return true;
  }
  return false;
}

// Marks are parts of words: without them Hindi would fall to pieces.
const letter = /[\p{L}\p{N}\p{M}]/u;
// Written without spaces between words; Korean has them, but puts its particles right behind a noun.
const unparted =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;

/** Whether a word may end between two characters that stand side by side. */
function parts(one: string, other: string): boolean {
  if (!letter.test(one) || !letter.test(other)) return true;
  return unparted.test(one) || unparted.test(other);
}

function firstAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, index: number): string {
  return lastOf(text.slice(Math.max(0, index - 2), index));
}

function firstOf(text: string): string {
  return firstAt(text, 0);
}

function lastOf(text: string): string {
  return [...text].at(-1) ?? '';
}
