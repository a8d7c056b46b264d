import type { Listed } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { datesFor } from '../dates.ts';
import { isSameLanguage, languageAttributes, languageName } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { Row, RowView, SiteView } from '../theme.ts';
import { link } from './address.ts';

/** What a row is called: its title; a note by its beginning, by its warning where it has one, or by its day where it has no words. */
export function nameOf(site: SiteView, { title, excerpt, contentWarning, date }: Listed): string {
  if (title) return title;
  const messages = messagesFor(site.language);
  if (contentWarning) return `${messages.contentWarning}: ${contentWarning}`;
  return excerpt || messages.noteOf(datesFor(site.language, site.timezone).long(date));
}

/** Rows under their years, in the order given. */
export function byYear(site: SiteView, posts: Row[]): Html {
  const { year } = datesFor(site.language, site.timezone);
  const years: { year: string; posts: Row[] }[] = [];
  for (const post of posts) {
    const last = years.at(-1);
    if (last?.year === year(post.date)) last.posts.push(post);
    else years.push({ year: year(post.date), posts: [post] });
  }
  return html`${years.map((group) => html`<h2 class="label">${group.year}</h2>\n${rows(site, group.posts)}`)}`;
}

/** Date, title and summary of each (h-entry); dated by the day under a year, by month and year where they stand without one. */
export function rows(site: SiteView, posts: Row[], dated: 'day' | 'month' = 'day'): Html {
  return html`<ul class="rows">
${posts.map((post) => site.parts.row({ site, post, dated }))}</ul>
`;
}

/** One of them. */
export function row({ site, post, dated }: RowView): Html {
  const address = link(site, post.permalink);
  const language = languageAttributes(post.language, site.language);
  const dates = datesFor(site.language, site.timezone);
  const date = html`<time class="dt-published" datetime="${dates.machine(post.date)}">${dates[dated](post.date)}</time>`;
  const messages = messagesFor(site.language);
  const pinned = post.pinned && html` <small class="badge">${messages.pinned}</small>`;
  const marks = html`${languageBadge(site, post)}${pinned}${replyCount(site, post)}`;
  // A note has no name, so its date is the way to it.
  if (!post.title) {
    return html`<li class="h-entry"><a class="u-url u-uid" href="${address}"><span class="hidden">${messages.note}, </span>${date}</a>
<p class="p-summary"${language}>${nameOf(site, post)}${marks}</p></li>
`;
  }
  return html`<li class="h-entry">${date}
<div${language}><a class="u-url u-uid p-name" href="${address}">${post.title}</a>${marks}${
    post.summary && html`<p class="p-summary">${post.summary}</p>`
  }</div></li>
`;
}

/** In which language a post is that is not in the one of the page, by that language's own name. */
export function languageBadge(site: SiteView, { language }: Listed): Html | null {
  if (isSameLanguage(language, site.language)) return null;
  return html` <small class="badge">${languageName(language)}</small>`;
}

/** The way to what was answered, in the language of the blog. */
function replyCount(site: SiteView, { replies = 0, permalink, language }: Row): Html | null {
  if (replies === 0) return null;
  const own = language !== site.language && html` lang="${site.language}"`;
  const words = messagesFor(site.language).replyCount(replies);
  return html` <span class="meta"${own}><span><a href="${link(site, permalink)}#replies">${words}</a></span></span>`;
}
