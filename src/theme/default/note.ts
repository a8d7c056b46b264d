import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { datesFor } from '../dates.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PostView } from '../theme.ts';
import { articleDocument, body } from './article.ts';
import { followAuthor } from './follow.ts';

/** A note: a few lines without a name. The heading is for those who hear the page, so it is no p-name. */
export function note(view: PostView): Html {
  const { site, post } = view;
  const { long } = datesFor(site.language, site.timezone);
  return articleDocument(
    view,
    html`<article class="h-entry note"${languageAttributes(post.language, site.language)}>
<h1 class="hidden"${languageAttributes(site.language, post.language)}>${messagesFor(site.language).noteOf(long(post.date))}</h1>
${body(view)}${site.parts.meta(view)}
${site.parts.tags(view)}</article>
`,
    html`${followAuthor(view)}${site.parts.conversation(view)}${site.parts.neighbours(view)}`,
  );
}
