import { extrasOf } from '../../src/conversation/extras.ts';
import type { Remark } from '../../src/conversation/remark.ts';
import { createRemarks, type Kept } from '../../src/conversation/remarks.ts';
import type { Database } from '../../src/database/database.ts';
import type { Person } from '../../src/federation/people/person.ts';
import { addPost, held, said, shown } from '../conversation/keeping.ts';
import { person, save } from '../federation/followers/people.ts';
import { type Followed, followedBlog } from './following.ts';

export const ada = person('ada@example.social');
export const bob = person('bob@sub.example.social');
export const cat = person('cat@example.org');

export interface Comment {
  by: Person;
  html: string;
  verdict?: Kept;
  /** The slug of its post; null: a mention. */
  post?: string | null;
  own?: Partial<Remark>;
}

/** Three people, five comments on two posts: what most of these tests look at. */
export const usual: Comment[] = [
  { by: ada, html: '<p>I liked the goose.</p><p>And the <b>pond</b>.</p>' },
  { by: ada, html: '<p>Another thought.</p>' },
  { by: bob, html: '<p>Buy at the casino</p>', verdict: { state: 'held', why: 'word', found: 'casino' } },
  { by: cat, html: '<p>Well said.</p>', verdict: shown, post: 'second-snow' },
  {
    by: cat,
    html: '<p>Psst.</p>',
    verdict: { state: 'held', why: 'private', found: null },
    own: { visibility: 'direct' },
  },
];

/** A blog on disk whose posts are talked about; each comment came a minute after the one before, from 8:00 UTC. */
export async function discussedBlog(
  comments: readonly Comment[] = usual,
  follows: Parameters<typeof followedBlog>[0] = [],
): Promise<Followed> {
  const blog = await followedBlog(follows, ['james']);
  await blog.inside(async (database) => {
    const posts = new Map([
      ['first-frost', await addPost(database, 'first-frost', { title: 'The first frost' })],
      ['second-snow', await addPost(database, 'second-snow', { title: null })],
    ]);
    for (const [index, comment] of comments.entries()) await write(database, posts, index, comment);
  });
  return blog;
}

async function write(
  database: Database,
  posts: ReadonlyMap<string, number>,
  index: number,
  { by, html, verdict = held, post = 'first-frost', own = {} }: Comment,
): Promise<void> {
  const at = new Date(Date.UTC(2026, 10, 21, 8, index));
  const remark = said(by.uri, String(index + 1), { html, published: at, ...own });
  const kind = post === null ? 'mention' : 'reply';
  const place = { kind, post: (post !== null && posts.get(post)) || null, account: null } as const;
  await save(database, [by], at);
  await database.atomically((query) =>
    createRemarks(database).keep(query, { ...remark, ...extrasOf(remark) }, place, verdict, at),
  );
}
