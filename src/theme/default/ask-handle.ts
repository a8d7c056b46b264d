import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { DeedName, SiteView } from '../theme.ts';
import { link } from './address.ts';

/** What a form asks for: who somebody is, and what they want to do with what. */
export interface AskHandle {
  /** What it is about, as `/interact` finds it. */
  uri: string;
  /** The first is done where somebody presses Enter. */
  deeds: readonly DeedName[];
  /** What was typed before, and the id of the text that says what is wrong with it. */
  typed?: { handle: string; fault: string | null };
}

/** A form that sends visitors to their own server, where they have an account. */
export function askHandle(site: SiteView, { uri, deeds, typed }: AskHandle): Html {
  const messages = messagesFor(site.language);
  const faulty = typed?.fault && html` aria-invalid="true" aria-describedby="${typed.fault}" autofocus=""`;
  return html`<form action="${link(site, '/interact')}" method="post">
<input type="hidden" name="uri" value="${uri}">
<p><label>${messages.handle} <bdi dir="ltr">@ana@example.social</bdi>
<input name="handle" value="${typed?.handle ?? ''}" required="" dir="ltr" inputmode="email" autocomplete="off" autocapitalize="none" spellcheck="false"${faulty}></label></p>
<p>${deeds.map((deed) => html`<button name="deed" value="${deed}">${messages.deeds[deed]}</button>\n`)}</p>
</form>
`;
}

/** What always works: an address to paste. */
export function byHand(words: string, address: string): Html {
  return html`<p>${words}<br>
<code class="handle" dir="ltr">${address}</code></p>
`;
}
