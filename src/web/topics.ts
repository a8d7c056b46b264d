import type { Posts } from '../blog/posts.ts';
import type { Site } from '../config.ts';
import { foldPath } from '../content/permalink.ts';
import type { FindTopic, Topic } from '../federation/websub/topic.ts';
import { address } from '../feeds/item.ts';
import type { Body } from './body.ts';
import { type CommentFeeds, commentsPath } from './comment-feeds.ts';
import { commentFeedPath } from './conversation-view.ts';
import { type Feeds, feedNames, formats } from './feeds.ts';

/** What the hub tells of: every feed that the routes serve, found by its address, with the bytes that they serve. */
export function createTopics({
  site,
  posts,
  feeds,
  comments,
}: {
  site: Pick<Site, 'origin' | 'base'> & Parameters<typeof address>[0];
  posts: Pick<Posts, 'at'>;
  feeds: Feeds;
  comments: CommentFeeds;
}): FindTopic {
  const start = address(site, '/').length - 1;
  /** As it stands in URLs. */
  const plain = (path: string): string => address(site, path).slice(start);
  const main = new Map(
    formats.flatMap((format) => feeds.addressesOf(format).map((path) => [plain(path), format] as const)),
  );
  const below = feeds.kinds.flatMap(({ page, subject }) =>
    formats.map((format) => ({ format, subject, pattern: patternOf(`${page}/${feedNames[format]}`) })),
  );

  function topic(self: string, body: Body | null): Topic | null {
    if (!body) return null;
    const { type, bytes, headers } = body;
    return { path: plain(self), type, bytes, link: headers.link ?? '' };
  }

  return async (path) => {
    const format = main.get(path);
    if (format) return topic(`/${feedNames[format]}`, await feeds.body(feeds.main, format, 1));
    for (const { pattern, subject, format } of below) {
      const name = decoded(pattern.exec(path)?.[1]);
      const found = name === null ? null : await subject(name);
      if (found) return topic(`${found.page}/${feedNames[format]}`, await feeds.body(found, format, 1));
    }
    if (path === commentsPath) return topic(commentsPath, await comments.blog());
    const commented = /^(.+)\/comments\.xml$/.exec(foldPath(path) ?? '')?.[1];
    const first = commented === undefined ? null : await posts.at(commented);
    const found = first?.kind === 'moved' ? await posts.at(first.permalink) : first;
    if (found?.kind !== 'post') return null;
    return topic(commentFeedPath(found.post), await comments.post(found.post));
  };
}

/** Of a route with one variable part. */
function patternOf(route: string): RegExp {
  const [before = '', after = ''] = route.split(/:[^/]+/);
  return new RegExp(`^${literally(before)}([^/]+)${literally(after)}$`);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function decoded(part: string | undefined): string | null {
  try {
    const plain = part === undefined ? null : decodeURIComponent(part);
    // No text of a database holds a NUL.
    return plain?.includes('\0') ? null : plain;
  } catch {
    return null;
  }
}
