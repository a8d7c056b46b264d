import { describe, expect, it } from 'vitest';
import { createRenderings } from '../../src/web/renderings.ts';
import { blogSite } from '../federation/sample.ts';
import { plainPost } from '../support/post.ts';

const picture = { hash: 'a'.repeat(64), name: 'hills.jpg', type: 'image/jpeg', size: 9, width: 3, height: 2 };

describe('the text of a post as HTML', () => {
  it('is made once, and anew for each thing that it is made from', async () => {
    const renderings = createRenderings(blogSite);
    const post = plainPost({ body: '# One\n\n![Hills](hills.jpg)' });
    const first = await renderings.page(post);
    expect(await renderings.page(plainPost({ ...post, title: 'Another', revision: 2 }))).toBe(first);
    for (const own of [
      { body: '# Two\n\n![Hills](hills.jpg)' },
      { language: 'de' },
      { permalink: '/elsewhere' },
      { media: { 'hills.jpg': picture } },
    ]) {
      const other = await renderings.page(plainPost({ ...post, ...own }));
      expect(other).not.toBe(first);
      expect(other).toEqual(await createRenderings(blogSite).page(plainPost({ ...post, ...own })));
    }
    expect(renderings.feed(post)).toBe(createRenderings(blogSite).feed(post));
    expect(renderings.feed(plainPost({ ...post, media: { 'hills.jpg': picture } }))).toContain('/media/aaa');
    expect(await renderings.page(post)).toEqual(first);
  });

  it('is forgotten when there is too much of it, what was not wanted for longest first', async () => {
    const renderings = createRenderings(blogSite, 900);
    const posts = ['a', 'b', 'c'].map((id) => plainPost({ id, body: id.repeat(150) }));
    const [a, b, c] = posts as [(typeof posts)[0], (typeof posts)[0], (typeof posts)[0]];
    const [ofA, ofB] = [await renderings.page(a), await renderings.page(b)];
    expect(await renderings.page(a)).toBe(ofA);
    await renderings.page(c);
    expect(await renderings.page(a)).toBe(ofA);
    expect(await renderings.page(b)).not.toBe(ofB);
  });

  it('is not kept where a thread had to colour code in time', async () => {
    const renderings = createRenderings(blogSite);
    const post = plainPost({ body: '```ts\nconst a = 1;\n```' });
    const first = await renderings.page(post);
    expect(await renderings.page(post)).not.toBe(first);
    expect(await renderings.page(post)).toEqual(first);
  });
});
