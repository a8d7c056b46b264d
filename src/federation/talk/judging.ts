import type { Site } from '../../config.ts';
import { cleanMarkup } from '../../conversation/clean.ts';
import { countLinks } from '../../conversation/count-links.ts';
import { type Extras, readExtras } from '../../conversation/extras.ts';
import { type Facts, judge, type Standing, type Verdict } from '../../conversation/judge.ts';
import { readRules } from '../../conversation/moderation/rules.ts';
import { textsOf } from '../../conversation/moderation/texts.ts';
import type { Deed } from '../../conversation/reactions.ts';
import type { Remark } from '../../conversation/remark.ts';
import type { Known, RemarkRow, Remarks } from '../../conversation/remarks.ts';
import type { Followers } from '../followers/followers.ts';
import type { Person } from '../people/person.ts';
import type { FindQuotable } from '../quotes/account.ts';
import { mayQuote } from '../quotes/policy.ts';
import type { Answered } from './places.ts';

/** Whoever wrote or did what is judged, as far as words are looked for in their names. */
export type Speaking = Pick<Person, 'uri' | 'user' | 'host' | 'name'>;

/** As much of a remark as is judged. */
type Judged = Pick<Remark, 'html' | 'text' | 'title' | 'warning' | 'url' | 'visibility' | 'language' | 'author'> &
  Extras;

/** Judges by the rules of the blog and what is known of a person here. */
export interface Judging {
  remark(
    remark: Judged,
    person: Speaking,
    where: { kind: RemarkRow['kind']; post: Answered | null; received: Date; before: Facts['before'] },
  ): Promise<Verdict>;
  /** One that waited, from what is kept of it. */
  waiting(known: Known, person: Speaking, kind: RemarkRow['kind'], post: Answered | null): Promise<Verdict>;
  reaction(deed: Pick<Deed, 'kind' | 'emoji'>, person: Speaking, post: Answered, now: Date): Promise<Verdict>;
  /** Whether an actor may quote a post, by its key. */
  quote(actor: string, post: number): Promise<boolean>;
}

export function createJudging({
  site,
  remarks,
  followers,
  quotable,
  isBlocked,
  isOwner,
}: {
  site: Pick<Site, 'comments' | 'quotes'>;
  remarks: Pick<Remarks, 'decidedAbout'>;
  followers: Pick<Followers, 'of'>;
  quotable: FindQuotable;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** Whether an actor is a proven account of the author's. */
  isOwner(actor: string): Promise<boolean> | boolean;
}): Judging {
  const rules = readRules(site.comments);

  async function standingOf(uri: string): Promise<Omit<Standing, 'mayQuote'>> {
    const [followed, decided, blocked, owns] = await Promise.all([
      followers.of(uri),
      remarks.decidedAbout(uri),
      isBlocked(new URL(uri)),
      isOwner(uri),
    ]);
    const isFollower = followed.some(({ state }) => state === 'accepted');
    return { isOwner: owns, isBlocked: blocked, isFollower, decided };
  }

  /** Whether an actor of this standing may quote a post: whoever follows another account of the blog is none of its followers. */
  async function mayQuotePost(uri: string, standing: Omit<Standing, 'mayQuote'>, post: number): Promise<boolean> {
    const account = site.quotes === 'followers' ? ((await quotable(post))?.account ?? null) : null;
    const followed = account ? await followers.of(uri) : [];
    const isFollower = followed.some((one) => one.account === account?.id && one.state === 'accepted');
    return mayQuote(site.quotes, { ...standing, isFollower });
  }

  const judgeRemark: Judging['remark'] = async (remark, person, { kind, post, received, before }) => {
    const facts: Facts = {
      ...{ kind, before, visibility: remark.visibility, language: remark.language },
      texts: textsOf(remark, namesOf(person)),
      links: countLinks(remark),
      post: post && postAt(post, received),
    };
    const standing = await standingOf(person.uri);
    const isAllowed = kind !== 'quote' || post === null || (await mayQuotePost(person.uri, standing, post.key));
    return judge(facts, rules, { ...standing, mayQuote: isAllowed });
  };

  return {
    remark: judgeRemark,
    quote: async (actor, post) => mayQuotePost(actor, await standingOf(actor), post),
    async waiting({ row, author }, person, kind, post) {
      const html = row.html ?? '';
      const { url, title, warning, visibility, language, received } = row;
      const said = { url: url ?? row.uri, html, text: cleanMarkup(html)?.text ?? '', title, warning };
      const read = { ...said, visibility, language, author: author ?? person.uri, ...readExtras(row.extras) };
      return judgeRemark(read, person, { kind, post, received, before: null });
    },
    async reaction({ kind, emoji }, person, post, now) {
      const texts = [...namesOf(person), ...(emoji ? [emoji.text] : [])];
      const facts: Facts = {
        ...{ kind, texts, visibility: 'public', links: 0, language: null, before: null },
        post: postAt(post, now),
      };
      return judge(facts, rules, { ...(await standingOf(person.uri)), mayQuote: true });
    },
  };
}

function postAt({ rule, since }: Answered, received: Date): Facts['post'] {
  return { rule, age: received.getTime() - since.getTime() };
}

function namesOf({ name, user, host }: Speaking): string[] {
  return [name, `@${user}@${host}`];
}
