import { afterEach, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from './support/blog.ts';
import { createTestClock } from './support/clock.ts';
import { until } from './support/until.ts';

const post = (front: string, body = 'A text.'): string => `---\n${front}\n---\n\n${body}\n`;

let blog: TestBlog | null = null;
afterEach(async () => {
  await blog?.dispose();
  blog = null;
});

const status = async (path: string): Promise<number> => {
  const response = await blog?.get(path);
  await response?.arrayBuffer();
  return response?.status ?? 0;
};

describe('while the blog runs', () => {
  it('a saved post can be read, an edit is seen, and a removed one is not', async () => {
    blog = await startBlog({ 'content/posts/a.md': post('title: A\ndate: 2026-01-01') });
    const { site } = blog;
    await site.write('content/posts/b.md', post('title: B\ndate: 2026-01-02', 'First words.'));
    await until(async () => (await status('/posts/b')) === 200);
    await site.write('content/posts/b.md', post('title: B\ndate: 2026-01-02', 'Second words.'));
    await until(async () => (await blog?.text('/posts/b'))?.includes('Second words.'));
    await site.remove('content/posts/b.md');
    await until(async () => (await status('/posts/b')) === 404);
    expect(await status('/posts/a')).toBe(200);
  });

  it('a post that breaks keeps its last good version, and the owner is told file, line and mend', async () => {
    blog = await startBlog({ 'content/posts/a.md': post('title: A\ndate: 2026-01-01', 'Good words.') });
    await blog.site.write('content/posts/a.md', post('title: A\ndate: the day before', 'Worse words.'));
    const problems = await until(async () => {
      const found = await blog?.app.problems();
      return found?.some(({ severity }) => severity === 'error') && found;
    });
    expect(problems).toEqual([
      expect.objectContaining({
        path: 'content/posts/a.md',
        line: 3,
        severity: 'error',
        mend: expect.stringMatching(/\w/),
      }),
    ]);
    expect(await blog.text('/posts/a')).toContain('Good words.');
    await blog.restart();
    expect(await blog.text('/posts/a')).toContain('Good words.');
    await blog.site.write('content/posts/a.md', post('title: A\ndate: 2026-01-01', 'Better words.'));
    await until(async () => (await blog?.text('/posts/a'))?.includes('Better words.'));
    expect(await blog.app.problems()).toEqual([]);
  });

  it('a broken file takes neither the blog nor the other posts down', async () => {
    blog = await startBlog({
      'content/posts/good.md': post('title: Good\ndate: 2026-01-01'),
      'content/posts/broken.md': '---\ntitle: [\n---\n',
      'content/posts/binary.md': new Uint8Array([0xff, 0xfe, 0, 1, 2, 3]),
      'content/posts/empty.md': '',
    });
    expect(await status('/posts/good')).toBe(200);
    const paths = (await blog.app.problems()).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['content/posts/broken.md', 'content/posts/binary.md', 'content/posts/empty.md']),
    );
  });

  it('a scheduled post appears when its time has come, also after a restart', async () => {
    const clock = createTestClock('2026-11-21T12:00:00Z');
    blog = await startBlog(
      {
        'content/posts/soon.md': post('title: Soon\ndate: 2026-11-21T13:00:00Z'),
        'content/posts/later.md': post('title: Later\ndate: 2026-12-24T00:00:00Z'),
      },
      { clock },
    );
    expect(await status('/posts/soon')).toBe(404);
    await clock.advance(59 * 60_000);
    expect(await status('/posts/soon')).toBe(404);
    await clock.advance(60_000);
    await until(async () => (await status('/posts/soon')) === 200);
    expect(await status('/posts/later')).toBe(404);
    await blog.stop();
    await clock.advance(40 * 24 * 3_600_000);
    await blog.restart();
    expect(await status('/posts/later')).toBe(200);
  });

  it('an emptied or missing content folder takes no post away', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `content/posts/p${index}.md`,
        post(`title: P${index}\ndate: 2026-01-0${index + 1}`),
      ]),
    );
    blog = await startBlog(files);
    await blog.site.remove('content');
    await until(async () => ((await blog?.app.problems()) ?? []).length > 0);
    for (let index = 0; index < 6; index += 1) expect(await status(`/posts/p${index}`)).toBe(200);
  });
});
