const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Plain text of at most `limit` letters (as a reader counts them), cut after a word where there is one. */
export function shorten(text: string, limit: number): string {
  const letters = [...graphemes.segment(text)].map(({ segment }) => segment);
  if (letters.length <= limit) return text;
  const cut = letters.slice(0, limit - 1).join('');
  const word = cut.replace(/\s+\S*$/u, '');
  return `${word.length > cut.length / 2 ? word : cut}…`;
}
