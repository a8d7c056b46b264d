import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import type { PostView } from '../theme.ts';
import { articleDocument, body } from './article.ts';
import { followAuthor } from './follow.ts';
import { nextPart, seriesBox } from './series-box.ts';

/** A post: an article with a title. */
export function post(view: PostView): Html {
  const { site, post } = view;
  return articleDocument(
    view,
    html`<article class="h-entry"${languageAttributes(post.language, site.language)}>
<header>
<h1 class="p-name">${post.title}</h1>
${post.summary && html`<p class="p-summary lede">${post.summary}</p>\n`}${site.parts.meta(view)}
</header>
${seriesBox(view)}${body(view)}${site.parts.tags(view)}</article>
`,
    html`${nextPart(view)}${followAuthor(view)}${site.parts.conversation(view)}${site.parts.neighbours(view)}`,
  );
}
