import { slugify } from '../content/slug.ts';

/** As much of a post as it can be recognised by. */
export interface Recognisable {
  title: string | null;
  body: string;
}

/** A post whose file is gone, a new one that looks like it, and how much: more is more alike. */
export interface Likeness<Gone, Fresh> {
  gone: Gone;
  fresh: Fresh;
  degree: number;
}

/** Words in a row that are looked at together: single ones are in any two texts of a language. */
const inARow = 3;
/** A text of fewer such rows says nothing: short notes are like each other. */
const least = 20;
/** So much of the shorter text is in the longer one too, when one was made from the other. */
const alike = 0.5;
/** Two texts of the same title that have less in common are, like weekly notes, two posts. */
const unlike = 0.1;

/**
 * Compares new posts with those whose files are gone. They look like each other when they have the same title, and texts
 * that are short or have something in common, or when half of the shorter text is in the other one. Pure.
 */
export function createRecognition<Gone extends Recognisable>(gone: readonly Gone[]) {
  const rows = gone.map(({ body }) => rowsOf(body));
  const titles = gone.map(({ title }) => plain(title));
  // Which of the gone have a row of words, so that a new post is compared with all of them at once.
  const owners = new Map<number, number[]>();
  for (const [index, some] of rows.entries()) {
    for (const row of some) {
      const known = owners.get(row);
      if (known) known.push(index);
      else owners.set(row, [index]);
    }
  }

  return <Fresh extends Recognisable>(fresh: Fresh): Likeness<Gone, Fresh>[] => {
    const own = rowsOf(fresh.body);
    const title = plain(fresh.title);
    const common = new Map<number, number>();
    for (const row of own) for (const index of owners.get(row) ?? []) common.set(index, (common.get(index) ?? 0) + 1);
    return gone.flatMap((one, index) => {
      const shorter = Math.min(rows[index]?.size ?? 0, own.size);
      const share = shorter < least ? null : (common.get(index) ?? 0) / shorter;
      const isNamesake = title !== '' && title === titles[index];
      const isAlike = isNamesake ? share === null || share >= unlike : share !== null && share >= alike;
      return isAlike ? [{ gone: one, fresh, degree: (share ?? 0) + (isNamesake ? 1 : 0) }] : [];
    });
  };
}

/** Of all likenesses the pairs, most alike first: each post is in one at most. Pure. */
export function pairUp<Gone, Fresh>(found: readonly Likeness<Gone, Fresh>[]): Likeness<Gone, Fresh>[] {
  const taken = new Set<Gone | Fresh>();
  return found
    .toSorted((one, other) => other.degree - one.degree)
    .filter(({ gone, fresh }) => {
      if (taken.has(gone) || taken.has(fresh)) return false;
      taken.add(gone).add(fresh);
      return true;
    });
}

/** A title however it is spelt: a lost database knows of it what the address says. */
function plain(title: string | null): string {
  return title === null ? '' : slugify(title);
}

// Where words are not parted by spaces, each character counts as one.
const wordForm =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])[\p{L}\p{M}\p{N}])+/gu;

/** Each row of words of a text, as a number that another one hardly has. */
function rowsOf(text: string): Set<number> {
  const words = (text.toLowerCase().match(wordForm) ?? []).map(hash);
  const rows = new Set<number>();
  for (let start = 0; start + inARow <= words.length; start += 1) {
    rows.add(words.slice(start, start + inARow).reduce((row, word) => Math.imul(row, 31) ^ word, 7));
  }
  return rows;
}

/** FNV-1a. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) value = Math.imul(value ^ word.charCodeAt(index), 0x01000193);
  return value;
}
