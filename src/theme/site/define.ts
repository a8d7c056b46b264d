import type { Html } from '../../html.ts';
import type { Parts, Theme } from '../theme.ts';

/** The functions that render whole documents, by their names. */
export type Pages = Omit<Theme, 'stylesheet' | 'pageColors' | 'parts'>;

/** The default theme's own functions, whatever a site puts in their place. */
export type Original = Pages & Parts;

/** What a site puts in the place of pages and parts: each gets its view, and the default's functions to call. */
export type SiteTheme = {
  [Name in keyof Pages]?: (view: Parameters<Pages[Name]>[0], original: Original) => Html;
} & {
  [Name in keyof Parts]?: (view: Parameters<Parts[Name]>[0], original: Original) => Html | null;
};

/** Says what its argument is, so that an editor knows the type of each view. */
export function defineTheme(theme: SiteTheme): SiteTheme {
  return theme;
}
