/** What a token's value is: a colour, a family of fonts, a length, or a plain number. */
export type TokenKind = 'colour' | 'font' | 'length' | 'number';

/** A custom property of the default stylesheet that a site may set in `theme/tokens.css`. */
export interface Token {
  /** With its two hyphens: `--accent`. */
  name: `--${string}`;
  kind: TokenKind;
  /** What it is used for, as a phrase. */
  does: string;
}

/**
 * Every design token that a site may rely on; their values are in `default/style/tokens.css`. Custom properties that are
 * not here belong to the default theme alone.
 */
export const tokens: readonly Token[] = [
  { name: '--bg', kind: 'colour', does: 'the page' },
  { name: '--surface', kind: 'colour', does: 'code, callouts, the follow card' },
  { name: '--text', kind: 'colour', does: 'text' },
  { name: '--muted', kind: 'colour', does: 'dates, captions, quotations' },
  { name: '--link', kind: 'colour', does: 'links' },
  { name: '--visited', kind: 'colour', does: 'links that were followed; important callouts; keywords of code' },
  { name: '--accent', kind: 'colour', does: 'what the pointer is on; cautions; where one is in the menu' },
  { name: '--green', kind: 'colour', does: 'tips; strings of code' },
  { name: '--ochre', kind: 'colour', does: 'warnings; numbers of code' },
  { name: '--border', kind: 'colour', does: 'the lines around what can be used: fields, buttons' },
  { name: '--rule', kind: 'colour', does: 'lines that only divide' },
  { name: '--mark', kind: 'colour', does: 'the ground of marked words' },
  { name: '--serif', kind: 'font', does: 'text' },
  { name: '--sans', kind: 'font', does: 'dates, menus, buttons: what is not the author’s text' },
  { name: '--mono', kind: 'font', does: 'code and handles' },
  { name: '--titles', kind: 'font', does: 'headings; by default as the text around them' },
  { name: '--size', kind: 'length', does: 'the size of text' },
  { name: '--small', kind: 'length', does: 'the size of dates, captions and menus' },
  { name: '--leading', kind: 'number', does: 'the height of a line, in sizes of its text' },
  { name: '--gap', kind: 'length', does: 'the space between two paragraphs' },
  { name: '--measure', kind: 'length', does: 'the width of the column' },
  { name: '--wide', kind: 'length', does: 'the width of tables and pictures that may be wider' },
  { name: '--side', kind: 'length', does: 'the width of notes beside the text' },
  { name: '--gutter', kind: 'length', does: 'the space at the sides of a narrow screen' },
  { name: '--radius', kind: 'length', does: 'the corners of code, fields, buttons and pictures' },
];
