/** CSS without its comments, everything else at its place: what was one is blanks. */
export function withoutComments(css: string): string {
  return css.replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[\s\S]*?(?:\*\/|$)/g, (found, string) =>
    string === undefined ? found.replace(/[^\n]/g, ' ') : found,
  );
}

/** The line, from 1, on which a place of a text is. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
