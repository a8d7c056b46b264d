import { readFileSync } from 'node:fs';

/** Style.css without what only its reader needs. */
export const stylesheet = minify(readFileSync(new URL('./style.css', import.meta.url), 'utf8'));

/** The backgrounds of both schemes, for the browser's own frame. A test holds them to the tokens in style.css. */
export const pageColors = { light: '#fdfcfa', dark: '#16181c' };

/**
 * CSS without comments and needless white space. Strings stay as they are; blanks around `+` and `-` stay, since
 * `calc()` needs them, and so do those before `:`, `.`, `#` and `[`, which mean a descendant in selectors.
 */
export function minify(css: string): string {
  return css
    .replace(/("(?:[^"\\]|\\.)*")|\/\*[\s\S]*?\*\//g, '$1')
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 1 ? part : squeeze(part)))
    .join('')
    .replaceAll(';}', '}')
    .trim();
}

function squeeze(css: string): string {
  return css
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':');
}
