import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { NoticeView } from '../theme.ts';
import { link } from './address.ts';
import { document, mainId } from './document.ts';

/** Instead of a page: what happened, and the way on. */
export function notice(view: NoticeView): Html {
  const { site, status } = view;
  const messages = messagesFor(site.language);
  const { title, text } = messages.notices[status];
  return document({
    view,
    head: {
      title,
      description: text,
      canonical: null,
      indexed: false,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}" class="notice">
<p class="label">${status}</p>
<h1>${title}</h1>
<p>${text}</p>
<p class="meta"><span><a href="${link(site, '/')}">${messages.home}</a></span> <span><a href="${link(site, '/archive')}">${messages.archive}</a></span></p>
</main>`,
  });
}
