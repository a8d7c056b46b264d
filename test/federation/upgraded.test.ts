import { describe, expect, it } from 'vitest';
import { contentDigest } from '../../src/federation/announce/telling.ts';
import { postObject, untold } from '../../src/federation/documents/post.ts';
import { aPost, blogSite, james } from './sample.ts';

describe('a program that names the conversation in each post', () => {
  const post = aPost({ title: 'Doors' });
  const object = postObject(blogSite, post, james, untold(post));

  it('names it in what is sent', () => {
    expect(object).toMatchObject({ context: 'https://blog.example.com/ap/posts/hello/context' });
  });

  it('tells followers of no post again that an older one told them of', () => {
    // As the program before it noted this very post.
    expect(contentDigest(object)).toBe('68af501937444f45c4c54c91a2a9a92c2383e5af6a1cf568a011e81089c8c1d7');
  });

  it('tells of what is really edited', () => {
    const edited = postObject(blogSite, { ...post, body: 'Another text.' }, james, untold(post));
    expect(contentDigest(edited)).not.toBe(contentDigest(object));
  });
});
