import { readReason, sayReason, type Why } from '../../conversation/moderation/whys.ts';

/** The words of what owners are told, in one language. */
export interface Words {
  waits(count: number, blog: string): string;
  reported(count: number): string;
  kind: Record<'reply' | 'quote' | 'mention', (post: string | null) => string>;
  why(kept: string): string;
  original: string;
  picture: string;
  report(about: string | null): string;
  more(count: number): string;
  moreWhere: string;
  how: Record<'one' | 'several' | 'private' | 'severalPrivate', string>;
  unread(listed: number): string;
  refused: string;
}

const en: Words = {
  waits: (count, blog) =>
    count === 1 ? `A comment waits for you on ${blog}:` : `${count} comments wait for you on ${blog}:`,
  reported: (count) => (count === 1 ? 'Something was reported:' : `${count} things were reported:`),
  kind: {
    reply: (post) => (post === null ? 'answers' : `answers “${post}”`),
    quote: (post) => (post === null ? 'quotes' : `quotes “${post}”`),
    mention: () => 'mentions you',
  },
  why: (kept) => sayWhy(kept, null),
  original: 'Original',
  picture: '(a picture)',
  report: (about) => (about === null ? 'Report' : `Report about ${about}`),
  more: (count) => (count === 1 ? 'and 1 more' : `and ${count} more`),
  moreWhere: 'all of them: postern comments --held',
  how: {
    one: 'Like this message to show it. Or answer: hide, delete or block.',
    several: 'Like this message to show all that it lists. Or answer by number: ok 1 3, hide 2, delete 2, block 2.',
    private: 'It is for you alone and cannot be shown. You can answer: hide, delete or block.',
    severalPrivate: 'They are for you alone and cannot be shown. You can answer by number: hide 1, delete 2, block 2.',
  },
  unread: (listed) =>
    listed > 1
      ? `I did not understand that, and did nothing. Answer with a word and numbers from 1 to ${listed}: ok 1, hide 2, delete 2, block 2.`
      : 'I did not understand that, and did nothing. Answer with one word: ok, hide, delete or block.',
  refused: 'That could not be done: what is not addressed to the public, or belongs to no post, cannot be shown.',
};

const germanWhys: Partial<Record<Why, string>> = {
  private: 'Das ist nicht öffentlich, nur du siehst es.',
  mention: 'Das erwähnt dich und gehört zu keinem Beitrag.',
  reopened: 'Du hast es zurückgestellt; das ändert eine Bearbeitung nicht.',
  closed: 'Unter diesem Beitrag sind keine Kommentare mehr möglich.',
  word: 'Es enthält „…“.',
  links: 'Es enthält … Links, mehr als comments.links erlaubt.',
  'all-held': 'Alle Kommentare warten auf dich.',
  language: 'Seine Sprache ist …, und die steht nicht in comments.languages.',
  distrusted: 'Zuletzt hast du etwas von dieser Person verborgen.',
  'first-time': 'Von dieser Person hast du noch nichts freigegeben.',
  stranger: 'Diese Person folgt dem Blog nicht.',
};

const de: Words = {
  waits: (count, blog) =>
    count === 1 ? `Ein Kommentar wartet auf dich (${blog}):` : `${count} Kommentare warten auf dich (${blog}):`,
  reported: (count) => (count === 1 ? 'Eine Meldung:' : `${count} Meldungen:`),
  kind: {
    reply: (post) => (post === null ? 'antwortet' : `antwortet auf „${post}“`),
    quote: (post) => (post === null ? 'zitiert' : `zitiert „${post}“`),
    mention: () => 'erwähnt dich',
  },
  why: (kept) => sayWhy(kept, germanWhys),
  original: 'Original',
  picture: '(ein Bild)',
  report: (about) => (about === null ? 'Meldung' : `Meldung zu ${about}`),
  more: (count) => (count === 1 ? 'und 1 weiterer' : `und ${count} weitere`),
  moreWhere: 'alle zeigt: postern comments --held',
  how: {
    one: 'Favorisiere diese Nachricht, um ihn zu zeigen. Oder antworte: verbergen, löschen oder sperren.',
    several:
      'Favorisiere diese Nachricht, um alle aufgezählten zu zeigen. Oder antworte mit Nummern: ok 1 3, verbergen 2, löschen 2, sperren 2.',
    private: 'Er ist nur für dich und kann nicht gezeigt werden. Antworte: verbergen, löschen oder sperren.',
    severalPrivate:
      'Sie sind nur für dich und können nicht gezeigt werden. Antworte mit Nummern: verbergen 1, löschen 2, sperren 2.',
  },
  unread: (listed) =>
    listed > 1
      ? `Das habe ich nicht verstanden, und nichts getan. Antworte mit einem Wort und Nummern von 1 bis ${listed}: ok 1, verbergen 2, löschen 2, sperren 2.`
      : 'Das habe ich nicht verstanden, und nichts getan. Antworte mit einem Wort: ok, verbergen, löschen oder sperren.',
  refused: 'Das ging nicht: Was nicht öffentlich ist oder zu keinem Beitrag gehört, kann nicht gezeigt werden.',
};

/** In the language of the blog (BCP 47); English where there is no other. */
export function wordsIn(language: string): Words {
  return /^de(?:-|$)/i.test(language) ? de : en;
}

/** A reason as it is kept with a decision, as a sentence. What was found may be a stranger's. */
function sayWhy(kept: string, whys: Partial<Record<Why, string>> | null): string {
  const reason = readReason(kept);
  if (!reason) return kept;
  return whys?.[reason.why]?.replace('…', () => reason.found ?? '') ?? sayReason(reason);
}
