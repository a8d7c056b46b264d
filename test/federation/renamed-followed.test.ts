import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

// A whole blog and another server for each, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const yaml = `url: http://replaced
title: Notes
publish: { settle: 1m, quiet: 1m, removal: 3m }
accounts:
  - handle: james
`;
const minute = 60_000;
const [old, fresh] = ['content/posts/old.md', 'content/posts/new.md'];
const post = (body: string, front = ''): string => `---\ntitle: The gate\n${front}---\n\n${body}\n`;

let blog: TestBlog;
let stranger: Stranger;
let clock: TestClock;
afterEach(() => Promise.all([blog.dispose(), stranger.close()]));

const news = (): string[] =>
  stranger.inbox
    .filter(({ activity }) => activity.type !== 'Accept')
    .map(({ activity }) => String(activity.id).replace(/^https?:\/\/[^/]+/, ''));

/** Lets time pass, with some of the real one for what reads files and answers over sockets. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left >= 0; left -= 1000) {
    await clock.advance(Math.min(left, 1000));
    await new Promise((resolve) => setTimeout(resolve, left > 10_000 ? 0 : 5));
  }
}

/** Lets seconds pass until it is so. */
async function seen(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await until(async () => {
    await clock.advance(500);
    return isSo();
  }, 30_000);
}

const status = async (path: string, headers = {}): Promise<number> => (await blog.get(path, headers)).status;
const leadsTo = async (path: string): Promise<string> => {
  const response = await blog.get(path);
  return `${response.status} ${response.headers.get('location')?.replace(/^https?:\/\/[^/]+/, '')}`;
};

/** A blog with a follower who was sent a post. */
async function start(): Promise<void> {
  clock = createTestClock();
  stranger = await startStranger({ now: clock.now });
  blog = await startBlog({ 'postern.yaml': yaml, 'content/posts/first.md': post('x') }, { reachable: true, clock });
  const { origin } = blog.app.config.site;
  await stranger.follow(`${origin}/ap/actors/james`, `${origin}/ap/inbox`);
  await blog.site.write(old, post('First words.'));
  await seen(() => news().length === 1);
  expect(news()).toEqual(['/ap/posts/old/create']);
}

const change = {
  'by one command': async () => {
    await rename(join(blog.site.folder, old), join(blog.site.folder, fresh));
    await blog.site.write(fresh, post('Other words.'));
  },
  'by writing the new file, and removing the old one a while later': async () => {
    await blog.site.write(fresh, post('Other words.'));
    await seen(async () => (await status('/posts/new')) === 200);
    await pass(20_000);
    await blog.site.remove(old);
  },
  'by removing the old file, and writing the new one after a restart': async () => {
    await blog.site.remove(old);
    await seen(async () => (await status('/posts/old')) === 404);
    await blog.stop();
    await blog.site.write(fresh, post('Other words.'));
    await blog.restart();
  },
};

describe('a follower of a blog on which a file was renamed and edited', () => {
  test.each(Object.keys(change) as (keyof typeof change)[])(
    'hears nothing until the owner says which post it is: %s',
    async (how) => {
      await start();
      await change[how]();
      await seen(async () => (await status('/posts/new')) === 200 && (await status('/posts/old')) === 404);
      await seen(async () => (await blog.app.problems()).length === 1);
      await pass(4 * minute);
      if (how.includes('restart')) await blog.restart();
      await pass(minute);
      expect(news()).toEqual(['/ap/posts/old/create']);
      const accept = { accept: 'application/activity+json' };
      expect([await status('/ap/posts/old', accept), await status('/posts/old')]).toEqual([200, 404]);

      await blog.site.write(fresh, post('Other words.', 'id: old\n'));
      await seen(async () => (await leadsTo('/posts/old')) === '301 /posts/new');
      expect(await status('/ap/posts/new', accept)).toBe(410);
      expect(await status('/posts/new')).toBe(200);
      await seen(() => news().length > 1);
      await pass(minute);
      expect(news()).toEqual(['/ap/posts/old/create', expect.stringMatching(/^\/ap\/posts\/old\/update\//)]);
      expect(await blog.app.problems()).toEqual([]);
      expect(stranger.inbox.every(({ verified }) => verified)).toBe(true);
    },
  );

  test('gets the new one, and is told that the old one is gone, when those are two posts', async () => {
    await start();
    await change['by one command']();
    await seen(async () => (await blog.app.problems()).length === 1);
    await pass(2 * minute);
    expect(news()).toHaveLength(1);
    await blog.site.write(fresh, post('Other words.', 'id: new\n'));
    await seen(() => news().length === 3);
    expect(news().slice(1).sort()).toEqual(['/ap/posts/new/create', '/ap/posts/old/delete']);
  });
});
