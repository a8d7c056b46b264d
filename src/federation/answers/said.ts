import { type PostRow, toPost } from '../../blog/row.ts';
import { absolute, type Site } from '../../config.ts';
import type { Post } from '../../content/post.ts';
import type { Answer } from '../../conversation/answers/answers.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import type { Named } from '../../conversation/answers/named.ts';
import { objectPath } from '../addresses.ts';
import type { Said } from '../documents/answer.ts';
import { federates } from '../documents/post.ts';
import { answerMarkup } from './markup.ts';

/** As much of an answer as its document is made of. */
type Kept = Pick<Answer, 'key' | 'path' | 'visibility' | 'addressed' | 'published' | 'updated'> & {
  named: readonly Named[];
  source: string;
  language: string;
  /** A remark as it is kept, or the id of a post's object. */
  parent: string;
};

/** What other servers are told of an answer. What only some may read has no page. */
export function saidOf(site: Pick<Site, 'origin' | 'base'>, kept: Kept, post: PostRow | null): Said {
  const { key, path, visibility, addressed, named, published, updated, source, language, parent } = kept;
  return {
    ...{ path, visibility, addressed, named, published, updated, source, language },
    url: post && isPublic({ visibility }) ? absolute(site, answerPage(post, key)) : null,
    inReplyTo: absolute(site, parent),
    context: post && contextOf(site, toPost(post)),
    content: answerMarkup(site, kept),
  };
}

/** Null: the post is not there for other servers, as one may be that adopts a thread elsewhere. */
function contextOf(site: Pick<Site, 'origin' | 'base'>, post: Post): string | null {
  return federates(post) ? `${absolute(site, objectPath(post))}/context` : null;
}

/**
 * Where an answer is read, relative to the blog's address. It leads to the page of the thread on which it stands now, and a
 * server that asks there finds the answer, and not its post.
 */
export function answerPage({ permalink }: Pick<PostRow, 'permalink'>, key: number): string {
  return `${permalink}?reply=${key}`;
}
