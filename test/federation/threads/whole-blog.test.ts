import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/commands/plan/make-plan.ts';
import { openTrial } from '../../../src/commands/plan/open-trial.ts';
import { startBlog, type TestBlog } from '../../support/blog.ts';
import { type Json, type Stranger, startStranger } from '../../support/stranger.ts';
import { until } from '../../support/until.ts';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const yaml = 'url: http://localhost\ntitle: Notes\naccounts:\n  - handle: james\ncomments:\n  rule: everyone\n';

let blog: TestBlog;
let ada: Stranger;
beforeAll(async () => {
  const files = { 'postern.yaml': yaml, 'content/posts/hello.md': '---\ntitle: Hello\nid: hello\n---\n\nHello.\n' };
  [blog, ada] = await Promise.all([startBlog(files, { reachable: true }), startStranger()]);
});
afterAll(async () => {
  await Promise.all([blog.dispose(), ada.close()]);
});

const serve = (path: string, document: Json) =>
  ada.at(path, (_, response) => {
    const type = 'application/activity+json; charset=utf-8';
    response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document));
  });
const note = (path: string, own: Json = {}): Json => ({
  ...{ '@context': 'https://www.w3.org/ns/activitystreams', id: ada.origin + path, type: 'Note' },
  ...{
    attributedTo: ada.user.id,
    to: [everybody],
    content: `<p>${path.slice(1)}</p>`,
    published: '2026-11-20T10:00:00Z',
  },
  ...own,
});
const write = (own: string) =>
  blog.site.write('content/posts/hello.md', `---\ntitle: Hello\nid: hello\n${own}---\n\nHello.\n`);

describe('a thread on a server like Mastodon, adopted by a running blog', () => {
  it('stands on the page of the post, and goes with the line', async () => {
    const [object, next] = [
      '/users/ada/statuses/1',
      '/users/ada/statuses/1/replies?only_other_accounts=true&page=true',
    ];
    const replies = `${ada.origin}${object}/replies`;
    const first = {
      ...{ type: 'CollectionPage', next: ada.origin + next, partOf: replies },
      items: [`${ada.origin}/pebble`],
    };
    serve(object, note(object, { url: `${ada.origin}/@ada/1`, replies: { id: replies, type: 'Collection', first } }));
    serve(next, {
      id: ada.origin + next,
      type: 'CollectionPage',
      partOf: replies,
      items: ['/gravel', '/liar', '/stolen'].map((path) => ada.origin + path),
    });
    for (const path of ['/pebble', '/gravel']) serve(path, note(path, { inReplyTo: ada.origin + object }));
    // What lies about its own id counts for what that serves, and what somebody elsewhere is to have said for nothing.
    const said = { inReplyTo: ada.origin + object };
    serve('/granite', note('/granite', said));
    serve('/liar', note('/liar', { ...said, id: `${ada.origin}/granite`, content: '<p>forged</p>' }));
    serve('/stolen', note('/stolen', { ...said, attributedTo: 'https://victim.example/users/vic' }));
    ada.at('/@ada/1', (_, response: ServerResponse) => {
      const link = `<${ada.origin}${object}>; rel="alternate"; type="application/activity+json"`;
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', link }).end('<!doctype html>');
    });
    const { database } = blog.app;
    const now = new Date();
    await database.query
      .insert(database.tables.owners)
      .values({ handle: 'ada@elsewhere', actor: ada.user.id, proven: now, checked: now, why: null });

    await write(`discuss: ${ada.origin}/@ada/1\n`);
    const has = (text: string, words: string[]) => words.every((word) => text.includes(word));
    await until(async () => has(await blog.text('/posts/hello'), ['pebble', 'gravel', 'granite']));
    await until(() => ada.count('/stolen') > 0);
    expect(await blog.text('/posts/hello')).not.toMatch(/forged|stolen/);
    expect(await blog.app.problems()).toEqual([]);
    const { orderedItems } = JSON.parse(await blog.text('/ap/posts/hello/context?page=1')) as {
      orderedItems: string[];
    };
    expect(orderedItems.slice(1).sort()).toEqual(['/granite', '/gravel', '/pebble'].map((path) => ada.origin + path));
    const fetches = ada.asked.filter(({ method }) => method === 'GET');
    expect(fetches.every(({ headers }) => 'signature' in headers)).toBe(true);

    await write('');
    await until(async () => !/pebble|gravel|granite/.test(await blog.text('/posts/hello')));
  });

  it('that somebody else began is a problem with file and line', async () => {
    const eve = ada.addUser('eve');
    serve('/eve', note('/eve', { attributedTo: eve.id }));
    await write(`discuss: ${ada.origin}/eve\n`);
    const problem = await until(async () => (await blog.app.problems())[0]);
    expect(problem).toMatchObject({ path: 'content/posts/hello.md', line: 4, severity: 'warning' });
    expect(problem.what).toMatch(/proven to be yours/);
    const room = await openTrial(blog.app.config, new Date());
    const plan = await makePlan(room).finally(room.close);
    expect(plan.problems).toEqual([problem]);
    expect(plan.decisions).toEqual([]);
  });
});

describe('a running blog that asks a server which never answers', () => {
  it('can be stopped at once, and asks it again when it is back', async () => {
    ada.at('/hangs', () => undefined);
    const answer = note('/pebble2', { inReplyTo: `${ada.origin}/hangs` });
    const { status } = await ada.deliver(`${blog.app.config.site.origin}/ap/inbox`, ada.activity('Create', answer));
    expect(status).toBe(202);
    await until(() => ada.count('/hangs') === 1);
    await blog.restart();
    const waits = async () => {
      const rows = await blog.app.database.query.select().from(blog.app.database.tables.jobs);
      return rows.find(({ subject }) => subject.includes('/hangs'));
    };
    expect(await waits()).toMatchObject({ lease: null, attempts: 1 });
    ada.at('/hangs', (_, response) => response.writeHead(404).end());
    // Less than the ten seconds after which such a server is given up.
  }, 8_000);
});
