import { channel } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DatabaseError } from '../../src/database/database.ts';
import { makeRoutes, type ResourceOptions } from '../../src/federation/resources.ts';
import { blogSite } from '../federation/sample.ts';
import type { TestBlog } from '../support/blog.ts';
import { talk } from '../support/raw.ts';
import { startFull } from './answered/blog.ts';
import { federationCases } from './answered/federation.ts';
import { answers, type Case, everywhere, type Lines, policies } from './answered/lines.ts';
import { readCases } from './answered/reading.ts';
import { sendCases } from './answered/sending.ts';

/** Every route that a running blog has, as it tells the router or stands in the table of federation. */
const routes = new Set<string>();

// Fastify tells of each server that is made, before it has a route.
const made = channel('fastify.initialization');
function watch(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    routes.add(`${String(method)} ${url}`);
  });
}

/** The addresses of federation: what stands behind them is not asked for here. */
function readTable(): void {
  const unasked = { site: blogSite, posts: { change: () => 0 }, answers: {} } as unknown as ResourceOptions;
  const { root, blog: below } = makeRoutes(unasked);
  for (const { pattern } of [...root, ...below]) routes.add(pattern.source);
}

interface Got {
  status: number;
  /** All lines, by their names. */
  lines: Lines;
  /** Names that came more than once. */
  twice: string[];
  length: number;
}

let blog: TestBlog;
let cases: Case[];
/** Those that any browser may ask again. */
let good: Case[];
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  readTable();
  made.subscribe(watch);
  const full = await startFull().finally(() => made.unsubscribe(watch));
  blog = full.blog;
  cases = [...readCases(full.places), ...sendCases(full.places), ...federationCases()];
  good = cases.filter(({ status = 200, method = 'GET' }) => status === 200 && method === 'GET');
});
afterAll(async () => {
  agent.destroy();
  await blog.dispose();
});

function ask({ path, method = 'GET', headers = {}, body = '' }: Case): Promise<Got> {
  const { hostname, port } = new URL(blog.app.url);
  const length = body === '' ? {} : { 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, path, method, headers: { ...headers, ...length } }, (response) => {
      const names = response.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      const lines = Object.fromEntries(names.map((name) => [name, String(response.headers[name])]));
      const got = { lines, twice: names.filter((name, index) => names.indexOf(name) !== index), length: 0 };
      response.on('data', (bytes: Buffer) => {
        got.length += bytes.length;
      });
      response.on('end', () => resolve({ ...got, status: response.statusCode ?? 0 }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Of the connection, and of the bytes: they differ from answer to answer. All else is compared. */
const others = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'etag', 'last-modified'];

function told(lines: Lines): Lines {
  return Object.fromEntries(Object.entries(lines).filter(([name]) => !others.includes(name)));
}

function linesOf({ lines, policy = 'blog' }: Pick<Case, 'lines' | 'policy'>): Lines {
  return { ...everywhere, 'content-security-policy': policies[policy], ...lines };
}

function without(lines: Lines, ...names: string[]): Lines {
  return Object.fromEntries(Object.entries(lines).filter(([name]) => !names.includes(name)));
}

/** Every case whose answer is another one than it says, with both. */
async function differing(all: Case[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const one of all) {
    const { status, lines, twice } = await ask(one);
    const is = { status, lines: told(lines), twice };
    const shall = { status: one.status ?? 200, lines: linesOf(one), twice: [] };
    if (!isDeepStrictEqual(is, shall))
      found.push({ asked: `${one.method ?? 'GET'} ${one.path.slice(0, 99)}`, is, shall });
  }
  return found;
}

describe('every answer', () => {
  it('has these headers and no other, byte for byte', async () => {
    expect(await differing(cases)).toEqual([]);
  });

  it('has them for HEAD, and no body', async () => {
    expect(await differing(good.map((one) => ({ ...one, method: 'HEAD' })))).toEqual([]);
    const whole = await Promise.all(good.slice(0, 9).map((one) => ask({ ...one, method: 'HEAD' })));
    expect(whole.map(({ length, lines }) => [length, Number(lines['content-length']) > 0])).toEqual(
      whole.map(() => [0, true]),
    );
  });

  it('has them when nothing changed, and says so wherever it has a tag', async () => {
    const seen: Case[] = [];
    for (const one of good) {
      const { etag } = (await ask(one)).lines;
      // Only what is kept nowhere has none.
      expect([one.path, etag !== undefined]).toEqual([one.path, !/healthz|readyz|held/.test(one.path)]);
      // What belongs to the bytes is not said again.
      const lines = without(one.lines, 'content-type');
      if (etag !== undefined) seen.push({ ...one, status: 304, headers: { 'if-none-match': etag }, lines });
    }
    const isFile = ({ lines }: Case) => lines['accept-ranges'] !== undefined;
    expect(await differing(seen.filter((one) => !isFile(one)))).toEqual([]);
    expect(await differing(seen.filter(isFile))).toEqual([]);
  });

  it.each(['br', 'gzip'])('has them when it is compressed: %s', async (encoding) => {
    let compressed = 0;
    for (const one of good) {
      const { lines } = await ask({ ...one, headers: { ...one.headers, 'accept-encoding': encoding } });
      const own = lines['content-encoding'] === undefined ? {} : { 'content-encoding': encoding };
      compressed += Object.keys(own).length;
      expect([one.path, told(lines)]).toEqual([one.path, { ...linesOf(one), ...own }]);
      // What is sent in two forms must say so.
      if (lines['content-encoding'] !== undefined) expect(lines.vary).toContain('Accept-Encoding');
    }
    expect(compressed).toBeGreaterThan(20);
  });

  it('has them when it refuses a method, and nobody is asked beforehand whether a script of another site may', async () => {
    const forms = ['/interact', '/report'];
    const paths = [...new Set(good.map(({ path }) => path))];
    const of = (path: string, method: string): Case => {
      const isForm = forms.includes(path.split('?')[0] ?? '');
      const isApart = /^\/(ap|nodeinfo|\.well-known\/(webfinger|nodeinfo|host-meta))(\/|\?|$)/.test(path);
      const allow = isForm ? 'GET, HEAD, POST' : 'GET, HEAD';
      return { route: '', path, method, status: 405, lines: { ...(isApart ? answers.apart : answers.refused), allow } };
    };
    expect(await differing(paths.map((path) => of(path, 'OPTIONS')))).toEqual([]);
    const methods = ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'];
    for (const path of ['/', '/report', '/nowhere', '/ap/actors/james', '/.well-known/webfinger'])
      expect(await differing(methods.map((method) => of(path, method)))).toEqual([]);
    const posted = paths.filter((path) => !forms.includes(path.split('?')[0] ?? ''));
    expect(await differing(posted.map((path) => of(path, 'POST')))).toEqual([]);
  });

  it('has them when it fails', async () => {
    const at = vi.spyOn(blog.app.posts, 'at');
    const path = '/posts/nothing';
    at.mockRejectedValueOnce(new Error('A mistake of ours.'));
    const failed: Case = { route: '', path, status: 500, lines: answers.notice };
    expect(await differing([failed])).toEqual([]);
    at.mockRejectedValueOnce(new DatabaseError('It cannot be used.'));
    expect(await differing([{ ...failed, status: 503, lines: { ...answers.notice, 'retry-after': '60' } }])).toEqual(
      [],
    );
    at.mockRejectedValueOnce(Object.assign(new Error('canary'), { statusCode: 400 }));
    expect(await differing([{ ...failed, status: 400, lines: answers.refused }])).toEqual([]);
    at.mockRestore();
  });

  it.each([
    ['hello\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    [`GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
    ['GET / HTTP/1.1\r\nHost: a\r\nExpect: b\r\n\r\n', 417],
    [`GET / HTTP/1.1\r\nHost: a\r\n${'x: y\r\n'.repeat(300)}\r\n`, 431],
  ])('has them when there was no request: %#', async (bytes, status) => {
    const [first = '', ...lines] = (await talk(blog.app.url, bytes).ended).split('\r\n\r\n')[0]?.split('\r\n') ?? [];
    expect(first).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const pairs = lines.map((line) => [line.split(': ')[0]?.toLowerCase(), line.slice(line.indexOf(': ') + 2)]);
    expect(told(Object.fromEntries(pairs) as Lines)).toEqual(linesOf({ lines: answers.refused }));
    expect(new Set(pairs.map(([name]) => name)).size).toBe(pairs.length);
  });

  it('sets no cookie, names no server, and lets other sites read only what is made for them', async () => {
    for (const one of cases) {
      const { lines } = await ask(one);
      for (const name of ['set-cookie', 'server', 'x-powered-by', 'via']) expect(lines).not.toHaveProperty(name);
      expect([one.path, lines['cache-control']]).toEqual([
        one.path,
        expect.stringMatching(/no-store|max-age|no-cache/),
      ]);
      const isOpen = lines['access-control-allow-origin'] !== undefined;
      expect([one.path, isOpen]).toEqual([
        one.path,
        isOpen && /^\/(ap|nodeinfo|\.well-known)\/|^\/posts\/hello$|^\/$|^\/@james$/.test(one.path),
      ]);
      expect(lines).not.toHaveProperty('access-control-allow-credentials');
    }
  });
});

describe('every page', () => {
  it('leads to what is kept of its readers, to who is behind the blog, and to the ways to follow it', async () => {
    const pages = cases.filter(
      ({ lines, method = 'GET', policy = 'blog', status = 200 }) =>
        lines['content-type']?.startsWith('text/html') && method === 'GET' && policy === 'blog' && status !== 405,
    );
    expect(pages.length).toBeGreaterThan(30);
    for (const { path, headers = {} } of pages) {
      const [, end = ''] = (await (await blog.get(path, headers)).text()).split('<footer class="site-footer">');
      const found = ['/privacy', '/imprint', '/subscribe', '/blogroll'].filter((to) => end.includes(`href="${to}"`));
      expect([path, found]).toEqual([path, ['/privacy', '/imprint', '/subscribe', '/blogroll']]);
    }
  });
});

describe('the table', () => {
  it('has a case of every route', () => {
    const tried = new Set(cases.flatMap(({ route }) => [route, route.replace(/^GET /, 'HEAD ')]));
    expect([...routes].filter((route) => !tried.has(route))).toEqual([]);
    expect([...tried].filter((route) => !routes.has(route) && !route.startsWith('HEAD '))).toEqual([]);
    expect(routes.size).toBeGreaterThan(80);
  });
});
