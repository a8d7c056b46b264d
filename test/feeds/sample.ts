import type { Post } from '../../src/content/post.ts';
import type { FeedSource } from '../../src/feeds/feed.ts';
import { plainPost } from '../support/post.ts';

/** A post with nothing in it but what every post has. */
export function postWith(parts: Partial<Post>): Post {
  return plainPost({
    date: new Date('2026-03-14T08:30:00Z'),
    firstPublished: new Date('2026-03-14T08:31:00Z'),
    guid: 'tag:blog.example.com,2026:hello',
    ...parts,
  });
}

/** A feed of a blog that lives below a path, in Berlin's time. */
export function sourceWith(posts: Post[], parts: Partial<FeedSource> = {}): FeedSource {
  return {
    site: {
      origin: 'https://blog.example.com',
      base: '/notes',
      title: 'Gates & Gardens',
      description: 'What I learn <slowly>',
      language: 'en',
      timezone: 'Europe/Berlin',
    },
    feed: {
      title: 'Gates & Gardens',
      description: null,
      page: '/',
      self: { rss: '/feed.xml', atom: '/atom.xml', json: '/feed.json' },
    },
    icon: '/media/0123/james.jpg',
    favicon: '/favicon.svg',
    posts,
    authorsOf: () => [{ name: 'James', url: 'https://blog.example.com/notes/@james' }],
    contentOf: (post) => `<p>${post.body}</p>`,
    changed: new Date('2026-01-01T00:00:00Z'),
    ...parts,
  };
}

/** A post that uses everything a feed can tell. */
export const full: Post = postWith({
  title: 'Using <Suspense> & friends ]]> again ]]>',
  summary: 'Why 1 < 2 & what follows',
  date: new Date('2026-07-01T22:05:09Z'),
  updated: new Date('2026-12-24T23:30:00Z'),
  language: 'de',
  tags: [
    { name: 'C & C', slug: 'c-c' },
    { name: 'List<T>', slug: 'list-t' },
  ],
  cover: { src: 'hills.jpg', alt: 'Hills "at" dusk', caption: 'Seen from the gate' },
  media: {
    'hills.jpg': { hash: 'abcd', name: 'hills.jpg', type: 'image/jpeg', size: 4711, width: 1200, height: 800 },
  },
});
