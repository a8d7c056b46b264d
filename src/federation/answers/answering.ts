import { randomBytes } from 'node:crypto';
import { type PostRow, toPost } from '../../blog/row.ts';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { type Answer, type Answers, createAnswers, type Words } from '../../conversation/answers/answers.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import type { Visibility } from '../../conversation/remark.ts';
import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { notePath, objectPath } from '../addresses.ts';
import type { Spread } from '../announce/reach.ts';
import type { Activity } from '../documents/activities.ts';
import { createAnswerDocument, deleteAnswerDocument, updateAnswerDocument } from '../documents/answer.ts';
import { knownAccount } from '../former.ts';
import type { Ledger, Outgoing } from '../ledger/ledger.ts';
import { createKnown } from './people.ts';
import { createReaching, type Reach } from './reach.ts';
import { saidOf } from './said.ts';
import { createTargets, type Target } from './target.ts';
import { createReadWords, type Refusal } from './words.ts';

export interface AnsweringParts {
  site: Site;
  database: Database;
  ledger: Pick<Ledger, 'add'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** Whether an account may be seen by other servers: whether its handle leads here. */
  isOn(account: Account): boolean;
  now(): Date;
}

/** An answer as it will be sent. */
export interface Draft extends Words {
  account: Account;
  path: string;
  kind: 'reply' | 'mention';
  post: PostRow | null;
  parent: string;
  visibility: Visibility;
  language: string;
  reach: Reach;
}

/** An edit as it goes out. */
export interface Edited {
  activity: Activity;
  account: Account;
  reach: Reach;
}

/** Answers of the author's own: what they say, to whom they go, and what is written for that. Nothing is sent from here. */
export interface Answering {
  answers: Answers;
  /** What stands against answering this, as a sentence, before anything is written; null: nothing. */
  obstacle(target: Target): Promise<string | null>;
  /** @param account in whose name; null: the one that was addressed, else the one that the post speaks as. */
  draft(target: Target, text: string, account: Account | null): Promise<Draft | Refusal>;
  /** What would be sent, with this number. */
  preview(draft: Draft, key: number): Activity;
  /** How far it would go now. */
  spread(reach: Reach, account: Account): Promise<Spread>;
  /**
   * Keeps it, shows it, and leaves it to the running server to send. `also` goes into the same transaction, which throws
   * `Unmet` where that does.
   */
  send(draft: Draft, also?: (query: Query) => Step[]): Promise<{ key: number; activity: Activity }>;
  /** Null: it says that already. Throws `Unmet` when somebody else changed it at this moment. */
  edit(answer: Answer, text: string, dryRun?: boolean): Promise<Edited | Refusal | null>;
  /** Takes it back from everybody who had it; null: done. Throws `Unmet` as `edit` does. */
  withdraw(answer: Answer, why: string): Promise<Refusal | null>;
}

/** Some servers keep instants to the second: an edit must be newer than the last one by more than that. */
const second = 1000;

export function createAnswering(parts: AnsweringParts): Answering {
  const { site, database, ledger, isOn, now } = parts;
  const { tables } = database;
  const answers = createAnswers(database);
  const known = createKnown(parts);
  const targets = createTargets({ ...parts, answers, known });
  const reaching = createReaching({ ...parts, known });
  const readWords = createReadWords({ ...parts, known });

  const standsOff = ({ user, host }: Account): Refusal => ({
    why: `The host of @${user}@${host} does not lead here yet, so nothing can be sent in its name.`,
  });

  /** Also one that is no longer on the list: what it said stays with others until it takes that back. */
  async function accountOf({ account: id }: Pick<Answer, 'account'>): Promise<Account | Refusal> {
    const listed = site.accounts.find((account) => account.id === id);
    const found = listed ?? (id === null ? null : await knownAccount(database, id));
    if (!found) return { why: `The account ${id} is not known any more, so nothing can be sent in its name.` };
    return isOn(found) ? found : standsOff(found);
  }

  /** The steps that leave an activity to be sent. */
  function add(
    query: Query,
    activity: Activity,
    { account, path, ...rest }: { account: Account; path: string } & Pick<Outgoing, 'audience' | 'create'>,
    at: Date,
  ): Step[] {
    const { id, type } = activity;
    const about = { id, type, account: account.id, subject: path, json: JSON.stringify(activity), signer: null };
    return [...ledger.add(query, { ...about, ...rest }, at), countUp(query, tables, at)];
  }

  const create = ({ post, account, ...draft }: Draft, key: number, at: Date): Activity =>
    createAnswerDocument(site, saidOf(site, { ...draft, key, published: at, updated: null }, post), account);

  return {
    answers,
    obstacle: targets.obstacle,

    async draft(target, text, wanted) {
      const why = await targets.obstacle(target);
      if (why !== null) return { why };
      const remark = 'remark' in target ? target.remark : null;
      const post = 'post' in target ? target.post : await targets.post(remark?.post?.key ?? null);
      const account = wanted ?? (await targets.speaker(target, post));
      if (!account) return { why: 'There is no account to answer with: postern.yaml lists none.' };
      if (!isOn(account)) return standsOff(account);
      const visibility = remark ? (isPublic(remark) ? remark.visibility : 'direct') : visibilityOf(post);
      const addressed = remark && (await targets.addressee(remark));
      if (visibility === 'direct' && !addressed)
        return { why: `Comment ${remark?.key} is for you alone, and whoever wrote it is not known here any more.` };
      const language = post?.language ?? site.language;
      const words = await readWords(text, language, addressed);
      if ('why' in words) return words;
      return {
        ...words,
        ...{ account, post, visibility, language, path: notePath(randomBytes(9).toString('hex')) },
        parent: remark?.uri ?? (post ? absolute(site, objectPath(toPost(post))) : ''),
        kind: remark?.kind === 'mention' ? 'mention' : 'reply',
        reach: await reaching.of({ ...words, visibility }, remark?.uri ?? null),
      };
    },

    spread: reaching.spread,
    preview: (draft, key) => create(draft, key, now()),

    async send(draft, also = () => []) {
      const { account, path, post, reach, ...kept } = draft;
      const at = now();
      const key = await answers.begin({ ...kept, path, account: account.id, post: post?.key ?? null }, at);
      const activity = create(draft, key, at);
      const { inboxes, followers } = reach;
      try {
        await database.atomically((query) => [
          ...also(query),
          ...answers.publish(query, key, post !== null && isPublic(draft)),
          ...add(query, activity, { account, path, audience: { inboxes, followers } }, at),
        ]);
      } catch (error) {
        await answers.abandon(key);
        throw error;
      }
      return { key, activity };
    },

    async edit(answer, text, dryRun = false) {
      const account = await accountOf(answer);
      if ('why' in account) return account;
      const language = answer.language ?? site.language;
      const { addressed } = await known.still(answer);
      if (answer.visibility === 'direct' && !addressed)
        return { why: `Whoever answer ${answer.key} is for is not known here any more.` };
      const words = await readWords(text, language, addressed);
      if ('why' in words) return words;
      if (words.source === answer.source) return null;
      const at = now();
      const last = answer.updated ?? answer.published;
      const updated = new Date(Math.max(at.getTime(), last.getTime() + second));
      const post = await targets.post(answer.post);
      const said = saidOf(site, { ...answer, ...words, language, parent: answer.parent ?? '', updated }, post);
      const reach = await reaching.of(said, answer.parent, answer.named);
      const activity = updateAnswerDocument(site, said, account);
      if (dryRun) return { activity, account, reach };
      const { path } = answer;
      const { inboxes, followers } = reach;
      // Whoever has not had it gets it as it is now.
      const fresh = JSON.stringify(createAnswerDocument(site, said, account));
      await database.atomically((query) => [
        ...answers.edit(query, answer, words, updated),
        ...add(query, activity, { account, path, audience: { inboxes, followers }, create: fresh }, at),
      ]);
      return { activity, account, reach };
    },

    async withdraw(answer, why) {
      const account = await accountOf(answer);
      if ('why' in account) return account;
      const at = now();
      const { path } = answer;
      const activity = deleteAnswerDocument(site, answer, account, at);
      // A private one is no news to followers, not even that it was.
      const audience = isPublic(answer) ? ('told' as const) : { inboxes: await reaching.before(answer) };
      await database.atomically((query) => [
        ...answers.withdraw(query, answer, why, at),
        ...add(query, activity, { account, path, audience }, at),
      ]);
      return null;
    },
  };
}

/** Of an answer to the post itself. */
function visibilityOf(post: PostRow | null): Visibility {
  return post && (post.unlisted || toPost(post).federate === 'quiet') ? 'unlisted' : 'public';
}
