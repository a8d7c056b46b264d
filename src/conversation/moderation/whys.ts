/** Everything that can decide about a remark or a reaction, and how it is said to the owner. `…` stands for what was found. */
const sentences = {
  blocked: 'The person or the server is blocked.',
  hidden: 'You hid it; an edit does not bring it back.',
  reopened: 'You put it back; an edit does not decide for you.',
  private: 'It is not addressed to the public, so only you see it.',
  mention: 'It mentions you and belongs to no post.',
  owner: 'You wrote it.',
  unasked: 'It quotes a post, which quotes in postern.yaml does not let this person do.',
  closed: 'Comments on this post are closed.',
  late: 'It came after comments on this post had closed.',
  word: 'It contains “…”.',
  links: 'There are … links in it, more than comments.links allows.',
  'all-held': 'All comments wait for you.',
  approved: 'You approved it, and its new text breaks no rule.',
  language: 'Its language is …, which is not one of comments.languages.',
  distrusted: 'The last thing that you decided about this person was to hide something.',
  everyone: 'Comments are open to everyone.',
  known: 'You approved this person before.',
  'first-time': 'You have not approved anything of this person yet.',
  follower: 'The person follows the blog.',
  stranger: 'The person does not follow the blog.',
  reaction: 'Likes and boosts are shown.',
} as const;

/** Why something is shown, held, hidden or refused: a word of a closed list. */
export type Why = keyof typeof sentences;

export const whys = Object.keys(sentences) as Why[];

/** A reason, and what was found where the reason alone does not say it: a word, a number of links, a language. */
export interface Reason {
  why: Why;
  found: string | null;
}

/** A reason as it is kept with a decision: `word casino`. */
export function writeReason({ why, found }: Reason): string {
  return found === null ? why : `${why} ${found}`;
}

/** What `writeReason` wrote; null when it is something else, such as the owner's own words. */
export function readReason(kept: string): Reason | null {
  const [, why = '', found = null] = /^([a-z-]+)(?: (.*))?$/s.exec(kept) ?? [];
  if (!isWhy(why) || sentences[why].includes('…') !== (found !== null)) return null;
  return { why, found };
}

/** A reason in a sentence for the owner: plain text. */
export function sayReason({ why, found }: Reason): string {
  return sentences[why].replace('…', () => found ?? '');
}

function isWhy(word: string): word is Why {
  return Object.hasOwn(sentences, word);
}
