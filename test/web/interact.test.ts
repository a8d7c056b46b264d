import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { countUp } from '../../src/database/change.ts';
import { eq } from '../../src/database/drizzle.ts';
import { perBlock } from '../../src/federation/interact/interact.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { plainConfig } from '../support/site.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { attribute, byClass, elements, read, text } from '../theme/reading.ts';
import { type Discussion, discuss } from './discussing.ts';

const finger = '/.well-known/webfinger';
const subscribe = 'http://ostatus.org/schema/1.0/subscribe';
const thread = 'https://elsewhere.example/@james/1';

// Its timers never come due: nothing here waits for one.
let time = Date.parse('2026-11-21T12:00:00Z');
const clock: Clock = { now: () => new Date(time), after: () => () => undefined };
let blog: TestBlog;
let home: Stranger;
let other: Stranger;
let talk: Discussion;
/** Where the blog says that it is, which is not how this test calls it. */
let origin: string;

beforeAll(async () => {
  [blog, home, other] = await Promise.all([
    startBlog(
      {
        'postern.yaml': `${plainConfig}comments: { rule: everyone, close: 7d }\n`,
        'content/posts/hello.md': '---\ntitle: "Hello <there> & you"\naliases: [/old]\n---\n\nText.\n',
        'content/posts/closed.md': '---\ntitle: Closed\ncomments: closed\n---\n\nText.\n',
        'content/posts/elsewhere.md': `---\ntitle: Elsewhere\ndiscuss: ${thread}\n---\n\nText.\n`,
        'content/posts/alone.md': '---\ntitle: Alone\nfederate: false\n---\n\nText.\n',
        'content/posts/draft.md': '---\ntitle: Secret\ndraft: true\n---\n\nText.\n',
        'content/notes/thought.md': 'Just a thought.\n',
        'content/pages/about.md': '---\ntitle: About\n---\n\nText.\n',
      },
      { clock, reachable: true },
    ),
    startStranger(),
    startStranger({ host: 'localhost' }),
  ]);
  origin = blog.app.config.site.origin;
  talk = await discuss(blog, 'hello');
});

beforeEach(() => {
  // Who was counted is forgotten, and so is what was told of a handle.
  time += 6 * 60_000;
  home.asked.length = 0;
});

afterEach(() => {
  home.at(finger, null);
  // Whatever a case was about: nobody was asked but the host that was typed.
  expect(other.asked).toEqual([]);
});

afterAll(async () => {
  await blog.dispose();
  await Promise.all([home.close(), other.close()]);
});

const asking = (uri: string) => blog.get(`/interact?uri=${encodeURIComponent(uri)}`);
const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${blog.app.url}/interact`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
const send = async (handle: string, deed = 'reply', uri = `${origin}/posts/hello`) => {
  const response = await post({ uri, handle, deed });
  const markup = await response.text();
  return { status: response.status, markup, page: read(markup) };
};
const says = (...links: object[]) =>
  home.at(finger, (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/jrd+json' })
      .end(JSON.stringify({ subject: `acct:ada@${home.host}`, links })),
  );
const refreshOf = (markup: string) => /<meta http-equiv="refresh" content="([^"]*)">/.exec(markup)?.[1] ?? null;
const fault = (page: ReturnType<typeof read>) => text(elements(page, 'p').find((one) => attribute(one, 'role')));

describe('/interact', () => {
  it.each([
    ['/posts/hello', 'Hello <there> & you', ['Reply', 'Like', 'Boost']],
    ['/ap/posts/hello', 'Hello <there> & you', ['Reply', 'Like', 'Boost']],
    ['/old', 'Hello <there> & you', ['Reply', 'Like', 'Boost']],
    ['/notes/thought', 'Just a thought.', ['Reply', 'Like', 'Boost']],
    ['/@james', '@james@', ['Follow']],
    ['/ap/actors/james', '@james@', ['Follow']],
  ])('asks for a handle, to act upon what is at %s', async (path, name, deeds) => {
    const response = await asking(origin + path);
    const page = read(await response.text());
    expect(response.status).toBe(200);
    expect(text(elements(page, 'main')[0])).toContain(name);
    expect(elements(page, 'button').map(text)).toEqual(deeds);
    expect(elements(page, 'input').map((input) => attribute(input, 'name'))).toEqual(['uri', 'handle']);
    expect(elements(page, 'form').map((form) => [attribute(form, 'action'), attribute(form, 'method')])).toEqual([
      ['/interact', 'post'],
    ]);
  });

  it('is kept by nobody, found by no search, and tells nobody where one came from', async () => {
    for (const response of [await asking(`${origin}/@james`), await post({ uri: `${origin}/@james`, handle: 'x' })]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
        'content-security-policy': (await blog.get('/')).headers.get('content-security-policy'),
      });
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(await response.text()).toContain('<meta name="robots" content="noindex">');
    }
    expect(await blog.text('/sitemap.xml')).not.toContain('interact');
  });

  it('knows comments that are shown, and the thread elsewhere that belongs to a post', async () => {
    await talk.say('ana@example.social', 'said', '<p>A gate!</p>', { parent: `${origin}/ap/posts/hello` });
    const [row] = byClass(read(await blog.text('/posts/hello')), 'remark');
    const path = elements(row as ReturnType<typeof read>, 'a').map((link) => attribute(link, 'href'));
    const byKey = path.find((href) => href?.startsWith('/interact')) ?? '';
    const said = await blog.text(byKey);
    expect(await (await asking(talk.uri('said'))).text()).toBe(said);
    expect(text(elements(read(said), 'main')[0])).toContain('What was said by');
    expect(said).toContain(`value="${talk.uri('said')}"`);
    for (const state of ['held', 'hidden'] as const) {
      await talk.decide('said', state);
      expect((await asking(talk.uri('said'))).status).toBe(404);
      expect((await blog.get(byKey)).status).toBe(404);
    }
    for (const reply of ['0', '-1', '1e3', '999999999', '99999999999999', 'x', ''])
      expect((await blog.get(`/interact?reply=${reply}`)).status).toBe(404);

    const { query, tables } = blog.app.database;
    const [found] = await query.select().from(tables.posts).where(eq(tables.posts.id, 'elsewhere'));
    // What the author wrote may be mistyped, or somebody else's: until it is found there, the post is answered here.
    const own = `${origin}/posts/elsewhere`;
    expect((await asking(thread)).status).toBe(404);
    for (const path of [`/interact?uri=${encodeURIComponent(own)}`, '/posts/elsewhere']) {
      const page = read(await blog.text(path));
      expect(elements(page, 'code').map(text)).toContain(own);
      expect(text(elements(page, 'main')[0])).not.toContain('elsewhere.example');
    }
    const object = 'https://elsewhere.example/statuses/1';
    const kept = { address: thread, object, due: clock.now(), checked: clock.now() };
    const owner = { handle: 'james@elsewhere.example', actor: 'https://elsewhere.example/users/james' };
    await query.insert(tables.owners).values({ ...owner, proven: clock.now(), checked: clock.now() });
    await query
      .insert(tables.adopted)
      .values({ post: found?.key ?? 0, ...kept })
      .onConflictDoUpdate({ target: tables.adopted.post, set: kept });
    // As the job does that finds it.
    await blog.app.database.atomically((one) => [countUp(one, tables, clock.now())]);
    await blog.app.posts.refresh();
    for (const uri of [thread, object, `${origin}/posts/elsewhere`]) {
      const page = read(await (await asking(uri)).text());
      expect(text(elements(page, 'code')[0])).toBe(thread);
    }
    says({ rel: subscribe, template: `${home.origin}/go?uri={uri}` });
    const { markup } = await send(`ada@${home.host}`, 'reply', thread);
    expect(refreshOf(markup)).toBe(`0; url=${home.origin}/go?uri=${encodeURIComponent(object)}`);
    const box = byClass(read(await blog.text('/posts/elsewhere')), 'follow').at(-1);
    expect(text(box)).toContain('The conversation about this post is elsewhere');
  });

  it.each([
    '',
    '?uri=',
    '?uri=x',
    '?url=http://127.0.0.1/',
    '?uri=https://evil.example/posts/hello',
    '?uri=//evil.example/',
    '?uri=javascript:alert(1)',
    '?uri=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
    '?uri=%00',
    `?uri=https://evil.example/${'x'.repeat(300)}`,
    '?uri=ORIGIN/',
    '?uri=ORIGIN/nowhere',
    '?uri=ORIGIN/about',
    '?uri=ORIGIN/posts/alone',
    '?uri=ORIGIN/posts/draft',
    '?uri=ORIGIN/ap/posts/draft',
    '?uri=ORIGIN/ap/posts/%2e%2e',
    '?uri=ORIGIN/ap/inbox',
    '?uri=ORIGIN/posts/hello%253Fx',
    '?uri=ORIGIN/posts/hello%3Fx=1',
    '?uri=ORIGIN/posts/hello&uri=ORIGIN/@james',
    '?uri=http://james@127.0.0.1/',
  ])('is not there for anything else: %s', async (query) => {
    const response = await blog.get(`/interact${query.replaceAll('ORIGIN', origin)}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe(await (await blog.get('/nowhere-at-all')).text());
    const posted = await post({
      ...Object.fromEntries(new URLSearchParams(query.replaceAll('ORIGIN', origin).replace(/&uri=.*/, 'x'))),
      ...{ handle: `ada@${home.host}`, deed: 'reply' },
    });
    expect(posted.status).toBe(404);
    expect(home.asked).toEqual([]);
  });

  it('says when replies are closed', async () => {
    const page = read(await (await asking(`${origin}/posts/closed`)).text());
    expect(text(elements(page, 'h1')[0])).toBe('Replies are closed');
    expect(elements(page, 'form')).toEqual([]);
    const { page: answer } = await send(`ada@${home.host}`, 'reply', `${origin}/posts/closed`);
    expect(elements(answer, 'form')).toEqual([]);
    expect(home.asked).toEqual([]);
  });
});

describe('a handle', () => {
  it.each(['reply', 'like', 'boost'])('leads to its own server: %s', async (deed) => {
    says(
      { rel: subscribe, template: `${home.origin}/subscribe?uri={uri}` },
      { rel: 'https://w3id.org/fep/3b86/Like', template: `${home.origin}/like?id={object}` },
    );
    const { status, markup, page } = await send(` ＠ada@${home.host} `, deed);
    const encoded = encodeURIComponent(`${origin}/ap/posts/hello`);
    const url = deed === 'like' ? `${home.origin}/like?id=${encoded}` : `${home.origin}/subscribe?uri=${encoded}`;
    expect([status, refreshOf(markup)]).toEqual([200, `0; url=${url}`]);
    expect(text(elements(page, 'h1')[0])).toBe(`On to ${home.host}`);
    const link = elements(page, 'a').find((one) => attribute(one, 'href') === url);
    expect([text(link), attribute(link, 'rel')]).toEqual([`Go on to ${home.host}`, 'nofollow noopener noreferrer']);
    expect(home.asked.map(({ url }) => decodeURIComponent(url))).toEqual([`${finger}?resource=acct:ada@${home.host}`]);
  });

  it('leads to the account that is to be followed', async () => {
    says({ rel: subscribe, template: `${home.origin}/subscribe?uri={uri}` });
    const { markup } = await send(`ada@${home.host}`, 'follow', `${origin}/@james`);
    expect(refreshOf(markup)).toBe(
      `0; url=${home.origin}/subscribe?uri=${encodeURIComponent(`${origin}/ap/actors/james`)}`,
    );
  });

  it('of a server that names no page leads to one that may be there, when the visitor says so', async () => {
    const { status, markup, page } = await send(`ada@${home.host}`);
    const guess = `${home.origin}/authorize_interaction?uri=${encodeURIComponent(`${origin}/ap/posts/hello`)}`;
    expect([status, refreshOf(markup)]).toEqual([200, null]);
    expect(elements(page, 'a').map((link) => attribute(link, 'href'))).toContain(guess);
    expect(text(elements(page, 'code')[0])).toBe(`${origin}/posts/hello`);
  });

  it('whose server says that it lives elsewhere leads nowhere, and is offered as it would be there', async () => {
    says({ rel: subscribe, template: 'https://social.example/subscribe?uri={uri}' });
    const { status, markup, page } = await send(`ada@${home.host}`);
    expect(status).toBe(200);
    expect(refreshOf(markup)).toBeNull();
    expect(markup).not.toContain('href="https://social.example');
    expect(fault(page)).toContain(`${home.host} says that this account lives on social.example.`);
    expect(attribute(elements(page, 'input')[1], 'value')).toBe('@ada@social.example');
  });

  it('is not carried on by a redirect to another host', async () => {
    home.at(finger, (_, response) => response.writeHead(302, { location: `${other.origin}${finger}` }).end());
    const { status, markup, page } = await send(`ada@${home.host}`);
    expect([status, refreshOf(markup)]).toEqual([422, null]);
    expect(fault(page)).toContain('no server of the fediverse');
    home.at(finger, (_, response) => response.writeHead(302, { location: 'https://social.example/x' }).end());
    expect(fault((await send(`bob@${home.host}`)).page)).toContain('lives on social.example');
  });

  it.each([
    'javascript:alert(1)//{uri}',
    'data:text/html,<script>alert(1)</script>{uri}',
    'https://127.0.0.1/x?uri={uri}',
    'HOME/x',
    'HOME{uri}',
    'HOME\\@evil.example/{uri}',
    'HOME/x?uri={uri}\r\nset-cookie: x=1',
  ])('never leads by the template %s', async (template) => {
    says(
      { rel: 'self', type: 'application/activity+json', href: home.user.id },
      { rel: subscribe, template: template.replace('HOME', home.origin) },
    );
    const { markup, page } = await send(`ada@${home.host}`);
    expect(refreshOf(markup)).toBeNull();
    const away = elements(page, 'a').filter((link) => !attribute(link, 'href')?.startsWith('/'));
    expect(away.map((link) => new URL(attribute(link, 'href') ?? '', origin).origin)).toEqual(
      away.map((link) => (attribute(link, 'href')?.startsWith('#') ? origin : home.origin)),
    );
  });

  it.each([
    'user@127.0.0.1',
    'user@[::1]',
    '@evil@host.example:22',
    'user:secret@host.example',
    'https://user:secret@host.example/@ana',
    'ada@host.example\nHost: evil.example',
    '"><script>alert(1)</script>',
    `${'a'.repeat(10_000)}@host.example`,
    'ana',
    '',
  ])('that is none is said to be none, and asks nobody: %.40j', async (handle) => {
    const { status, markup, page } = await send(handle);
    expect(status).toBe(422);
    expect(fault(page)).not.toBe('');
    const input = elements(page, 'input')[1];
    expect(attribute(input, 'value')).toBe(handle.slice(0, 500).replace('\n', ' '));
    expect([attribute(input, 'aria-invalid'), attribute(input, 'aria-describedby')]).toEqual(['true', 'fault']);
    expect(markup).not.toContain('<script');
    expect(home.asked).toEqual([]);
  });

  it.each([
    [() => `nobody@${home.host}`, 'knows nobody of this name'],
    [() => 'ana@server.invalid', 'server.invalid does not answer'],
    [() => `james@${new URL(origin).host}`, 'a handle of this blog'],
    [() => `ada@${new URL(origin).host}`, 'a handle of this blog'],
  ])('that leads nowhere is answered in words %#', async (handle, words) => {
    const { status, page } = await send(handle());
    expect(status).toBe(422);
    expect(fault(page)).toContain(words);
  });

  it('stands in no line of the log', async () => {
    home.at(finger, (_, response) => void response.destroy());
    await send(`needle@${home.host}`);
    await send('needle@server.invalid');
    await send('needle in a haystack');
    expect(blog.logged.join('\n')).not.toContain('needle');
  });
});

describe('the form', () => {
  const fields = () => ({ uri: `${origin}/posts/hello`, handle: `ada@${home.host}`, deed: 'reply' });

  it('is a form, and a small one', async () => {
    const url = `${blog.app.url}/interact`;
    const json = { 'content-type': 'application/json' };
    const send = (body: string, headers: Record<string, string>) => fetch(url, { method: 'POST', body, headers });
    expect((await send(JSON.stringify(fields()), json)).status).toBe(415);
    expect((await send('x', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415);
    expect((await post({ ...fields(), more: 'x'.repeat(25_000) })).status).toBe(413);
    // As long a complaint as the page lets a reader write.
    expect((await post({ ...fields(), why: '苦'.repeat(2000), reach: '情'.repeat(200) })).status).toBe(200);
    expect((await post(fields())).status).toBe(200);
  });

  it.each(['/interact', '/report'])('is what %s takes, and says so to whoever tries something else', async (path) => {
    const refused = await blog.get(path, {}, 'PUT');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await blog.get('/posts/hello', {}, 'PUT')).headers.get('allow')).toBe('GET, HEAD');
  });

  it('asks again where it does not say what is to be done', async () => {
    for (const deed of ['', 'follow', 'constructor', 'Create']) {
      const response = await post({ ...fields(), deed });
      const page = read(await response.text());
      expect(response.status).toBe(200);
      expect(attribute(elements(page, 'input')[1], 'value')).toBe(fields().handle);
    }
    expect(home.asked).toEqual([]);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'ORIGIN' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 200],
    [{ origin: 'ORIGIN' }, 200],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 200],
  ])('is taken from pages of this blog: %j', async (headers, status) => {
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value).replace('ORIGIN', origin)]),
    );
    expect((await post(fields(), sent)).status).toBe(status);
    expect(home.asked).toHaveLength(status === 200 ? 1 : 0);
  });

  it('may be sent so often a minute from a block of addresses, whatever it says of itself', async () => {
    const statuses: number[] = [];
    for (let index = 0; index <= perBlock; index += 1)
      statuses.push((await post(fields(), { 'x-forwarded-for': `192.0.2.${index}` })).status);
    expect(statuses).toEqual([...Array(perBlock).fill(200), 429]);
    const refused = await post(fields());
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await refused.text()).toContain('tried too often');
    // What was told once is not asked for again meanwhile.
    expect(home.asked).toHaveLength(1);
    // Pages go on, and so does what asks nobody.
    expect((await asking(`${origin}/@james`)).status).toBe(200);
    time += 60_000 / perBlock;
    expect((await post(fields())).status).toBe(200);
  });
});

describe('below a post', () => {
  const box = async (path: string) => byClass(read(await blog.text(path)), 'follow').at(-1);

  it('is a form for those who have an account elsewhere, also where nobody answered yet', async () => {
    const found = (await box('/notes/thought')) as ReturnType<typeof read>;
    expect(elements(found, 'button').map(text)).toEqual(['Reply', 'Like', 'Boost']);
    expect(attribute(elements(found, 'input')[0], 'value')).toBe(`${origin}/notes/thought`);
  });

  it('is the end of it once replies close, though nothing of the blog has changed', async () => {
    const tag = async () => (await blog.get('/notes/thought')).headers.get('etag');
    const [change, before] = [blog.app.posts.change(), await tag()];
    expect(text(await box('/notes/thought'))).toContain('Reply from your own account');
    time += 7 * 24 * 3600_000;
    expect(text(await box('/notes/thought'))).toContain('Replies are closed');
    expect(await tag()).not.toBe(before);
    expect(await tag()).toBe(await tag());
    expect(blog.app.posts.change()).toBe(change);
    const { status, page } = await send(`ada@${home.host}`, 'reply', `${origin}/notes/thought`);
    expect([status, elements(page, 'button').map(text)]).toEqual([200, ['Like', 'Boost']]);
  });
});
