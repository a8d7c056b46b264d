import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import type { PostView } from '../theme.ts';
import { articleDocument, body, tags } from './article.ts';
import { followBriefly } from './follow.ts';
import { authorsOf, meta } from './meta.ts';
import { neighbours } from './paging.ts';
import { replies } from './replies.ts';
import { nextPart, seriesBox } from './series-box.ts';

/** A post: an article with a title. */
export function post(view: PostView): Html {
  const { site, post } = view;
  return articleDocument(
    view,
    html`<article class="h-entry"${languageAttributes(post.language, site.language)}>
<header>
<h1 class="p-name">${post.title}</h1>
${post.summary && html`<p class="p-summary lede">${post.summary}</p>\n`}${meta(view)}
</header>
${seriesBox(view)}${body(view)}${tags(view)}</article>
`,
    html`${nextPart(view)}${followBriefly(site, authorsOf(view).find(({ handle }) => handle) ?? site.accounts[0])}${replies(site, view.conversation)}${neighbours(view)}`,
  );
}
