import type { Post } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { datesFor } from '../dates.ts';
import { messagesFor } from '../messages/messages.ts';
import type { AuthorView, PostView, SiteView } from '../theme.ts';
import { link } from './address.ts';
import { byline } from './author-card.ts';
import { alsoIn } from './translations.ts';

const aDay = 86_400_000;
const wordsAMinute = 230;

/** Who is named as author: those of the post, else the blog's own account. */
export function authorsOf({ authors, site }: PostView): AuthorView[] {
  return authors.length > 0 ? authors : site.accounts.slice(0, 1);
}

/** When it was last changed, if that is at least a day after it was written. */
export function shownUpdate({ date, updated }: Post): Date | null {
  return updated && updated.getTime() - date.getTime() >= aDay ? updated : null;
}

/** The line below a title: date, reading time, authors, and the day of the last change. */
export function meta(view: PostView): Html {
  const { site, post } = view;
  const messages = messagesFor(site.language);
  const updated = shownUpdate(post);
  const items = [
    published(site, post),
    post.kind === 'post' && html`${messages.minutes(Math.max(1, Math.round(post.words / wordsAMinute)))}`,
    ...authorsOf(view).map((author) => byline(site, author)),
    updated && html`${messages.updated} ${time(site, updated, 'dt-updated')}`,
    alsoIn(view),
  ].filter((item) => item !== null && item !== false);
  // No `dir`: the line begins where the title does, and each item is written in its own direction.
  return html`<p class="meta"${site.language !== post.language && html` lang="${site.language}"`}>${items.map(
    (item) => html`<span><bdi>${item}</bdi></span> `,
  )}</p>`;
}

/** The date of a post, as the link to it. */
export function published(site: SiteView, post: Post): Html {
  return html`<a class="u-url u-uid" href="${link(site, post.permalink)}">${time(site, post.date, 'dt-published')}</a>`;
}

/** A whole date for people and programs. */
export function time(site: SiteView, date: Date, className: string): Html {
  const dates = datesFor(site.language, site.timezone);
  return html`<time class="${className}" datetime="${dates.machine(date)}">${dates.long(date)}</time>`;
}
