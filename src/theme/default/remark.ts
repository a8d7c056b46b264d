import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { datesFor } from '../dates.ts';
import { withEmoji } from '../emoji.ts';
import { messagesFor } from '../messages/messages.ts';
import type { RemarkView, SiteView, SpeakerView } from '../theme.ts';
import { link } from './address.ts';
import { face, linkAway, linkToSpeaker } from './speaker.ts';

/** Remarks in their order, each with those that answer it below. */
export function thread(site: SiteView, remarks: RemarkView[]): Html | null {
  if (remarks.length === 0) return null;
  return html`<ol class="thread">
${remarks.map((remark) => html`<li class="remark" id="${remarkId(remark)}">${one(site, remark)}${thread(site, remark.replies)}</li>\n`)}</ol>
`;
}

/** Where a remark stands on its page. */
export function remarkId({ key }: Pick<RemarkView, 'key'>): string {
  return `reply-${key}`;
}

function one(site: SiteView, remark: RemarkView): Html {
  return html`<div class="speaker">${face(remark.speaker)}<div>${name(site, remark.speaker)}
${facts(site, remark)}</div></div>
${folded(site, remark, html`${text(remark)}${media(site, remark)}`)}`;
}

function name(site: SiteView, speaker: SpeakerView): Html {
  const { name, handle, isAuthor } = speaker;
  const badge = isAuthor && html` <small class="badge">${messagesFor(site.language).author}</small>`;
  return html`<p><strong>${linkToSpeaker(speaker, html`<bdi>${name}</bdi>`)}</strong>${badge}${
    handle && html` <bdi class="handles" dir="ltr">${handle}</bdi>`
  }</p>`;
}

/** When it was written, which is the link to it here; whom it answers; where it was written; and how to answer it. */
function facts(site: SiteView, remark: RemarkView): Html {
  const { published, isEdited, answers, url, reply } = remark;
  const messages = messagesFor(site.language);
  const dates = datesFor(site.language, site.timezone);
  const items = [
    html`<a href="#${remarkId(remark)}"><time datetime="${dates.machine(published)}">${dates.moment(published)}</time></a>`,
    isEdited && messages.edited,
    answers && html`${messages.to} <a href="${answers.href}"><bdi>${answers.name}</bdi></a>`,
    url && linkAway(url, html`${messages.original}`),
    reply && html`<a href="${reply}" rel="nofollow">${messages.deeds.reply}</a>`,
    // What strangers wrote, and nothing of the author's.
    url && html`<a href="${link(site, `/report?reply=${remark.key}`)}" rel="nofollow">${messages.report.link}</a>`,
  ].filter((item) => item !== false && item !== null && item !== '');
  return html`<p class="meta">${items.map((item) => html`<span>${item}</span> `)}</p>`;
}

function text({ content, language }: RemarkView): Html {
  const lang = language && html` lang="${language}"`;
  // What is said of the language may be wrong, and the first letter is not: it decides where the lines begin.
  return html`<div class="prose"${lang} dir="auto">${content}</div>
`;
}

function media(site: SiteView, { media }: RemarkView): Html | null {
  if (media.length === 0) return null;
  const messages = messagesFor(site.language);
  const words = { image: messages.picture, video: messages.film, audio: messages.sound };
  return html`<ul class="tags">
${media.map(({ kind, url, description }) => {
  const described = description && html`: <bdi>${description}</bdi>`;
  return html`<li>${linkAway(url, html`${words[kind]}${described}`)}</li>\n`;
})}</ul>
`;
}

/** Behind a fold: what is warned of, and what has a title, since that is an article, a film or a page of its own. */
function folded(site: SiteView, { warning, title, language, emoji }: RemarkView, inside: Html): Html {
  if (warning === null && title === null) return inside;
  const messages = messagesFor(site.language);
  const own = (words: string): Html =>
    html`<bdi${language && html` lang="${language}"`}>${withEmoji(words, emoji)}</bdi>`;
  const summary =
    warning === null
      ? html`<strong>${own(title ?? '')}</strong>`
      : warning === ''
        ? html`<strong>${messages.contentWarning}</strong>`
        : html`<strong>${messages.contentWarning}:</strong> ${own(warning)}`;
  return html`<details class="warned"><summary>${summary} <span class="action">${messages.show}</span></summary>
${warning !== null && title !== null && html`<p dir="auto"><strong>${withEmoji(title, emoji)}</strong></p>\n`}${inside}</details>
`;
}
