import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import type { PostView } from '../theme.ts';
import { link } from './address.ts';
import { articleDocument, body } from './article.ts';
import { alsoIn } from './translations.ts';

/** A page that stands outside the row of posts: About, Colophon. */
export function page(view: PostView): Html {
  const { site, post } = view;
  const languages = alsoIn(view);
  return articleDocument(
    view,
    html`<article class="h-entry"${languageAttributes(post.language, site.language)}>
<header>
<h1 class="p-name">${post.title}</h1>
<data class="u-url u-uid" value="${link(site, post.permalink)}"></data>
${post.summary && html`<p class="p-summary lede">${post.summary}</p>\n`}${
  languages && html`<p class="meta"${languageAttributes(site.language, post.language)}><span>${languages}</span></p>\n`
}</header>
${body(view)}</article>
`,
  );
}
