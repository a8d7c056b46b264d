import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { emojiPicture } from '../emoji.ts';
import { messagesFor } from '../messages/messages.ts';
import type { ConversationView, FacesView, RepliesView, SiteView } from '../theme.ts';
import { link, whole } from './address.ts';
import { document, mainId } from './document.ts';
import { nameOf } from './list.ts';
import { thread } from './remark.ts';
import { replyBox } from './reply-box.ts';
import { faceAlone, linkToSpeaker } from './speaker.ts';

/** What others say and do about a post, below it, and how to say something oneself. */
export function replies(site: SiteView, conversation: ConversationView | null): Html | null {
  if (!conversation) return null;
  const messages = messagesFor(site.language);
  const { replies } = conversation;
  return html`${reactions(site, conversation)}<section class="replies" id="replies" aria-label="${messages.replies}">
<h2>${messages.replies}${replies > 0 && html` <small>${replies}</small>`}</h2>
${thread(site, conversation.thread)}${pager(site, conversation)}${how(site, conversation)}</section>
`;
}

/** A further page of replies, without the text that they answer. */
export function repliesPage(view: RepliesView): Html {
  const { site, post, path, conversation } = view;
  const messages = messagesFor(site.language);
  const title = messages.repliesTo(nameOf(site, post));
  const { page, pages } = conversation.paging;
  return document({
    view,
    head: {
      title: `${title}, ${messages.page(page, pages)}`,
      description: '',
      canonical: whole(site, path),
      indexed: false,
      type: 'website',
      language: post.language,
      previous: conversation.paging.newer,
      next: conversation.paging.older,
    },
    main: html`<main id="${mainId}">
<h1>${messages.replies}</h1>
<p class="meta"><span><a href="${link(site, post.permalink)}"><bdi>${nameOf(site, post)}</bdi></a></span> <span>${messages.page(page, pages)}</span></p>
<section class="replies" aria-label="${messages.replies}">
${thread(site, conversation.thread)}${pager(site, conversation)}${how(site, conversation, true)}</section>
</main>`,
  });
}

function pager(site: SiteView, { paging }: ConversationView): Html | null {
  const { page, pages, newer, older } = paging;
  if (pages < 2) return null;
  const messages = messagesFor(site.language);
  return html`<nav class="pager" aria-label="${messages.replyPages}">
${newer && html`<a rel="prev" href="${newer}">${messages.earlier}</a>\n`}<span>${messages.page(page, pages)}</span>
${older && html`<a rel="next" href="${older}">${messages.later}</a>\n`}</nav>
`;
}

function how(site: SiteView, { answer, feed, replies }: ConversationView, isAlone = false): Html | null {
  const messages = messagesFor(site.language);
  const subscribed =
    replies > 0 && html`<p class="meta"><a href="${feed}" type="application/rss+xml">${messages.repliesFeed}</a></p>\n`;
  return html`${replyBox(site, answer, isAlone)}${subscribed}`;
}

function reactions(site: SiteView, { likes, boosts, quotes, emoji }: ConversationView): Html | null {
  const messages = messagesFor(site.language);
  const rows = [
    row(site, messages.likes(likes.count), likes, emoji),
    row(site, messages.boosts(boosts.count), boosts),
    row(site, messages.quotes(quotes.count), quotes),
  ].filter((markup) => markup !== null);
  return rows.length === 0
    ? null
    : html`<div class="reactions">
${rows}</div>
`;
}

function row(
  site: SiteView,
  label: string,
  { count, shown, named }: FacesView,
  emoji: ConversationView['emoji'] = [],
): Html | null {
  if (count === 0) return null;
  const messages = messagesFor(site.language);
  const [others, unnamed] = [count - shown.length, count - shown.length - named.length];
  const used = emoji.map(({ emoji, count, picture }) => {
    const sign = picture ? emojiPicture(emoji.replaceAll(':', ''), picture) : html`<bdi>${emoji}</bdi>`;
    return html`<span>${sign} ${count}</span> `;
  });
  return html`<div><p class="meta"><span><bdi><strong>${label}</strong></bdi></span> ${used}</p>
${
  shown.length > 0 &&
  html`<ul class="faces">
${shown.map((speaker) => html`<li>${faceAlone(speaker)}</li>\n`)}${others > 0 && named.length === 0 && html`<li>${messages.others(others)}</li>\n`}</ul>
`
}${
  named.length > 0 &&
  html`<details><summary>${messages.others(others)}</summary>
<ul class="tags">
${named.map((speaker) => html`<li>${linkToSpeaker(speaker, html`<bdi>${speaker.name}</bdi>`)}</li>\n`)}${unnamed > 0 && html`<li>${messages.others(unnamed)}</li>\n`}</ul>
</details>
`
}</div>
`;
}
