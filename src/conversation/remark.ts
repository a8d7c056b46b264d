/** What somebody on another server wrote, as that server says it: read, measured and cleaned, and not judged yet. */
export interface Remark {
  /** The object's id, on the author's own origin. */
  uri: string;
  /** The page that a reader is sent to; the id where the server names none on its own host. */
  url: string;
  /** The author's actor id. */
  author: string;
  /** `Note`, `Article`, `Question`, `Page`, `Video` …, as it came. */
  type: string;
  /** The id or address that it answers; null when it answers nothing. */
  parent: string | null;
  /** The id or address that it quotes; null when it quotes nothing. */
  quoted: string | null;
  visibility: Visibility;
  /** The actors that it names (`Mention`), by their ids. */
  mentions: string[];
  /** Of an Article, Page or Video; plain text. */
  title: string | null;
  /** What is said before the text is shown; plain text. */
  warning: string | null;
  /** Safe HTML, never empty: pictures are in `media`, not in it. */
  html: string;
  /** The same as plain text, one paragraph a line. */
  text: string;
  /** BCP 47, where the server says it. */
  language: string | null;
  /** At most sixteen. */
  media: RemarkMedium[];
  /** Custom emoji that the text uses, by what is written between the colons; at most thirty-two. */
  emoji: Record<string, string>;
  /** Never in the future. */
  published: Date;
  updated: Date | null;
}

/** `public` and `unlisted` may be shown; `followers` and `direct` are for those who are addressed. */
export type Visibility = 'public' | 'unlisted' | 'followers' | 'direct';

/** A picture, film or sound that belongs to a remark; an https address on any host, never shown from there. */
export interface RemarkMedium {
  kind: 'image' | 'video' | 'audio';
  url: string;
  /** What it shows, in words; plain text, empty where nobody wrote any. */
  description: string;
}
