import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { absolute } from '../config.ts';
import { asksForActivity } from './accept.ts';
import { accountOf, actorId, objectPath, profilePath } from './addresses.ts';
import { type Answer, type Asked, seeOther } from './answer.ts';
import type { ReadAnswers } from './answers/routes.ts';
import { federates } from './documents/post.ts';

/**
 * A page that was asked for as ActivityPub leads to the document behind it (wire.md, "Rules of acceptance"): the actor, the
 * post, or the answer of the author's that stands there.
 */
export async function negotiate(
  { site, posts, answers }: { site: Site; posts: Posts; answers: Pick<ReadAnswers, 'behind'> },
  path: string,
  { method, query, accept }: Asked,
): Promise<Answer | null> {
  if ((method !== 'GET' && method !== 'HEAD') || !asksForActivity(accept)) return null;
  const [first] = site.accounts;
  if (path === '/') return first ? seeOther(actorId(site, first)) : null;
  const account = site.accounts.find((candidate) => profilePath(candidate) === path);
  if (account) return seeOther(actorId(site, account));
  const found = await posts.at(path);
  if (found?.kind !== 'post') return null;
  const said = await answers.behind(found.post.permalink, query);
  if (said !== null) return seeOther(said);
  if (!federates(found.post) || !accountOf(site, found.post)) return null;
  return seeOther(absolute(site, objectPath(found.post)));
}
