import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from '../../src/database/drizzle.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { everything } from '../support/everything.ts';
import { until } from '../support/until.ts';
import { type Discussion, discuss, givePictures } from './discussing.ts';

const blobUrl = 'https://a.example/blob.png';

let blog: TestBlog;
let talk: Discussion;
let portrait: string;
let blob: string;

beforeAll(async () => {
  const settings = `${everything['postern.yaml']}comments: { rule: everyone, counts: true }\n`;
  // A clock that stands still, so that after its first pass the job does nothing more.
  blog = await startBlog({ ...everything, 'postern.yaml': settings }, { clock: createTestClock() });
  const { database } = blog.app;
  const { jobs } = database.tables;
  await until(async () => {
    const [job] = await database.query.select().from(jobs).where(eq(jobs.kind, 'portraits'));
    return job !== undefined && job.attempts > 0;
  });
  talk = await discuss(blog, 'plain');
  await talk.say('ana@a.example', 'first', '<p>A :blob: and :none:, <code>:blob:</code></p>', {
    parent: 'https://blog.example/post',
    warning: 'Beware of :blob:',
    emoji: { blob: blobUrl, none: 'https://a.example/none.png' },
  });
  await talk.say('ana@a.example', 'other', '<p>It is :blob: to nobody.</p>', { parent: talk.uri('first') });
  await talk.say('bob@b.example', 'held', '<p>Held.</p>', { parent: talk.uri('first'), state: 'held' });
  await talk.react('ana@a.example', 'like');
  ({ portrait, blob } = await givePictures(blog, 'ana', blobUrl));
  await talk.react('bob@b.example', 'like');
});

afterAll(() => blog?.dispose());

describe('pictures of those who answer', () => {
  it('stand beside what they say, and are served by the blog alone', async () => {
    const page = await blog.text('/posts/plain');
    expect(page).toContain(
      `<img class="face" src="${portrait}" alt="" width="40" height="40" loading="lazy" decoding="async">`,
    );
    expect(page).not.toMatch(/<img[^>]*src="https?:/);
    const answer = await blog.get(portrait);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-encoding')]).toEqual([
      200,
      'image/webp',
      null,
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('private, max-age=604800, immutable');
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
  });

  it('are in no other address, and gone at once with the last that is shown', async () => {
    const [, , hash] = portrait.split('/');
    for (const path of [`/media/${hash}/81x80.webp`, `/media/${'0'.repeat(32)}/80x80.webp`, `/media/${hash}/ana.webp`])
      expect((await blog.get(path)).status, path).toBe(404);
    await talk.decide('first', 'hidden');
    await talk.decide('other', 'hidden');
    expect((await blog.get(portrait)).status).toBe(200);
    const { reactions } = blog.app.database.tables;
    await blog.app.database.query.update(reactions).set({ state: 'hidden' });
    await talk.decide('first', 'shown');
    await talk.decide('first', 'hidden');
    expect((await blog.get(portrait)).status).toBe(404);
    await blog.app.database.query.update(reactions).set({ state: 'shown' });
    await talk.decide('first', 'shown');
    await talk.decide('other', 'shown');
    expect((await blog.get(portrait)).status).toBe(200);
  });
});

describe('custom emoji', () => {
  it('are pictures where the remark itself declares them, and text in code, in feeds and everywhere else', async () => {
    const page = await blog.text('/posts/plain');
    const picture = `<img class="emoji" src="${blob}" alt=":blob:" title=":blob:" width="60" height="40" loading="lazy" decoding="async">`;
    expect(page.split(picture)).toHaveLength(3);
    expect(page).toContain(`<p>A ${picture} and :none:, <code>:blob:</code></p>`);
    expect(page).toContain('It is :blob: to nobody.');
    const feed = await blog.text('/posts/plain/comments.xml');
    expect(feed).toContain('A :blob: and :none:');
    expect(feed).not.toContain(blob);
  });
});

describe('counts of replies in lists', () => {
  it('stand beside a post, lead to its replies, and follow what is decided', async () => {
    const link = (words: string) => `<a href="/posts/plain#replies">${words}</a>`;
    for (const path of ['/', '/@james', '/tags/trees'])
      expect(await blog.text(path), path).toContain(link('2 replies'));
    await talk.decide('other', 'hidden');
    expect(await blog.text('/')).toContain(link('1 reply'));
    await talk.decide('first', 'hidden');
    expect(await blog.text('/')).not.toContain('#replies');
    await talk.decide('first', 'shown');
    expect(await blog.text('/archive')).not.toContain('#replies');
  });
});
