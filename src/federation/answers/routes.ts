import { toPost } from '../../blog/row.ts';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { createAnswers, type Answer as Kept } from '../../conversation/answers/answers.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { notePath } from '../addresses.ts';
import { type Answer, activity, notFound, notYet } from '../answer.ts';
import { answerDocument, createAnswerDocument, tombstoneOf } from '../documents/answer.ts';
import { repliesDocument, repliesPage, repliesPartDocument } from '../documents/collections.ts';
import type { Route } from '../routes.ts';
import { createKnown } from './people.ts';
import { saidOf } from './said.ts';

export interface AnswerRoutes {
  site: Site;
  database: Pick<Database, 'query' | 'tables'>;
  /** Accounts that are no longer on the list: what they said can be read. */
  former: readonly Account[];
  isOn(account: Account): boolean;
}

/** The author's answers as other servers read them. What is not for everybody is there for nobody. */
export interface ReadAnswers {
  /** Behind `/ap/notes/<id>`; the activity that told of it; what answers it, with the page that is asked for. */
  read(path: string, part: '' | 'create' | 'replies', query: string): Promise<Answer>;
  /** The id of the answer that stands on a page as `?reply=12`; null: no answer of ours does. */
  behind(permalink: string, query: string): Promise<string | null>;
}

const loopOpen = notYet('The host of this handle does not lead here yet.', 300);

export function createReadAnswers({ site, database, former, isOn }: AnswerRoutes): ReadAnswers {
  const { query, tables } = database;
  const answers = createAnswers(database);
  const known = createKnown({ site, database });

  async function postOf({ post }: Kept) {
    if (post === null) return null;
    const [row] = await query.select().from(tables.posts).where(eq(tables.posts.key, post));
    return row ?? null;
  }

  async function readBelow(path: string, asked: string): Promise<Answer> {
    const id = `${absolute(site, path)}/replies`;
    const total = await answers.countBelow(path);
    if (asked === '') return activity(repliesDocument(id, total));
    const page = Number(/^page=([1-9]\d{0,6})$/.exec(asked)?.[1] ?? '0');
    const from = (page - 1) * repliesPage;
    if (page === 0 || from >= total) return notFound;
    const items = (await answers.below(path, from, repliesPage)).map((uri) => absolute(site, uri));
    return activity(repliesPartDocument(id, items, { page, total }));
  }

  return {
    async read(path, part, asked) {
      const found = await answers.find(path);
      if (!found || !isPublic(found) || found.state === 'waiting') return notFound;
      if (found.state === 'gone') {
        const isGone = part === '' && found.deleted !== null;
        return isGone
          ? { ...activity(tombstoneOf(site, path, found.deleted ?? found.published)), status: 410 }
          : notFound;
      }
      const account = [...site.accounts, ...former].find(({ id }) => id === found.account);
      const { source, language, parent } = found;
      if (!account || source === null || parent === null) return notFound;
      if (!isOn(account)) return loopOpen;
      if (part === 'replies') return readBelow(path, asked);
      const kept = { ...(await known.still(found)), source, parent, language: language ?? site.language };
      const said = saidOf(site, kept, await postOf(found));
      if (part === 'create') return activity(createAnswerDocument(site, said, account));
      return activity(answerDocument(site, said, account, await answers.countBelow(path)));
    },

    async behind(permalink, asked) {
      const number = Number(/^reply=([1-9]\d{0,8})$/.exec(asked)?.[1] ?? '0');
      const found = number === 0 ? null : await answers.byKey(number);
      if (found?.state !== 'shown') return null;
      const post = await postOf(found);
      return post && toPost(post).permalink === permalink ? absolute(site, found.path) : null;
    },
  };
}

/** The route to them. `remembered` answers from memory until the blog changes. */
export function answerRoutes(
  { read }: Pick<ReadAnswers, 'read'>,
  remembered: (key: string, make: () => Promise<Answer>) => Promise<Answer>,
): Route[] {
  return [
    {
      pattern: /^\/ap\/notes\/([^/]+)(?:\/(create|replies))?$/,
      find: ([id = '', part = ''], { path, query }) => ({
        read: () => {
          const asked = part === 'replies' ? query : '';
          const which = part === 'create' || part === 'replies' ? part : '';
          return remembered(`${path}?${asked}`, () => read(notePath(id), which, asked));
        },
      }),
    },
  ];
}
