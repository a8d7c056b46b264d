import { cleanMarkup } from '../../conversation/clean.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { readExtras } from '../../conversation/extras.ts';
import { plainLine } from '../../conversation/plain.ts';
import { type Html, html } from '../../html.ts';
import { addressOf } from '../remarks/value.ts';
import { wordsIn } from './messages.ts';

/** As many are told one by one in one message; the others are counted. */
export const mostListed = 10;

/** Enough to decide by, and to find the rest. */
const longestText = 280;
const longestName = 60;
const longestReport = 200;

/** What is told of something that waits: a stranger's words, as plain text of one line each. */
export interface Waiting {
  /** The number of the comment, as commands have it. */
  key: number;
  kind: 'reply' | 'quote' | 'mention';
  name: string;
  handle: string;
  /** The title of the post, or what stands for it. */
  post: string | null;
  text: string;
  /** Where it is to be read as its author wrote it. */
  url: string | null;
  /** As `writeReason` writes it. */
  why: string;
  isPublic: boolean;
}

/** What was complained of. */
export interface Reported {
  about: string | null;
  text: string;
}

/** Everything that one message tells. */
export interface Told {
  waiting: Waiting[];
  /** How many more wait that are not listed. */
  more: number;
  reports: Reported[];
  moreReports: number;
}

/** What is told of a remark. */
export function waitingOf(remark: Listed, language: string): Waiting {
  const { key, kind, title, warning, html: markup, extras, url, uri, author, post, decided, visibility } = remark;
  const text = markup === null ? '' : (cleanMarkup(markup)?.text ?? '');
  const all = [warning === null ? '' : `[${warning}]`, title ?? '', text].filter((part) => part !== '').join(' ');
  const picture = readExtras(extras).media.length > 0 ? wordsIn(language).picture : '';
  return {
    ...{ key, kind, url: addressOf(url ?? uri), why: decided?.why ?? '' },
    name: plainLine(author?.name ?? '', longestName),
    handle: author?.handle ?? '',
    post: post && plainLine(post.title ?? post.slug, longestName),
    text: plainLine(all, longestText) || picture,
    isPublic: (visibility === 'public' || visibility === 'unlisted') && kind !== 'mention' && post !== null,
  };
}

/**
 * The message as HTML. What strangers wrote is plain text in it that leads nowhere: some servers make mentions and links of
 * what looks like one, so nothing does. What to do stands before a list, of which apps fold the end away, and after a single
 * comment, which is then what a lock screen shows. Pure.
 */
export function noticeHtml(
  { waiting, more, reports, moreReports }: Told,
  blog: { title: string; language: string },
): Html {
  const words = wordsIn(blog.language);
  const count = waiting.length + more;
  const numbered = waiting.length > 1;
  const isPrivate = waiting.every(({ isPublic }) => !isPublic);
  const how = isPrivate ? (numbered ? 'severalPrivate' : 'private') : numbered ? 'several' : 'one';
  const items = waiting.map(
    (one, index) =>
      html`<p>${numbered && `${index + 1}. `}<strong>${dead(one.name)}</strong> (${dead(`@${one.handle}`)}) ${words.kind[one.kind](one.post && dead(one.post))}:<br>${dead(one.text)}<br>${dead(words.why(one.why))}${one.url && html` <a href="${one.url}" rel="nofollow ugc noopener noreferrer">${words.original}</a>`}</p>`,
  );
  const complaints = reports.map(
    ({ about, text }) => html`<p>${words.report(about && dead(about))}: ${dead(plainLine(text, longestReport))}</p>`,
  );
  const said = count > 0 && html`<p>${words.how[how]}</p>`;
  return html`${count > 0 && html`<p>${words.waits(count, blog.title)}</p>`}${numbered && said}${items}${more > 0 && html`<p>${words.more(more)}; ${words.moreWhere}</p>`}${!numbered && said}${complaints.length > 0 && html`<p>${words.reported(reports.length + moreReports)}</p>`}${complaints}${moreReports > 0 && html`<p>${words.more(moreReports)}</p>`}`;
}

/** Text of which no server makes a mention, a tag or a link: what begins one is followed by a space that nobody sees. */
export function dead(text: string): string {
  return text.replace(/[@#]|:(?=\/\/)|\bwww(?=\.)/gi, '$&\u200b');
}
