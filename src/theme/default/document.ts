import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { direction } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PageView } from '../theme.ts';
import { type Head, headOf } from './head.ts';

export interface Document {
  view: PageView;
  head: Head;
  /** The `<main>` of the page. */
  main: Html;
  /** On the home page the blog's name is the heading; everywhere else the page has its own. */
  heading?: boolean;
}

/** Of `<main>`. Rendered Markdown gives this id to no heading. */
export const mainId = 'content';

/** A whole document: the same head, header and footer around every page. */
export function document({ view, head, main, heading = false }: Document): Html {
  const { site } = view;
  return html`<!doctype html>
<html lang="${site.language}" dir="${direction(site.language)}">
<head>
${headOf(view, head)}${site.parts.head(view)}</head>
<body>
<a class="skip" href="#${mainId}">${messagesFor(site.language).skip}</a>
${site.parts.header({ ...view, heading })}
${main}
${site.parts.footer(view)}
</body>
</html>
`;
}
