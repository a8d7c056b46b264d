import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/databases.ts';
import { type Publishing, post, startPublishing } from './publishing.ts';

describe.each(engines)('publishing many files at once on $name', (engine) => {
  let blog: Publishing;
  afterEach(() => blog.dispose());

  const content = (title: string): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [
        `posts/p${index}.md`,
        post(`${title} ${index}`, '', `Text ${index}.`),
      ]),
    );
  const titles = async (): Promise<(string | null)[]> => {
    const rows = await blog.database.query.select().from(blog.database.tables.posts);
    return rows.filter(({ state }) => state === 'live').map(({ title }) => title);
  };
  const expected = (title: string): string[] => Array.from({ length: 500 }, (_, index) => `${title} ${index}`);

  it('publishes each once, the good beside the bad, with the pictures', async () => {
    blog = await startPublishing(engine);
    const files = {
      ...content('First'),
      'posts/hills.jpg': 'A picture',
      'posts/p7.md': post('First 7', '', '![Hills](hills.jpg)'),
      'posts/bad.md': '---\ntitle: "a\\q"\n---\nText',
      'other/lost.md': 'Text',
      'posts/draft.md': post('Draft', 'draft: true'),
    };
    const report = await blog.save(files);
    expect(report.created.map(({ id }) => id).sort()).toEqual(
      Array.from({ length: 500 }, (_, index) => `p${index}`).sort(),
    );
    expect(report.updated).toEqual([]);
    expect((await titles()).sort()).toEqual(expected('First').sort());
    expect(report.problems.filter(({ severity }) => severity === 'error').map(({ path }) => path)).toEqual([
      'content/posts/bad.md',
    ]);
    expect(blog.prepared).toEqual(['content/posts/hills.jpg']);

    const again = await blog.publish();
    expect([again.created, again.updated, again.change]).toEqual([[], [], report.change]);

    const changed = await blog.save(content('Second'));
    expect([changed.created.length, changed.updated.length]).toEqual([0, 500]);
    expect((await titles()).sort()).toEqual(expected('Second').sort());
  });

  it('begins anew when another process publishes in the middle', async () => {
    blog = await startPublishing(engine);
    for (const [path, text] of Object.entries(content('First'))) await blog.site.write(`content/${path}`, text);
    const first = blog.publisher;
    blog.restart();
    const reports = await Promise.all([first.publish(), blog.publisher.publish()]);
    expect((await titles()).sort()).toEqual(expected('First').sort());
    // Of what one of the two gave up, it may have published a part before.
    expect(reports.flatMap(({ created }) => created).length).toBeLessThanOrEqual(500);
  });
});
