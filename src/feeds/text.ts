// What XML 1.0 (section 2.2) allows, less the C1 controls that it discourages and validators complain of. With the
// flag `u` a surrogate without its other half is a character of its own, which stands outside of these ranges.
const unwritable = /[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The text without what XML cannot hold: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
export function writable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unwritable, '');
}

/** The same on one line, as titles, names and tags are. */
export function line(text: string): string {
  return writable(text).replace(/\s+/g, ' ').trim();
}

/** The beginning of a text, at most `length` characters long, cut between words and marked as cut. */
export function beginning(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const cut = characters.slice(0, length).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > length / 2 ? cut.slice(0, space) : cut}…`;
}
