import { cleanMarkup } from '../../conversation/clean.ts';
import { linkTo } from '../../conversation/plain.ts';
import type { Remark } from '../../conversation/remark.ts';
import type { Json } from '../inbox/incoming.ts';
import { isObject } from '../inbox/reference.ts';
import { authorOf } from './author.ts';
import { mediaOf } from './media.ts';
import { momentsOf } from './moments.ts';
import { pageOf } from './page.ts';
import { quotedIn } from './quoted.ts';
import { emojiIn, mentionsIn } from './tags.ts';
import { addressOf, firstId, listOf, originOf } from './value.ts';
import { isAddressed, visibilityOf } from './visibility.ts';
import { type Cleaner, titleOf, warningOf, wordsOf } from './words.ts';

/** What can be a remark, and whether it is written as a note is: without a title, its summary a warning. */
const kinds: ReadonlyMap<unknown, { isNote: boolean }> = new Map([
  ...['Note', 'Question'].map((type): [string, { isNote: boolean }] => [type, { isNote: true }]),
  ...['Article', 'Page', 'Video', 'Audio', 'Image', 'Event'].map((type): [string, { isNote: boolean }] => [
    type,
    { isNote: false },
  ]),
]);

export interface ReadOptions {
  /** The actor who is to have written it: who signed, or on whose server it was found. */
  author: string;
  now: Date;
  /** The activity that brought it, where it says by itself to nobody to whom it goes. */
  activity?: Json;
  clean?: Cleaner;
}

export type RemarkReading =
  /** `held`: why its text could not be shown; then `html` is no more than the way to it. */
  { ok: true; remark: Remark; held: string | null } | { ok: false; why: string };

/**
 * Reads what somebody on another server wrote: an object of ActivityStreams as plain JSON, sent to an inbox or found at
 * its address. It must be its author's own: its id on the author's origin, `attributedTo` exactly the author. Everything
 * else in it may be missing or of any shape. Never throws.
 */
export function readRemark(
  object: unknown,
  { author, now, activity, clean = cleanMarkup }: ReadOptions,
): RemarkReading {
  if (!isObject(object)) return refused('It is no object.');
  const type = listOf(object.type).find((one) => kinds.has(one));
  const kind = kinds.get(type);
  if (!kind || typeof type !== 'string') return refused('It is of no kind that is shown.');
  const uri = addressOf(object.id);
  if (uri === null) return refused('It has no id.');
  if (addressOf(author) === null || originOf(uri) !== originOf(author))
    return refused('Its id is not on its author’s origin.');
  if (authorOf(object.attributedTo) !== author) return refused('It is not attributed to its author.');

  const url = pageOf(object.url, uri);
  const quoted = quotedIn(object);
  const media = mediaOf(object.attachment);
  const words = wordsOf(object, clean);
  const name = titleOf(object);
  const title = kind.isNote ? null : name;
  const isWordless = words.html === '' || words.html === null;
  if (words.html === '' && media.length === 0 && title === null && quoted === null)
    return refused(kind.isNote && name !== null ? 'It is a vote.' : 'It says nothing.');
  // What a person is called is the person, and nothing that they wrote.
  if (uri.replace(/#.*$/s, '') === author.replace(/#.*$/s, '')) return refused('It has its author’s own id.');

  // What says nothing in words is shown by the way to it.
  const shown = isWordless ? cleanMarkup(`<p>${linkTo(url)}</p>`) : { html: words.html ?? '', text: words.text };
  if (!shown || shown.html === '') return refused('It says nothing.');
  const warning = warningOf(object, kind.isNote, clean);
  const remark: Remark = {
    uri,
    url,
    author,
    type,
    parent: firstId(object.inReplyTo),
    quoted,
    visibility: visibilityOf(isAddressed(object) ? object : (activity ?? object), author),
    mentions: mentionsIn(object.tag),
    title,
    warning,
    ...shown,
    language: words.language,
    media,
    emoji: emojiIn(object.tag, [shown.text, title ?? '', warning ?? '']),
    ...momentsOf(object, now),
  };
  return { ok: true, remark, held: words.html === null ? 'Its text could not be cleaned.' : null };
}

function refused(why: string): RemarkReading {
  return { ok: false, why };
}
