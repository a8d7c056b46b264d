import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { SiteView } from '../theme.ts';
import { link } from './address.ts';

/** Instead of a list that holds nothing: what that means, and where everything else is. */
export function empty(site: SiteView, text: string): Html {
  return html`<p class="empty">${text} <a href="${link(site, '/archive')}">${messagesFor(site.language).archive}</a></p>\n`;
}

/** Instead of the list of a blog that has no post yet: a way for its reader, and one for its owner. */
export function emptyBlog(site: SiteView): Html {
  const messages = messagesFor(site.language);
  return html`<p class="empty">${messages.emptyHome} <a href="${link(site, '/feed.xml')}">${messages.feed}</a></p>
<p class="empty">${messages.emptyHomeOwner} <code>postern new post "…"</code></p>
`;
}
