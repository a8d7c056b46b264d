import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { datesFor } from '../dates.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PostView } from '../theme.ts';
import { articleDocument, body, tags } from './article.ts';
import { followBriefly } from './follow.ts';
import { authorsOf, meta } from './meta.ts';
import { neighbours } from './paging.ts';
import { replies } from './replies.ts';

/** A note: a few lines without a name. The heading is for those who hear the page, so it is no p-name. */
export function note(view: PostView): Html {
  const { site, post } = view;
  const { long } = datesFor(site.language, site.timezone);
  return articleDocument(
    view,
    html`<article class="h-entry note"${languageAttributes(post.language, site.language)}>
<h1 class="hidden"${languageAttributes(site.language, post.language)}>${messagesFor(site.language).noteOf(long(post.date))}</h1>
${body(view)}${meta(view)}
${tags(view)}</article>
`,
    html`${followBriefly(site, authorsOf(view).find(({ handle }) => handle) ?? site.accounts[0])}${replies(site, view.conversation)}${neighbours(view)}`,
  );
}
