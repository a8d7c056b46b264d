/** A post that is hidden, or about to be. */
export interface Missing {
  key: number;
  /** When it was hidden; null when its file has only now been found gone. */
  vanished: Date | null;
  /** Hidden by its author, who made a draft of it: the file is there. */
  withdrawn: boolean;
  /** Whether it may be a new post by now, renamed and edited: then only the owner deletes it. */
  isDoubted?: boolean;
}

export interface Removals {
  hide: Missing[];
  delete: Missing[];
  /**
   * Why nothing more is taken away, for the owner, and how what is gone comes back; null when all is as it should be.
   * `isAccident`: the files that are there may be of another time as well.
   */
  held: { what: string; back: string; missing: number; isAccident: boolean } | null;
}

const emptyFolder = 'There is no file to publish in the content folder. Everything that was published stays up.';

const files = 'Bring the files back';
const drafts = '`draft: true` out of those that are to stay';

/**
 * What becomes of posts whose files are gone: hidden at once, deleted after a while. Not when so many are gone that it
 * looks like an accident (another branch, a half pull, an empty mount): nothing may delete those from the world but the
 * owner's word.
 * @param total posts that are live or hidden, before.
 * @param wait milliseconds between hiding and deleting.
 */
export function judgeRemovals(
  missing: Missing[],
  {
    total,
    isEmpty,
    confirmed,
    wait,
    now,
  }: { total: number; isEmpty: boolean; confirmed: boolean; wait: number; now: Date },
): Removals {
  const gone = missing.filter(({ vanished }) => vanished === null);
  if (confirmed) return { hide: gone, delete: missing, held: null };
  const limit = Math.max(3, Math.floor(total / 10));
  const lost = missing.filter(({ withdrawn }) => !withdrawn);
  const isDue = ({ vanished, isDoubted = false }: Missing): boolean =>
    vanished !== null && !isDoubted && vanished.getTime() + wait <= now.getTime();
  const due = missing.filter(isDue);
  // Also when all are hidden already: a lost database knows its posts again before their files are there.
  if (lost.length > 0 && isEmpty)
    return { hide: [], delete: [], held: { what: emptyFolder, back: files, missing: lost.length, isAccident: true } };
  if (lost.length > limit) {
    const what = `The files of ${lost.length} of ${total} posts are gone, which looks like an accident. Nothing more is hidden, deleted or sent.`;
    return { hide: [], delete: [], held: { what, back: files, missing: lost.length, isAccident: true } };
  }
  if (missing.length > limit) {
    const what = `${missing.length} of ${total} posts are to be deleted, which looks like an accident. They stay hidden, and none is deleted.`;
    const back = lost.length > 0 ? `${files}, and take ${drafts}` : `Take ${drafts}`;
    return {
      hide: gone,
      delete: [],
      held: due.length > 0 ? { what, back, missing: missing.length, isAccident: false } : null,
    };
  }
  return { hide: gone, delete: due, held: null };
}
