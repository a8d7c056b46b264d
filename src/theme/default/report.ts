import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { ReportView } from '../theme.ts';
import { link } from './address.ts';
import { document, mainId } from './document.ts';
import { nameOf } from './list.ts';

/** Where a reader complains of a comment: what is meant, and a form; or what came of it. */
export function report(view: ReportView): Html {
  const { site, state } = view;
  const { report: messages } = messagesFor(site.language);
  const title = state === 'sent' ? messages.thanks : messages.title;
  return document({
    view,
    head: { title, description: '', canonical: null, indexed: false, type: 'website', language: site.language },
    main: html`<main id="${mainId}" class="notice">
<h1>${title}</h1>
${state === 'sent' ? html`<p>${messages.sent}</p>\n<p><a href="${view.back}">${messages.back}</a></p>\n` : form(view)}</main>`,
  });
}

function form(view: ReportView): Html {
  const { site, remark, state, email, back, post } = view;
  const { report: messages } = messagesFor(site.language);
  const fault = state === 'asked' || state === 'sent' ? null : messages.faults[state];
  return html`<p>${messages.about} <a href="${back}"><bdi>${remark.name}</bdi>: ${nameOf(site, post)}</a></p>
${remark.excerpt && html`<blockquote><p dir="auto">${remark.excerpt}</p></blockquote>\n`}${fault && html`<p id="fault" role="alert"><strong>${fault}</strong></p>\n`}<form action="${link(site, '/report')}" method="post">
<input type="hidden" name="reply" value="${remark.key}">
<p><label>${messages.why}
<textarea name="why" rows="6" maxlength="2000" required${fault && html` aria-describedby="fault"`}>${view.why}</textarea></label></p>
<p><label>${messages.reach}
<input name="reach" maxlength="200" autocomplete="email"></label></p>
<p><button>${messages.send}</button></p>
</form>
<p>${messages.read}${email && html` ${messages.orWrite} <a href="mailto:${email}">${email}</a>.`}</p>
`;
}
