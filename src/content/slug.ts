/** Latin letters that do not come apart into a base letter and an accent, and those that German and Danish spell out. */
const spelt: Record<string, string> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'oe',
  œ: 'oe',
  å: 'aa',
  þ: 'th',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  ŋ: 'ng',
  ŧ: 't',
  ſ: 's',
  ə: 'e',
};
const speltLetter = new RegExp(`[${Object.keys(spelt).join('')}]`, 'gu');

/**
 * Text as it stands in an address: lower case, Latin letters as ASCII, words joined by `-`; letters of other scripts
 * are kept, in NFC. Folding twice changes nothing. Empty when the text has neither letter nor digit.
 * `C++` and `C#` would all be `c`, so a sign right after a letter is spelt: `cplusplus`, `csharp`.
 */
export function slugify(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(speltLetter, (letter) => spelt[letter] ?? letter)
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/(?<=[\p{L}\p{N}])['’ʼ](?=\p{L})/gu, '')
    .replace(/(?<=\p{L})\++/gu, (signs) => 'plus'.repeat(signs.length))
    .replace(/(?<=\p{L})#/gu, 'sharp');
  return (plain.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).join('-');
}

/** The words of a slug as a title: `hello-world` → `Hello world`. */
export function titleFromSlug(slug: string): string {
  const words = slug.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
