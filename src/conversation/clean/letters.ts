/**
 * Characters that no words need: controls, what turns the direction of the text around it (UAX #9, section 2: whatever
 * is not closed again would reach beyond the remark), deprecated formatting, code points that are no characters.
 */
const unwanted =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
  /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufeff\ufff9-\ufffc\p{Noncharacter_Code_Point}]/gu;

/** What makes the character before it another, or joins it to the next, and takes no room of its own. */
const attached = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/**
 * How many of them may follow one another. Scripts need four, the flag of England six; what has more is written to run
 * over the lines above and below.
 */
const mostAttached = 6;

const seen = /[^\s\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether there is anything to see in it. */
export function isVisible(text: string): boolean {
  return seen.test(text);
}

/** The text without the characters that no words need, and well-formed: half a pair of surrogates becomes U+FFFD. */
export function plainLetters(text: string): string {
  return text.toWellFormed().replace(unwanted, '');
}

/** Lets text through, piece by piece, in which not too many attached characters follow one another. */
export function createSieve(): (text: string) => string {
  let count = 0;
  return (text) => {
    if (/^[\0-\x7f]+$/.test(text)) {
      count = 0;
      return text;
    }
    let kept = '';
    for (const letter of text) {
      count = attached.test(letter) ? count + 1 : 0;
      if (count <= mostAttached) kept += letter;
    }
    return kept;
  };
}
