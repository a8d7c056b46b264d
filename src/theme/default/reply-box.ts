import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { AnswerView, SiteView } from '../theme.ts';
import { webUrl } from './address.ts';
import { askHandle, byHand } from './ask-handle.ts';

/**
 * Below what others say: how to answer, like or boost it from an account of one's own, and whether that can be done still.
 * @param isAlone whether no heading of replies stands above it.
 */
export function replyBox(site: SiteView, view: AnswerView | null, isAlone = false): Html | null {
  if (!view) return null;
  const messages = messagesFor(site.language);
  const { uri, deeds, address, discussed, waits } = view;
  const isOpen = deeds.includes('reply');
  const title = isOpen ? messages.answer : messages.answersClosed;
  return html`<section class="follow" aria-label="${title}">
${isAlone ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
${isOpen && html`<p>${messages.answerHow}${waits && html` ${messages.answerWaits}`}</p>\n`}${discussed && there(site, discussed)}${deeds.length > 0 && askHandle(site, { uri, deeds })}${
  isOpen && byHand(messages.answerByHand, address)
}</section>
`;
}

/** Where the conversation about a post is, when that is not here. */
function there(site: SiteView, address: string): Html | null {
  const url = webUrl(address);
  return url === null
    ? null
    : html`<p>${messagesFor(site.language).discussed} <a href="${url}"><bdi>${new URL(url).host}</bdi></a></p>\n`;
}
