import type { Html } from '../html.ts';
import type { Paging } from './theme.ts';

/** Somebody who says or does something about a post. */
export interface SpeakerView {
  name: string;
  /** `@ana@example.social`; null for an author who has no account. */
  handle: string | null;
  /** Their profile, wherever it is. */
  href: string | null;
  /** Ready for a src, and always of this blog; null: their initials stand for it. */
  portrait: string | null;
  /** An account of this blog: its link needs no warning to programs. */
  isOwn: boolean;
  /** The author, from this blog or from a proven account elsewhere. */
  isAuthor: boolean;
}

/** Something that somebody wrote, at its place in a thread. */
export interface RemarkView {
  /** Makes its id on the page: `reply-12`. */
  key: number;
  speaker: SpeakerView;
  /** Where it was written. */
  url: string | null;
  title: string | null;
  warning: string | null;
  /** Made safe before it was kept. */
  content: Html;
  /** BCP 47, where it is known. */
  language: string | null;
  /** Shown as links: nothing of another host is ever fetched by a page of ours. */
  media: { kind: 'image' | 'video' | 'audio'; url: string; description: string }[];
  /** For title and warning; those of the content stand in it already. */
  emoji: EmojiViews;
  published: Date;
  isEdited: boolean;
  /** Where one goes on to answer it from an account of one's own, ready for an href; null: replies are closed. */
  reply: string | null;
  /** Whom it answers, and where that is, ready for an href; null where its place in the thread says so. */
  answers: { name: string; href: string } | null;
  replies: RemarkView[];
}

/** A custom emoji as it is shown: its picture, ready for a src and always of this blog, with its size in pixels. */
export interface EmojiView {
  src: string;
  width: number;
  height: number;
}

/** By what stands between the colons; of what is missing the text stays. */
export type EmojiViews = Readonly<Record<string, EmojiView>>;

/** People side by side: as many as may be shown by face, and how many they all are. */
export interface FacesView {
  count: number;
  /** What the link leads to is the profile, or what they wrote. */
  shown: SpeakerView[];
  /** Some of those whose faces have no room. */
  named: SpeakerView[];
}

/** What a visitor may do from an account of their own. */
export type DeedName = 'reply' | 'like' | 'boost' | 'follow';

/** How something is answered from elsewhere. */
export interface AnswerView {
  /** What it is, for the form that asks for a handle. */
  uri: string;
  /** Without `reply`: replies are closed. Empty: there is nothing that could be done. */
  deeds: readonly DeedName[];
  /** What somebody pastes into their own server. */
  address: string;
  /** Whether what a stranger replies may be held until the author has read it. */
  waits: boolean;
  /** Where the conversation is, if that is elsewhere. */
  discussed: string | null;
}

/** What others say and do about a post. */
export interface ConversationView {
  replies: number;
  /** One page of the thread. */
  thread: RemarkView[];
  /** Of the thread; pages of replies, the oldest first. */
  paging: Paging;
  likes: FacesView;
  /** Among the likes: which emoji, and how often each. */
  emoji: { emoji: string; count: number; picture: EmojiView | null }[];
  boosts: FacesView;
  quotes: FacesView;
  /** Null where other servers cannot see the post. */
  answer: AnswerView | null;
  /** The RSS feed of the replies, ready for an href. */
  feed: string;
}
