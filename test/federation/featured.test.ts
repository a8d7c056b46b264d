import { expect, onTestFinished, test } from 'vitest';
import { startBlog } from '../support/blog.ts';

const yaml = `url: http://localhost:3000
title: Notes
accounts:
  - handle: james
  - handle: mary
`;
const post = (title: string, day: number, front = ''): string =>
  `---\ntitle: ${title}\ndate: 2026-11-${String(day).padStart(2, '0')}\n${front}---\n\nText.\n`;

test('a new follower finds pinned, then newest posts of that account, and all of them can be fetched', async () => {
  const blog = await startBlog({
    'postern.yaml': yaml,
    'content/posts/first.md': post('First', 1, 'pinned: true\n'),
    'content/posts/two.md': post('Two', 2),
    'content/posts/three.md': post('Three', 3),
    'content/posts/four.md': post('Four', 4),
    'content/posts/five.md': post('Five', 5),
    'content/posts/six.md': post('Six', 6),
    'content/posts/unlisted.md': post('Unlisted', 7, 'unlisted: true\n'),
    'content/posts/local.md': post('Local', 8, 'federate: false\n'),
    'content/posts/draft.md': post('Draft', 9, 'draft: true\n'),
    'content/posts/mary.md': post('By Mary', 10, 'authors: [mary]\n'),
    'content/posts/both.md': post('By both', 11, 'authors: [mary, james]\n'),
    'content/posts/gone.md': post('Gone', 12),
    'content/notes/note.md': '---\ndate: 2026-11-13\n---\n\nA note.\n',
    'content/pages/about.md': '---\ntitle: About\n---\n\nAbout.\n',
  });
  onTestFinished(() => blog.dispose());
  await blog.site.remove('content/posts/gone.md');
  await blog.app.publisher.publish('everything', { confirmRemovals: true });
  await blog.app.posts.refresh();

  const accept = 'application/activity+json';
  const featured = async (account: string): Promise<string[]> => {
    const { type, totalItems, orderedItems } = JSON.parse(
      await blog.text(`/ap/actors/${account}/featured`, { accept }),
    ) as { type: string; totalItems: number; orderedItems: string[] };
    expect([type, totalItems]).toEqual(['OrderedCollection', orderedItems.length]);
    return orderedItems.map((item) => item.replace('http://localhost:3000/ap/posts/', ''));
  };
  expect(await featured('james')).toEqual(['first', 'note', 'six', 'five', 'four']);
  expect(await featured('mary')).toEqual(['both', 'mary']);
  for (const id of await featured('james')) {
    const object = JSON.parse(await blog.text(`/ap/posts/${id}`, { accept }));
    expect(object.attributedTo).toBe('http://localhost:3000/ap/actors/james');
  }
});

test('posts that stand in the name of another account take no place of its own', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [
      `content/posts/shared-${index}.md`,
      post(`Shared ${index}`, 10 + index, 'authors: [mary, james]\n'),
    ]),
  );
  const blog = await startBlog({ 'postern.yaml': yaml, 'content/posts/own.md': post('Own', 1), ...files });
  onTestFinished(() => blog.dispose());
  const accept = 'application/activity+json';
  const { orderedItems } = JSON.parse(await blog.text('/ap/actors/james/featured', { accept }));
  expect(orderedItems).toEqual(['http://localhost:3000/ap/posts/own']);
});
