import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFollowers } from '../../src/federation/followers/followers.ts';
import { createLedger } from '../../src/federation/ledger/ledger.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { until } from '../support/until.ts';

// Two whole blogs, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const yaml = (name: string) => `url: http://replaced
title: ${name}
accounts:
  - handle: ${name}
publish: { settle: 0s, quiet: 0s }
`;

let blogs: [TestBlog, TestBlog];

beforeEach(async () => {
  blogs = await Promise.all([
    startBlog({ 'postern.yaml': yaml('james') }, { reachable: true }),
    // Another name for the same machine: two servers that share one would be one to each other's rules.
    startBlog({ 'postern.yaml': yaml('mary') }, { reachable: 'localhost' }),
  ]);
});
afterEach(() => Promise.all(blogs.map((blog) => blog.dispose())));

const actorOf = ({ app: { config } }: TestBlog) => `${config.site.origin}/ap/actors/${config.site.accounts[0]?.id}`;

/** A blog has no command to follow: its ledger sends a Follow like everything else. */
async function follow(blog: TestBlog, other: TestBlog): Promise<string> {
  const { database, config } = blog.app;
  const [actor, object] = [actorOf(blog), actorOf(other)];
  const id = `${actor}#follows/1`;
  const ledger = createLedger({ database, now: () => new Date() });
  const json = JSON.stringify({
    '@context': 'https://www.w3.org/ns/activitystreams',
    id,
    type: 'Follow',
    actor,
    object,
  });
  const account = config.site.accounts[0]?.id ?? '';
  const audience = { inboxes: [`${object}/inbox`] };
  await database.atomically((query) =>
    ledger.add(query, { id, account, type: 'Follow', subject: object, json, audience, signer: null }, new Date()),
  );
  return id;
}

/** What a blog sent: type, where to, and what came of it. */
async function sentBy({ app: { database } }: TestBlog): Promise<string[]> {
  const { activities, deliveries, inboxes } = database.tables;
  const rows = await database.query.select().from(deliveries);
  const types = new Map((await database.query.select().from(activities)).map(({ key, type }) => [key, type]));
  const places = new Map((await database.query.select().from(inboxes)).map(({ key, uri }) => [key, uri]));
  return rows
    .map(({ activity, inbox, outcome, status }) => `${types.get(activity)} ${places.get(inbox)} ${outcome} ${status}`)
    .sort();
}

test('two blogs follow each other, and each gets the new post of the other', async () => {
  const [one, other] = blogs;
  const pairs = [
    [one, other],
    [other, one],
  ] as const;
  const ids = await Promise.all(pairs.map(([blog, followed]) => follow(blog, followed)));
  for (const [index, [blog, followed]] of pairs.entries()) {
    const followers = createFollowers({ database: followed.app.database });
    const known = await until(async () => (await followers.list())[0]);
    expect(known).toMatchObject({
      uri: actorOf(blog),
      follow: ids[index],
      state: 'accepted',
      inbox: `${actorOf(blog)}/inbox`,
    });
  }
  for (const [blog, followed] of pairs) {
    await until(async () => (await sentBy(blog)).filter((line) => / delivered 202$/.test(line)).length === 2);
    expect(await sentBy(blog)).toEqual([
      `Accept ${actorOf(followed)}/inbox delivered 202`,
      `Follow ${actorOf(followed)}/inbox delivered 202`,
    ]);
  }

  for (const blog of blogs) await blog.site.write('content/posts/hello.md', '---\ntitle: Hello\n---\n\nFrost.\n');
  for (const [blog, followed] of pairs) {
    const shared = `${followed.app.config.site.origin}/ap/inbox`;
    await until(async () => (await sentBy(blog)).includes(`Create ${shared} delivered 202`), 20_000);
    // Once to the server, not to the person as well.
    expect((await sentBy(blog)).filter((line) => line.startsWith('Create'))).toHaveLength(1);
  }

  // What came did no harm: the blogs are as they were, and nothing was complained about.
  for (const [blog, followed] of pairs) {
    expect(await blog.text('/posts/hello')).toContain('Frost.');
    expect(await createFollowers({ database: blog.app.database }).list()).toMatchObject([{ uri: actorOf(followed) }]);
    expect(blog.logged.filter((line) => /\b(error|warn)\b/.test(line))).toEqual([]);
  }
});
