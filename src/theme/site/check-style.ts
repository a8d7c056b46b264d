import type { Problem } from '../../problem.ts';
import { lineAt, withoutComments } from './blank.ts';

/** Where a site has more CSS. */
export const stylePath = 'theme/style.css';

const foreign = /@import\b|\b(?:url|src|image-set)\(\s*["']?\s*((?:[a-z][a-z0-9+.-]*:|\/\/)[^"')\s]*)/gi;

/** Warns of what a browser will not load: pages ask nobody but this blog, as their Content-Security-Policy says. */
export function checkStyle(css: string): Problem[] {
  const text = withoutComments(css);
  return [...text.matchAll(foreign)].map((found) => ({
    path: stylePath,
    line: lineAt(text, found.index),
    severity: 'warning',
    what:
      found[1] === undefined
        ? '@import is not followed: the stylesheet is one file.'
        : `${found[1].slice(0, 80)} is not loaded: pages of this blog ask nobody else.`,
    mend:
      found[1] === undefined
        ? 'Put what it imports into this file.'
        : 'Put the file into public/, and write its path here without the slash at the beginning.',
  }));
}
