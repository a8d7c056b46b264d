/** What a site's `theme/theme.ts` imports as `postern/theme`. */
export { escapeHtml, type Hole, Html, html, trusted } from '../html.ts';
export { defineTheme, type SiteTheme } from './site/define.ts';
export type * from './theme.ts';
