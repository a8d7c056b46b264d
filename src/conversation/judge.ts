import { languageOf } from './moderation/languages.ts';
import type { CommentRule, Rules } from './moderation/rules.ts';
import type { Reason, Why } from './moderation/whys.ts';
import { findWord } from './moderation/words.ts';
import type { Visibility } from './remark.ts';

/** What is to be judged: a remark as it came, or as it was edited, or a reaction. */
export interface Facts {
  /** `mention`: names an account, and belongs to no post. */
  kind: 'reply' | 'quote' | 'mention' | 'like' | 'boost';
  visibility: Visibility;
  /** All of it that would be read: text, title, warning, what its pictures show, addresses of its links, and the names of who wrote it. */
  texts: readonly string[];
  /** How many links are in it; mentions and hashtags are none. */
  links: number;
  /** BCP 47, as its server says it. */
  language: string | null;
  /** Its post's own `comments`, and how old the post was, in milliseconds, when this first came; null: of a mention. */
  post: { rule: CommentRule | null; age: number } | null;
  /** Of an edit: what the remark was until now, and who said so last. */
  before: { state: 'held' | 'shown' | 'hidden'; by: 'rule' | 'owner' } | null;
}

/** Who wrote or did it. */
export interface Standing {
  /** One of the blog's accounts, or an account elsewhere that is proven to be the author's. */
  isOwner: boolean;
  /** By name or by server. */
  isBlocked: boolean;
  /** One that was accepted. */
  isFollower: boolean;
  /** Of a quote: whether `quotes` of postern.yaml lets this person quote the post. */
  mayQuote: boolean;
  /** The latest thing that the owner decided about a remark of this person's; what a rule decided does not count. */
  decided: 'approved' | 'hidden' | null;
}

/**
 * What becomes of it. `held`: kept for the owner, who is told. `hidden`: kept, shown to nobody, and nobody is told.
 * `refused`: not kept. Of a reaction nothing is ever held.
 */
export interface Verdict extends Reason {
  state: 'shown' | 'held' | 'hidden' | 'refused';
}

type Case = { facts: Facts; rules: Rules; standing: Standing; rule: CommentRule };

interface Row {
  why: Why;
  state: Verdict['state'];
  /** False: it does not fit. A text: it fits, and that was found. */
  fits(one: Case): boolean | string;
}

const isReaction = ({ facts }: Case): boolean => facts.kind === 'like' || facts.kind === 'boost';
const isPublic = ({ facts }: Case): boolean => facts.visibility === 'public' || facts.visibility === 'unlisted';
const isNew = ({ facts }: Case): boolean => facts.before === null;
const isOwner = ({ standing }: Case): boolean => standing.isOwner;

const isUnwantedQuote = ({ facts: { kind, before }, standing }: Case): boolean =>
  kind === 'quote' && !standing.mayQuote && !(before?.by === 'owner' && before.state === 'shown');

const listedWord = ({ facts, rules }: Case): string | false => findWord(facts.texts, rules.words) ?? false;
const tooManyLinks = ({ facts, rules }: Case): string | false =>
  rules.links !== null && facts.links > rules.links ? String(facts.links) : false;

function unwantedLanguage({ facts, rules }: Case): string | false {
  const language = facts.language === null ? null : languageOf(facts.language);
  return language !== null && rules.languages.size > 0 && !rules.languages.has(language) && language;
}

/** In this order; the first that fits decides. Why it is this one: docs/decisions/the-first-reason-judges-a-comment.md. */
const rows: readonly Row[] = [
  { why: 'blocked', state: 'refused', fits: ({ standing }) => standing.isBlocked },
  { why: 'hidden', state: 'hidden', fits: ({ facts }) => facts.before?.state === 'hidden' },
  { why: 'private', state: 'hidden', fits: (one) => !isPublic(one) && (isOwner(one) || isReaction(one)) },
  { why: 'private', state: 'held', fits: (one) => !isPublic(one) },
  { why: 'mention', state: 'hidden', fits: (one) => one.facts.kind === 'mention' && isOwner(one) },
  { why: 'mention', state: 'held', fits: ({ facts }) => facts.kind === 'mention' },
  { why: 'owner', state: 'shown', fits: isOwner },
  { why: 'unasked', state: 'hidden', fits: isUnwantedQuote },

  { why: 'closed', state: 'refused', fits: (one) => one.rule === 'closed' && (isNew(one) || isReaction(one)) },
  { why: 'word', state: 'hidden', fits: (one) => isReaction(one) && listedWord(one) },
  { why: 'reaction', state: 'shown', fits: isReaction },

  { why: 'closed', state: 'held', fits: ({ rule }) => rule === 'closed' },
  { why: 'late', state: 'refused', fits: (one) => isNew(one) && hasClosed(one) },
  {
    why: 'reopened',
    state: 'held',
    fits: ({ facts: { before } }) => before?.by === 'owner' && before.state === 'held',
  },
  { why: 'word', state: 'held', fits: listedWord },
  { why: 'links', state: 'held', fits: tooManyLinks },
  { why: 'all-held', state: 'held', fits: ({ rule }) => rule === 'held' },
  {
    why: 'approved',
    state: 'shown',
    fits: ({ facts: { before } }) => before?.by === 'owner' && before.state === 'shown',
  },
  { why: 'language', state: 'held', fits: unwantedLanguage },
  { why: 'distrusted', state: 'held', fits: ({ standing }) => standing.decided === 'hidden' },
  { why: 'everyone', state: 'shown', fits: ({ rule }) => rule === 'everyone' },
  { why: 'follower', state: 'shown', fits: ({ rule, standing }) => rule === 'followers' && standing.isFollower },
  { why: 'stranger', state: 'held', fits: ({ rule }) => rule === 'followers' },
  { why: 'known', state: 'shown', fits: ({ standing }) => standing.decided === 'approved' },
];

/** The rule of the default, and what is left when no row fits. */
const otherwise: Verdict = { state: 'held', why: 'first-time', found: null };

/** Decides about a remark, an edit of one, or a reaction. Pure. */
export function judge(facts: Facts, rules: Rules, standing: Standing): Verdict {
  const one: Case = { facts, rules, standing, rule: facts.post?.rule ?? rules.rule };
  for (const { why, state, fits } of rows) {
    const found = fits(one);
    if (found !== false) return { state, why, found: found === true ? null : found };
  }
  return otherwise;
}

function hasClosed({ facts, rules }: Case): boolean {
  return rules.close !== null && facts.post !== null && facts.post.age >= rules.close;
}
