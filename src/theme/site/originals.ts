import type { Parts, Theme } from '../theme.ts';
import type { Original, Pages } from './define.ts';

/** The functions of a theme that a site may replace, and which of them render whole documents. */
export interface Originals {
  all: Original;
  pages: readonly (keyof Pages)[];
  parts: readonly (keyof Parts)[];
}

/** Takes a theme apart into its functions. */
export function originalsOf({ stylesheet: _, pageColors: __, parts, ...pages }: Theme): Originals {
  return {
    all: { ...pages, ...parts },
    pages: Object.keys(pages) as (keyof Pages)[],
    parts: Object.keys(parts) as (keyof Parts)[],
  };
}
