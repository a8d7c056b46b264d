import { bodyOf, type Kind, kindOf, render, slugOf, type Text, titleOf } from './text.ts';

/** What followers can see of a post. */
export interface Said {
  kind: Kind;
  type: 'Article' | 'Note';
  title: string;
  body: string;
  /** The end of its address; null for a note, whose address is made from its id. */
  slug: string | null;
  quiet: boolean;
  warning: string | null;
}

/** One life of a post in the fediverse: from when it appeared to when it was deleted for good. */
export interface Told {
  post: Known;
  generation: number;
  made: Date;
  isGone: boolean;
  state: 'undecided' | 'silent' | 'told' | 'gone';
  /** The revision that was looked at last. */
  seen: number;
  /** What followers were told last. */
  said: Said | null;
  /** The object's id, once a follower got it. */
  uri: string | null;
}

/** What the blog shows of one post. */
export interface Known {
  id: string | null;
  path: string;
  /** As it is on its page. */
  text: Text;
  state: 'live' | 'hidden' | 'deleted';
  hidden: Date | null;
  /** Why its own file hides it; null when that is gone, or does not hide it. */
  withheld: 'draft' | 'scheduled' | null;
  /** Hidden until its date, and its file was there when the folder was last taken for what its author wants. */
  isPutOff: boolean;
  /** When it last appeared because its date had come. */
  awaited: Date | null;
  /** The last revision that was no minor edit. */
  plain: number;
  date: Date;
  changed: Date;
  revision: number;
  lives: Told[];
}

const day = 24 * 3600_000;

/**
 * What a blog shows, from its files and the rules of docs/writing.md alone: written a second time, and for little else
 * than reading, so that the first can be held to it.
 */
export interface Shown {
  posts: Known[];
  /** Whether so much was gone when the folder was last looked at as a whole that it may be an accident. */
  isInDoubt(): boolean;
  /** The owner publishes: the folder is looked at, or only what was touched in it. */
  publish(files: Map<string, Text>, now: Date, options?: { whole?: boolean; confirmed?: boolean }): void;
}

export function createShown(): Shown {
  const posts: Known[] = [];
  let revision = 0;
  let isInDoubt = false;
  /** What waited for its date: path and bytes, and until when. */
  let scheduled = new Map<string, Date>();

  function change(post: Known, now: Date, own: Partial<Known>): void {
    revision += 1;
    Object.assign(post, own, { changed: now, revision });
  }

  function identify(files: Map<string, Text>, path: string, text: Text, taken: Set<Known>): Known | undefined {
    const free = posts.filter((post) => !taken.has(post));
    if (text.id !== null) return free.find(({ id }) => id === text.id);
    const isLost = (post: Known): boolean => post.state !== 'deleted' && !files.has(post.path);
    return (
      free.find((post) => post.path === path && post.id === null) ??
      free.find((post) => isLost(post) && render(post.path, post.text) === render(path, text)) ??
      free.find((post) => isLost(post) && kindOf(path) === 'post' && addressOf(post.path) === addressOf(path))
    );
  }

  function show(path: string, text: Text, known: Known | undefined, now: Date): void {
    const date = text.date === null ? null : new Date(text.date);
    if (text.draft || (date !== null && date > now)) {
      if (known) known.withheld = text.draft ? 'draft' : 'scheduled';
      if (known?.state === 'live') change(known, now, { state: 'hidden', hidden: now });
      if (known) known.isPutOff = known.state === 'hidden' && !text.draft;
      return;
    }
    const post = known ?? birth(path, text, now);
    if (!known) posts.push(post);
    const isSame = known?.state === 'live' && known.path === path && render(path, known.text) === render(path, text);
    if (isSame) return;
    const isNew = post.state === 'deleted' || post.lives.length === 0;
    const isAwaited = isDue(path, now) || isDue(render(path, text), now);
    const awaited = known?.state === 'live' ? post.awaited : isAwaited ? now : null;
    change(post, now, {
      path,
      text,
      state: 'live',
      hidden: null,
      isPutOff: false,
      date: date ?? (known ? known.date : now),
      awaited,
    });
    if (!known || !text.minor) post.plain = post.revision;
    if (isNew) post.lives.push(beginLife(post, now));
  }

  function isDue(name: string, now: Date): boolean {
    const due = scheduled.get(name);
    return due !== undefined && due <= now;
  }

  function schedule(files: Map<string, Text>, now: Date): void {
    const kept = [...scheduled].filter(([name]) => posts.some(({ path, isPutOff }) => isPutOff && path === name));
    scheduled = new Map(kept);
    for (const [path, text] of files) {
      if (text.draft || text.date === null || new Date(text.date) <= now) continue;
      scheduled.set(path, new Date(text.date)).set(render(path, text), new Date(text.date));
    }
  }

  function takeAway(files: Map<string, Text>, now: Date, confirmed: boolean): void {
    const gone = posts.filter((post) => !files.has(post.path) && isExpected(post));
    const hidden = posts.filter(({ state, isPutOff }) => state === 'hidden' && !isPutOff);
    const missing = [...gone, ...hidden];
    const lost = missing.filter(({ withheld }) => withheld === null).length;
    const most = Math.max(3, Math.floor((posts.filter(({ state }) => state === 'live').length + hidden.length) / 10));
    const due = missing.filter(
      (post) => confirmed || (!gone.includes(post) && post.hidden !== null && +post.hidden + day <= +now),
    );
    isInDoubt = !confirmed && (lost > most || (lost > 0 && files.size === 0));
    if (isInDoubt) return;
    for (const post of gone) change(post, now, { state: 'hidden', hidden: now, isPutOff: false });
    isInDoubt = !confirmed && missing.length > most && due.length > 0;
    if (!confirmed && missing.length > most) return;
    for (const post of due) {
      change(post, now, { state: 'deleted' });
      for (const life of post.lives) life.isGone = true;
    }
  }

  return {
    posts,
    isInDoubt: () => isInDoubt,
    publish(files, now, { whole = true, confirmed = false } = {}) {
      for (const post of posts) post.withheld = null;
      const taken = new Set<Known>();
      const paths = [...files.keys()].sort();
      const known = new Map<string, Known | undefined>();
      // What has its own path, or says who it is, comes first.
      for (const isOwn of [true, false])
        for (const path of paths) {
          const text = files.get(path);
          if (!text || known.get(path)) continue;
          if (isOwn && text.id === null && !posts.some((post) => post.path === path && post.id === null)) continue;
          const post = identify(files, path, text, taken);
          known.set(path, post);
          if (post) taken.add(post);
        }
      for (const path of paths) show(path, files.get(path) as Text, known.get(path), now);
      if (whole || confirmed) takeAway(files, now, confirmed);
      schedule(files, now);
    },
  };
}

function birth(path: string, text: Text, now: Date): Known {
  return {
    ...{ id: text.id, path, text, state: 'live', hidden: null, withheld: null },
    ...{ isPutOff: false, awaited: null, plain: 0, date: now, changed: now, revision: 0, lives: [] },
  };
}

function beginLife(post: Known, now: Date): Told {
  const generation = post.lives.length + 1;
  return { post, generation, made: now, isGone: false, state: 'undecided', seen: 0, said: null, uri: null };
}

/** Its file should be there. */
function isExpected({ state, isPutOff, withheld }: Known): boolean {
  return state === 'live' || (isPutOff && withheld === null);
}

function addressOf(path: string): string {
  return `${kindOf(path)} ${slugOf(path)}`;
}

/** What followers would see of a post now. */
export function saidOf({ path, text }: Known): Said {
  const kind = kindOf(path);
  const type = kind === 'note' || text.warning !== null ? 'Note' : 'Article';
  return {
    ...{ kind, type, title: titleOf(text), body: bodyOf(text), slug: kind === 'note' ? null : slugOf(path) },
    ...{ quiet: text.federate === 'quiet', warning: text.warning },
  };
}

export function isSame(one: Said | null, other: Said | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
