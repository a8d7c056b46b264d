/**
 * A value as JSON in lines, fit for a terminal too: what is no visible character (controls, what turns the direction of
 * the text) stands as an escape, so that it means the same to a program and does nothing to a screen.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\P{C}\n]|[\u2028\u2029]/gu, escaped);
}

function escaped(letter: string): string {
  return letter.split('').map(unit).join('');
}

function unit(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
