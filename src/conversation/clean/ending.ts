/**
 * Where the characters begin with which a text ends: its length where it ends with none of them. A regular expression
 * (`/[a-z]+$/`) looks on from each of them wherever they stand: 64 KiB of spaces with a letter behind take it four seconds.
 */
export function endingAt(text: string, characters: string): number {
  let at = text.length;
  while (at > 0 && characters.includes(text.charAt(at - 1))) at -= 1;
  return at;
}
