import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestBlog } from '../support/blog.ts';
import { everything } from '../support/everything.ts';
import { serve } from '../support/postern.ts';
import { startFull } from '../web/answered/blog.ts';
import { federationCases } from '../web/answered/federation.ts';
import type { Case } from '../web/answered/lines.ts';
import { readCases } from '../web/answered/reading.ts';
import { sendCases } from '../web/answered/sending.ts';
import { type Channels, openChannels } from './channels.ts';
import { type Canary, dump, hookToken, password, plant, said, secretFiles } from './plant.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const channels: Channels = openChannels();
const environment = {
  POSTERN_WEBHOOK: `http://127.0.0.1:1/${hookToken}`,
  POSTERN_TRUST_PROXY: 'loopback',
  POSTERN_LOG_LEVEL: 'debug',
};
let blog: TestBlog;
let cases: Case[];
let canaries: Canary[];

/** Asks as the reader whose address, browser and way here are nobody's business. */
async function ask({ path, method = 'GET', headers = {}, body }: Partial<Case> & { path: string }, channel = 'http') {
  const response = await fetch(blog.app.url + path, {
    ...{ method, redirect: 'manual', headers: { ...said.headers, ...headers } },
    ...(body ? { body } : {}),
  });
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  channels.see(channel, `${JSON.stringify([...response.headers])}\n${text}`);
  return response.status;
}

beforeAll(async () => {
  const picture = everything['media/james.jpg'];
  if (picture === undefined) throw new Error('There is no picture.');
  const more = { ...secretFiles, 'content/posts/hello/taken.jpg': picture };
  const full = await startFull(more, { environment, log: channels.log });
  blog = full.blog;
  const { token } = full.places;
  canaries = await plant(blog, full.discussion, token);
  cases = [...readCases(full.places), ...sendCases(full.places), ...federationCases()];
  const typed = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
  const report = { path: '/report', method: 'POST', headers: typed };
  await ask(
    { ...report, body: `reply=${full.places.reply}&why=${said.report}&reach=${said.reach}` },
    'answers to what was typed',
  );
  const post = encodeURIComponent('https://blog.example.com/ap/posts/hello');
  await ask(
    {
      path: '/interact',
      method: 'POST',
      headers: typed,
      body: `uri=${post}&deed=reply&handle=${encodeURIComponent(said.visitor)}`,
    },
    'answers to what was typed',
  );
  const wish = { 'hub.mode': 'subscribe', 'hub.topic': 'https://blog.example.com/feed.xml' };
  const subscription = { ...wish, 'hub.callback': said.callback, 'hub.secret': said.secret };
  const { 'sec-fetch-site': _, ...plain } = typed;
  for (const callback of [said.callback, `http://${said.secret}/`])
    await ask({
      ...{ path: '/hub', method: 'POST', headers: plain },
      body: new URLSearchParams({ ...subscription, 'hub.callback': callback }).toString(),
    });
  await ask({ path: `/held/${token}.xml` }, 'held feed');
}, 60_000);
afterAll(() => blog.dispose());

/** Everywhere that each was seen, and where it may be. */
function strayed(): unknown[] {
  return canaries.flatMap(({ name, texts, found, may = [] }) => {
    const where = channels.where(texts);
    const strays = where.filter((channel) => !found.includes(channel) && !may.includes(channel));
    return strays.length > 0 ? [{ name, strays }] : [];
  });
}

describe('a secret', () => {
  it('is in no answer to whatever is asked, and in no line of the log', async () => {
    for (const one of cases.filter(({ path }) => !path.startsWith('/held/'))) await ask(one);
    const paths = [
      '/',
      '/posts/hello',
      '/posts/draft',
      '/posts/later',
      '/nowhere',
      '/.env',
      '/report?reply=0',
      '/ap/posts/draft',
    ];
    for (const path of paths) await ask({ path: `${path}${path.includes('?') ? '&' : '?'}token=${said.query}` });
    for (const path of ['/ap/inbox', '/ap/actors/james/inbox']) {
      const headers = { 'content-type': 'application/activity+json', signature: said.signature };
      const activity = JSON.stringify({
        id: `https://stranger.example/${said.activity}`,
        type: 'Create',
        actor: 'https://stranger.example/u',
        object: said.activity,
      });
      for (const body of [activity, `{"${said.activity}`, `"${said.activity}"`])
        await ask({ path, method: 'POST', headers, body });
    }
    expect(channels.seen('http')).toBeGreaterThan(500_000);
    expect(strayed()).toEqual([]);
  });

  it('is in the output of no command that does not say so', async () => {
    const site = ['--site', blog.site.folder];
    const forms: string[][] = [
      ...[
        'config',
        'list',
        'plan',
        'accounts',
        'followers',
        'block',
        'comments',
        'deliveries',
        'reports',
        'publish',
      ].flatMap((name) => [[name], [name, '--json']]),
      ...[
        ['config', 'check'],
        ['list', '--problems'],
        ['webfinger', 'export', '--nginx'],
        ['followers', 'export'],
      ],
      ...[['comments', 'list', '--hidden', '--limit', '500'], ['comments', 'feed'], ['comments', 'owners'], ['help']],
      ...[
        ['people', 'show', '@held@stranger.example'],
        ['people', 'show', 'nobody@nowhere.example'],
        ['reports', 'show', '1'],
      ],
      ...[
        ['comments', '--post', 'nothing'],
        ['publish', '--bogus'],
        ['deliveries', 'hello'],
      ],
    ];
    for (const words of forms) {
      const { text } = await channels.type([...words, ...(words[0] === 'help' ? [] : site)], environment);
      expect([words.join(' '), text.length > 0]).toEqual([words.join(' '), true]);
    }
    expect(strayed()).toEqual([]);
  });

  it('is in nothing that is said of a wrong setting, or of what cannot be reached', async () => {
    const wrong: Record<string, string>[] = [
      { POSTERN_DATABASE: `postgres://james:${password}@127.0.0.1:1/blog` },
      { POSTERN_DATABASE: `postgres://james:${password}@127.0.0.1:1/blog?password=${password}` },
      { POSTERN_DATABASE: `postgres://james:${password}@[bad/blog` },
      { POSTERN_DATABASE: `mysql://james:${password}@127.0.0.1/blog` },
      { POSTERN_WEBHOOK: `https://james:${hookToken}@hooks.example/` },
      { POSTERN_WEBHOOK: `ftp://hooks.example/${hookToken}` },
      { POSTERN_WEBHOOK: hookToken },
      { POSTERN_HOOK: `https://hooks.example/${hookToken}` },
    ];
    for (const own of wrong) {
      for (const words of [['config', '--json'], ['config', 'check'], ['comments']]) {
        await channels.type([...words, '--site', blog.site.folder], { ...environment, ...own });
      }
    }
    const crashed: string = await serve(['--site', blog.site.folder], {
      environment: { ...environment, ...wrong[0], POSTERN_LOG: 'json' },
    }).then(
      () => 'It started.',
      (error: unknown) => String(error),
    );
    expect(crashed).toContain('cannot be reached');
    channels.see('command serve', crashed);
    expect(strayed()).toEqual([]);
  });

  it('is in nothing that is said when the blog fails', async () => {
    const at = vi.spyOn(blog.app.posts, 'at');
    const failed = Object.assign(new Error(`Failed query: select 1 params: ${said.parameter}`), {
      ...{ query: 'select 1', params: [said.parameter], cause: new Error('The disk is full.') },
    });
    at.mockRejectedValueOnce(failed);
    expect(await ask({ path: '/posts/nothing' })).toBe(500);
    at.mockRestore();
    const kept = await dump(blog.app.database);
    channels.see('kept', kept);
    await blog.app.database.close();
    const statuses = new Set<number>();
    for (const one of cases) statuses.add(await ask(one, one.path.startsWith('/held/') ? 'held feed' : 'http'));
    expect([...statuses].some((status) => status >= 500)).toBe(true);
    expect(channels.seen('log')).toBeGreaterThan(1_000);
    expect(strayed()).toEqual([]);
  });

  it('was there to be seen', () => {
    for (const { name, texts, found } of canaries) {
      expect([name, texts.length > 0, texts.every((text) => text.length > 8)]).toEqual([name, true, true]);
      const where = channels.where(texts);
      expect([name, found.filter((channel) => !where.includes(channel))]).toEqual([name, []]);
    }
  });
});
