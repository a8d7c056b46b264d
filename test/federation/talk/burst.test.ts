import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../../support/blog.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { type Stranger, startStranger } from '../../support/stranger.ts';

const files = { 'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n' };
const second = 1000;

describe('a crowd that likes a post at once', () => {
  let blog: TestBlog;
  let clock: TestClock;
  let crowd: Stranger;
  beforeAll(async () => {
    clock = createTestClock();
    blog = await startBlog(files, { clock, reachable: true });
    crowd = await startStranger({ now: clock.now });
  });
  afterAll(async () => {
    await blog.dispose();
    await crowd.close();
  });

  const etag = async () => (await blog.get('/posts/hello')).headers.get('etag');

  it('makes pages new once a second, and not once a like', async () => {
    const { origin } = blog.app.config.site;
    await clock.advance(2 * second);
    const before = await etag();
    const likes = Array.from({ length: 12 }, (_, index) => {
      const by = crowd.addUser(`fan${index}`);
      return { by, activity: crowd.activity('Like', `${origin}/ap/posts/hello`, { by }) };
    });
    const seen = new Set<string | null>();
    for (const { by, activity } of likes) {
      expect(await crowd.deliver(`${origin}/ap/inbox`, activity, { by })).toMatchObject({ status: 202 });
      seen.add(await etag());
    }
    expect(await blog.app.database.query.$count(blog.app.database.tables.reactions)).toBe(12);
    expect([...seen]).toEqual([before]);
    await clock.advance(2 * second);
    expect(await etag()).not.toBe(before);
  });
});
