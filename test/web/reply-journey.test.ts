import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { followedServer, servedBlog } from '../commands/served-blog.ts';
import { launchBrowser } from '../support/browser.ts';
import type { Json } from '../support/stranger.ts';

// A server and a browser, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const everybody = 'https://www.w3.org/ns/activitystreams#Public';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('a reply waits, is shown once it was approved, waits again when it was edited, and is gone when it was deleted', async () => {
  const blog = await servedBlog(
    { 'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n' },
    '{ settle: 60m, quiet: 60m }\ncomments: { words: [casino] }',
  );
  const { origin, stranger, run } = blog;
  await followedServer(blog);
  const page = await browser.newPage();
  const shown = async (): Promise<string[]> => {
    await page.goto(`${origin}/posts/hello`);
    return page.locator('.remark > .prose').allInnerTexts();
  };
  const sees = (texts: string[]) => expect.poll(shown, { timeout: 20_000 }).toEqual(texts);
  const counted = async (): Promise<number> => {
    const response = await fetch(`${origin}/ap/posts/hello/replies`, {
      headers: { accept: 'application/activity+json' },
    });
    return ((await response.json()) as { totalItems: number }).totalItems;
  };
  const reply = (text: string, own: Json = {}): Json => ({
    ...{ id: `${stranger.origin}/notes/1`, type: 'Note', attributedTo: stranger.user.id, to: [everybody] },
    ...{
      inReplyTo: `${origin}/ap/posts/hello`,
      content: `<p>${text}</p>`,
      published: new Date().toISOString(),
      ...own,
    },
  });
  const send = async (type: string, object: unknown): Promise<void> => {
    const activity = stranger.activity(type, object, { own: { to: [everybody] } });
    expect(await stranger.deliver(`${origin}/ap/inbox`, activity)).toMatchObject({ status: 202 });
  };
  const number = async (): Promise<string> => {
    const { comments } = JSON.parse((await run('comments', '--json')).out) as { comments: { number: number }[] };
    return String(comments[0]?.number);
  };

  await send('Create', reply('The gate was open.'));
  const first = await number();
  expect(first).toMatch(/^\d+$/);
  expect([await shown(), await counted()]).toEqual([[], 0]);

  expect(await run('comments', 'approve', first)).toMatchObject({ code: 0 });
  await sees(['The gate was open.']);
  expect(await counted()).toBe(1);

  expect(await run('comments', 'reopen', first)).toMatchObject({ code: 0 });
  await sees([]);
  expect(await run('comments', 'approve', first)).toMatchObject({ code: 0 });
  await sees(['The gate was open.']);

  await send('Update', reply('Casino!', { updated: new Date(Date.now() + 1000).toISOString() }));
  await sees([]);
  expect(await counted()).toBe(0);

  await send('Update', reply('The gate was shut.', { updated: new Date(Date.now() + 2000).toISOString() }));
  await sees(['The gate was shut.']);

  await send('Delete', { id: `${stranger.origin}/notes/1`, type: 'Tombstone' });
  await sees([]);
  expect(await counted()).toBe(0);
  expect(await everythingOn(page, origin)).not.toMatch(/gate|Casino/);
});

/** What a reader finds of the conversation anywhere. */
async function everythingOn(page: Page, origin: string): Promise<string> {
  const paths = ['/', '/posts/hello', '/posts/hello/comments.xml', '/comments/feed.xml'];
  const texts: string[] = [];
  for (const path of paths) texts.push((await (await page.request.get(origin + path)).text()).toString());
  return texts.join('\n');
}
