import type { Post } from '../../src/content/post.ts';

/** A published post with nothing in it but what every post has; what a test is about is given. */
export function plainPost(own: Partial<Post> = {}): Post {
  const id = own.id ?? 'hello';
  return {
    id,
    generation: 1,
    kind: 'post',
    path: `posts/${id}.md`,
    slug: id,
    permalink: `/posts/${id}`,
    title: 'Hello',
    summary: null,
    excerpt: 'The gate is open.',
    body: 'The gate is open.',
    words: 4,
    date: new Date('2026-11-20T08:30:00Z'),
    updated: null,
    firstPublished: new Date('2026-11-20T08:31:00Z'),
    language: 'en',
    tags: [],
    series: null,
    authors: [],
    editors: [],
    cover: null,
    media: {},
    canonical: null,
    translationKey: null,
    pinned: false,
    unlisted: false,
    toc: false,
    contentWarning: null,
    federate: null,
    as: 'article',
    comments: null,
    discuss: null,
    guid: `https://blog.example.com/ap/posts/${id}`,
    revision: 1,
    ...own,
  };
}
