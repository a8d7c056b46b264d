import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { type Delivered, type Json, type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { rowsOf } from './delivering.ts';

// A whole blog and four other servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const yaml = `url: http://replaced
title: Notes
accounts:
  - handle: james
    name: James
publish: { settle: 1s, quiet: 1s }
`;
const file = 'content/posts/hello.md';
const words = ['First.', 'Second.', 'Third.', 'Newest.'];

const clock = createTestClock();
let blog: TestBlog;
/** One that is there, one that nobody answers for, one that is busy, and one that takes everything and hangs up. */
let up: Stranger;
let down: Stranger;
let busy: Stranger;
let rude: Stranger;
/** How much had come to them before they were well again. */
const before = new Map<Stranger, number>();

const news = ({ inbox }: Stranger): Delivered[] => inbox.filter(({ activity }) => activity.type !== 'Accept');
const objectOf = (activity: Json = {}) => activity.object as Record<string, string>;
const textOf = ({ activity }: Delivered): string =>
  `${activity.type} ${objectOf(activity)
    .content?.replace(/<[^>]*>/g, '')
    .trim()}`;
const since = (stranger: Stranger): string[] => news(stranger).slice(before.get(stranger)).map(textOf);

async function pass(milliseconds: number): Promise<void> {
  await clock.advance(milliseconds);
  await new Promise((resolve) => setTimeout(resolve, 5));
}

const attempts = async (): Promise<number[]> => {
  const rows = await rowsOf(blog.app.database);
  return rows.filter(({ uri }) => uri.endsWith('/create')).map((row) => row.attempts);
};

async function tell(text: string, count: number): Promise<void> {
  await blog.site.write(file, `---\ntitle: Hello\n---\n\n${text}\n`);
  await until(async () => {
    await pass(200);
    return news(up).length === count;
  }, 60_000);
}

beforeAll(async () => {
  const open = () => startStranger({ now: clock.now });
  [up, down, busy, rude] = [await open(), await open(), await open(), await open()];
  blog = await startBlog({ 'postern.yaml': yaml }, { reachable: true, clock });
  const { origin } = blog.app.config.site;
  for (const stranger of [up, down, busy, rude])
    await stranger.follow(`${origin}/ap/actors/james`, `${origin}/ap/inbox`);
  await until(async () => {
    await pass(200);
    return [up, down, busy, rude].every(({ inbox }) => inbox.length === 1);
  });
  await down.stop();
  busy.behave({ status: 503 });
  rude.behave({ cut: 'before' });
  await tell(words[0] ?? '', 1);
  await until(async () => {
    await pass(200);
    return (await attempts()).every((count) => count > 0);
  });
  for (const [place, text] of words.slice(1).entries()) await tell(text, place + 2);

  for (const stranger of [down, busy, rude]) before.set(stranger, news(stranger).length);
  await down.start();
  for (const stranger of [busy, rude]) stranger.behave({});
  await until(async () => {
    await pass(60_000);
    return (await rowsOf(blog.app.database)).every(({ due }) => due === null);
  }, 60_000);
});
afterAll(() =>
  Promise.all([blog, up, down, busy, rude].map((each) => ('dispose' in each ? each.dispose() : each.close()))),
);

describe('a post that was edited three times while servers were down', () => {
  test('is told step by step to a server that is there', () => {
    expect(news(up).map(textOf)).toEqual(['Create First.', 'Update Second.', 'Update Third.', 'Update Newest.']);
  });

  test('arrives once, as it is now, where nobody answered, and where the server was busy', () => {
    expect(since(down)).toEqual(['Create Newest.']);
    expect(since(busy)).toEqual(['Create Newest.']);
    const [create] = news(down);
    const [first, , , last] = news(up).map(({ activity }) => activity);
    expect(create).toMatchObject({
      verified: true,
      activity: {
        id: first?.id,
        published: first?.published,
        object: { published: first?.published, updated: objectOf(last).updated },
      },
    });
  });

  test('is followed by its newest edit where it may have arrived before, and been passed over since', () => {
    expect(before.get(rude)).toBeGreaterThan(0);
    expect(textOf(news(rude)[0] as Delivered)).toBe('Create First.');
    expect(since(rude)).toEqual(['Create Newest.', 'Update Newest.']);
  });
});
