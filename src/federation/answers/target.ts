import { type PostRow, toPost } from '../../blog/row.ts';
import type { Account, Site } from '../../config.ts';
import { type Answers, isOwn } from '../../conversation/answers/answers.ts';
import { whyNotAnswered } from '../../conversation/answers/may-answer.ts';
import type { Named } from '../../conversation/answers/named.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { createStanding } from '../announce/told.ts';
import { federates } from '../documents/post.ts';
import type { Known } from './people.ts';

/** What is answered: a remark, of anybody or of our own, or a post itself. */
export type Target = { remark: Listed } | { post: PostRow };

export interface TargetParts {
  site: Site;
  database: Database;
  answers: Pick<Answers, 'byKey'>;
  known: Known;
  isBlocked(actor: URL): Promise<boolean> | boolean;
}

/** Finds out about what is answered. */
export function createTargets({ site, database, answers, known, isBlocked }: TargetParts) {
  const { query, tables } = database;
  const standing = createStanding(site, database);
  const isLive = ({ state }: PostRow): boolean => state === 'live';

  async function post(key: number | null): Promise<PostRow | null> {
    if (key === null) return null;
    const [row] = await query.select().from(tables.posts).where(eq(tables.posts.key, key));
    return row ?? null;
  }

  return {
    /** By its key. */
    post,

    /** What stands against an answer, as a sentence; null: nothing. */
    async obstacle(target: Target): Promise<string | null> {
      if ('post' in target) {
        if (!isLive(target.post)) return 'The post is not there any more.';
        return federates(toPost(target.post)) ? null : 'The post is not sent to other servers.';
      }
      const { remark } = target;
      const about = await post(remark.post?.key ?? null);
      const isAuthorBlocked = remark.author !== null && (await isBlocked(new URL(remark.author.uri)));
      const says = whyNotAnswered({
        ...remark,
        isOwn: isOwn(remark),
        isAuthorBlocked,
        post: about && { isLive: isLive(about) },
      });
      return says === null ? null : `Comment ${remark.key} ${says}.`;
    },

    /** Who answers where nobody says so: the account that was addressed, else the one that the post speaks as. */
    async speaker(target: Target, about: PostRow | null): Promise<Account | null> {
      const id = 'remark' in target ? target.remark.account : null;
      const addressed = site.accounts.find((account) => account.id === id);
      if (addressed) return addressed;
      const whole = about && toPost(about);
      const stands = whole ? (await standing([whole])).get(whole) : null;
      return stands?.account ?? site.accounts[0] ?? null;
    },

    /** Whom it answers; of an answer of our own, whom that answered. */
    async addressee(remark: Listed): Promise<Named | null> {
      const uri = isOwn(remark) ? (await answers.byKey(remark.key))?.addressed?.uri : remark.author?.uri;
      if (uri === undefined || (await isBlocked(new URL(uri)))) return null;
      const [found] = await known.byUri([uri]);
      if (!found) return null;
      const { user, handle, href } = found;
      return { uri, user, handle, href };
    },
  };
}
