import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { InteractView, SiteView } from '../theme.ts';
import { askHandle, byHand } from './ask-handle.ts';
import { document, mainId } from './document.ts';
import { nameOf } from './list.ts';

/** Of the text that says what is wrong. */
const faultId = 'fault';

/** The way to a visitor's own server: where they type who they are, and where they are told which way they go. */
export function interact(view: InteractView): Html {
  const { site, lead } = view;
  const messages = messagesFor(site.language);
  const going = lead?.state === 'go';
  const title = going ? messages.interact.onward(lead.host) : titleOf(view);
  return document({
    view,
    head: {
      title,
      description: '',
      canonical: null,
      indexed: false,
      type: 'website',
      language: site.language,
      ...(going && lead.sure ? { refresh: lead.url } : {}),
    },
    main: html`<main id="${mainId}" class="notice">
<h1>${title}</h1>
${going ? html`${onward(view, lead)}${about(view)}` : html`${about(view)}${form(view)}`}</main>`,
  });
}

function titleOf({ site, about, deeds }: InteractView): string {
  const messages = messagesFor(site.language);
  if (about.kind === 'account') return messages.follow(about.author.name);
  return deeds.includes('reply')
    ? messages.answer
    : deeds.length > 0
      ? messages.interact.react
      : messages.answersClosed;
}

/** What it is about, with the way back to it. */
function about({ site, about, back }: InteractView): Html {
  const messages = messagesFor(site.language);
  if (about.kind === 'account')
    return html`<p><a href="${back}"><bdi class="handle" dir="ltr">${about.author.handle}</bdi></a></p>\n`;
  const { post } = about;
  const name = html`<a href="${back}"><bdi${languageAttributes(post.language, site.language)}>${nameOf(site, post)}</bdi></a>`;
  return about.kind === 'post'
    ? html`<p>${name}</p>\n`
    : html`<p>${messages.interact.said} <bdi>${about.speaker}</bdi>: ${name}</p>\n`;
}

function form({ site, uri, deeds, handle, lead, address }: InteractView): Html {
  const messages = messagesFor(site.language);
  const fault = lead?.state === 'hindered' || lead?.state === 'elsewhere' ? faultOf(site, lead) : null;
  const typed = lead?.state === 'elsewhere' ? lead.handle : handle;
  return html`${fault && html`<p id="${faultId}" role="alert"><strong>${fault}</strong></p>\n`}<div class="follow">
${
  deeds.length > 0 &&
  html`<p>${messages.interact.how}</p>
${askHandle(site, { uri, deeds, typed: { handle: typed, fault: fault && faultId } })}`
}${byHand(messages.interact.byHand, address)}</div>
`;
}

function faultOf(
  site: SiteView,
  lead: Extract<NonNullable<InteractView['lead']>, { state: 'hindered' | 'elsewhere' }>,
): string {
  const { interact } = messagesFor(site.language);
  if (lead.state === 'elsewhere') return interact.elsewhere(lead.host, lead.other);
  return interact.faults[lead.why](lead.host ?? '');
}

/** The page goes on by itself where that host named the way; where it did not, the visitor sees first where it leads. */
function onward({ site, address }: InteractView, { url, host }: { url: string; host: string }): Html {
  const { interact } = messagesFor(site.language);
  return html`<p><a href="${url}" rel="nofollow noopener noreferrer">${interact.goOn(host)}</a></p>
<div class="follow">
${byHand(interact.otherwise, address)}</div>
`;
}
