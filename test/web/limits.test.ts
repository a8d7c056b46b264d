import { readFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { BlockList } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { proxiesOf } from '../../src/federation/gate/proxies.ts';
import { perBlock, perHost, unproven } from '../../src/federation/gate/rates.ts';
import { perBlock as visits } from '../../src/federation/interact/interact.ts';
import { perBlock as subscribers } from '../../src/federation/websub/wish.ts';
import { securityHeaders } from '../../src/web/headers.ts';
import { bodyLimits, type Limits, limits } from '../../src/web/limits.ts';
import { type Listener, type ListenOptions, listen } from '../../src/web/listener.ts';
import { perBlock as reports } from '../../src/web/report.ts';
import { createRoom } from '../../src/web/room.ts';
import { searchesPerBlock } from '../../src/web/search.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { sayOn, talk } from '../support/raw.ts';
import { until } from '../support/until.ts';

let blog: TestBlog;
beforeAll(async () => {
  blog = await startBlog({ 'content/posts/hello.md': '---\ntitle: Hello\ndate: 2026-11-01\n---\n\nThe goose.\n' });
});
afterAll(() => blog.dispose());

const host = 'Host: localhost:3000\r\n';
const ask = (bytes: string, url = blog.app.url): Promise<string> => talk(url, bytes).ended;
const get = (target: string, lines = '') => `GET ${target} HTTP/1.1\r\n${host}${lines}Connection: close\r\n\r\n`;
const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

async function open(
  own: Partial<Limits>,
  answer: RequestListener | null = (_request, response) => response.end('done'),
  options: Omit<ListenOptions, 'limits'> = {},
): Promise<Listener> {
  const listener = await listen('127.0.0.1', 0, { ...options, limits: { ...limits, ...own } });
  onTestFinished(async () => {
    listener.server.closeAllConnections();
    await listener.close();
  });
  if (answer) listener.attach(answer);
  return listener;
}

function expectSecured(answer: string): void {
  for (const [name, value] of Object.entries(securityHeaders('')))
    expect(answer).toContain(`\r\n${name}: ${value}\r\n`);
  expect(answer).toContain('\r\ncache-control: no-store\r\n');
}

describe('the limits', () => {
  it('are those that docs/hosting.md tells', () => {
    const docs = readFileSync(new URL('../../docs/hosting.md', import.meta.url), 'utf8');
    const section = docs.split('## Limits\n')[1]?.split('\n## ')[0] ?? '';
    const rows = section.match(/^\| .* \|$/gm)?.map((row) => row.split('|').map((cell) => cell.trim())) ?? [];
    const told = Object.fromEntries(rows.map(([, what, most = '']) => [what, most.match(/\d+(?: (?:s|KiB|MiB)\b)?/g)]));
    const seconds = (time: number) => `${time / 1000} s`;
    const size = (bytes: number) => (bytes % 1048576 === 0 ? `${bytes / 1048576} MiB` : `${bytes / 1024} KiB`);
    const { inbox, form, room } = bodyLimits;
    expect(told).toEqual({
      what: null,
      'a header': [size(limits.headerSize), String(limits.headerLines), seconds(limits.headers)],
      'path and query': [size(limits.target)],
      'a request as a whole': [seconds(limits.request)],
      'an activity': [size(inbox.size), seconds(inbox.time)],
      'all activities together': [size(room.all), size(room.perBlock)],
      'a form': [size(form.size), seconds(form.time)],
      'a connection without a byte': [seconds(limits.silence)],
      'a connection between two requests': [seconds(limits.keepAlive)],
      'an answer that is taken slowly': [size(limits.leastMoved), seconds(limits.crawl)],
      'requests on one connection': [String(limits.pipelined)],
      'requests while it starts': [String(limits.early)],
      connections: [String(limits.connections), String(limits.connectionsPerBlock)],
      'activities from one block of addresses': [String(perBlock)],
      'activities that one server signed': [String(perHost)],
      'keys that are fetched and prove nothing, for one block, at one server': [
        String(unproven.perBlock),
        String(unproven.perHost),
      ],
      "visits to the reader's own server (`/interact`), from one block": [String(visits)],
      'searches, from one block': [String(searchesPerBlock)],
      'reports, from one block': [String(reports)],
      'subscriptions to feeds (`/hub`), from one block; [and more](websub.md#what-strangers-can-do-with-it)': [
        String(subscribers),
      ],
    });
  });

  it('leave the end of a kept connection to the proxies that are known, so that nothing is sent on one that closes', () => {
    const kept = { nginx: 60_000, 'ingress-nginx': 60_000, Traefik: 90_000, Caddy: 120_000 };
    for (const time of Object.values(kept)) expect(limits.keepAlive).toBeGreaterThan(time);
  });
});

describe('a request that is too large', () => {
  it.each([
    ['of a line too many', get('/', 'x:y\r\n'.repeat(limits.headerLines - 1)), 431],
    ['of thousands of lines', get('/', 'a:\r\n'.repeat(3500)), 431],
    ['of all lines that may be', get('/', 'x:y\r\n'.repeat(limits.headerLines - 2)), 200],
    ['with a target of a letter too many', get(`/${'a'.repeat(limits.target)}`), 414],
    ['with all letters that a target may have', get(`/${'a'.repeat(limits.target - 1)}`), 404],
    ['with an endless query', get(`/?${'a'.repeat(limits.target)}`), 414],
    ['with host and path too long', get(`http://localhost:3000/${'a'.repeat(limits.target)}`), 414],
    ['with a header too long', get('/', `X: ${'a'.repeat(limits.headerSize)}\r\n`), 431],
  ])('is refused and ended, or answered: %s', async (_, bytes, expected) => {
    const answer = await ask(bytes);
    expect(status(answer)).toBe(expected);
    expect(answer.toLowerCase()).toContain('connection: close');
    if (expected === 200 || expected === 404) return;
    expectSecured(answer);
    expect(answer).not.toMatch(/aaaa|x:y/);
  });

  const chunk = `400\r\n${'a'.repeat(1024)}\r\n`;
  it.each([
    ['GET', '/', 200],
    ['GET', '/posts/hello', 200],
    ['GET', '/ap/actors/james', 200],
    ['POST', '/posts/hello', 405],
    ['POST', '/nowhere', 405],
    ['PUT', '/', 405],
    ['DELETE', '/ap/posts/hello', 405],
    ['POST', '/report', 415],
    ['POST', '/ap/actors/james/inbox', 413],
    ['POST', '/ap/inbox', 413],
    ['POST', '/ap/actors/nobody/inbox', 404],
  ])('without an end is answered and cut off: %s %s', async (method, path, expected) => {
    const raw = talk(blog.app.url, `${method} ${path} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`);
    const { heard, sent } = await sayOn(raw, chunk.repeat(64));
    // Whoever writes on may get no more than the end of the connection.
    if (heard !== '') expect([status(heard), /connection: close/i.test(heard)]).toEqual([expected, true]);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it.each(['/', '/nowhere', '/ap/actors/james/inbox', '/interact'])(
    'is not waited for beyond what nobody reads: POST %s',
    async (path) => {
      const answer = await ask(`POST ${path} HTTP/1.1\r\n${host}Content-Length: 5000000\r\n\r\n{"a":`);
      expect([405, 413, 415]).toContain(status(answer));
      expect(answer.toLowerCase()).toContain('connection: close');
    },
  );

  it('has no endless chunk extension and no endless trailer', async () => {
    const head = `POST /ap/actors/james/inbox HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;
    const extended = await sayOn(talk(blog.app.url, `${head}1;a=`), 'a'.repeat(4096));
    expect(status(extended.heard)).toBe(413);
    expectSecured(extended.heard);
    const trailed = await sayOn(talk(blog.app.url, `${head}1\r\na\r\n0\r\nx: `), 'a'.repeat(4096));
    expect(status(trailed.heard)).toBe(431);
    expectSecured(trailed.heard);
  });

  it('says nothing of what came with it', async () => {
    for (const type of ['application/json', 'text/plain', 'x/canary', '', 'multipart/form-data; boundary=canary']) {
      for (const path of ['/', '/nowhere', '/posts/hello', '/report', '/interact', '/ap/inbox']) {
        const lines = `Content-Type: ${type}\r\nContent-Length: 10\r\nConnection: close\r\n`;
        const answer = await ask(`POST ${path} HTTP/1.1\r\n${host}${lines}\r\n{"canary":`);
        expect([400, 401, 405, 415]).toContain(status(answer));
        expect(answer).not.toContain('canary');
      }
    }
  });
});

describe('a request of another kind', () => {
  it.each([
    ['for a web socket', get('/', 'Upgrade: websocket\r\nSec-WebSocket-Key: YQ==\r\nSec-WebSocket-Version: 13\r\n')],
    ['for HTTP/2', get('/', 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n')],
    ['of HTTP/1.0 without a host', 'GET / HTTP/1.0\r\n\r\n'],
    ['that wants to keep a connection of HTTP/1.0', 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'],
    ['with an empty host', 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
  ])('gets the page, and nothing else: %s', async (_, bytes) => {
    const raw = talk(blog.app.url, bytes);
    const heard = await raw.hears(/The goose|Hello[\s\S]*<\/html>/);
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(heard).not.toMatch(/^HTTP\/1\.1 1\d\d|upgrade/im);
    raw.socket.destroy();
  });

  it.each([
    ['HTTP/0.9', 'GET /\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3', `GET / HTTP/3.0\r\n${host}\r\n`],
    ['a greeting of TLS', Buffer.from('16030100a5010000a10303', 'hex').toString('latin1')],
    ['a greeting of SMTP', 'EHLO localhost\r\n'],
  ])('gets no page: %s', async (_, bytes) => {
    const answer = await ask(bytes);
    expect(status(answer)).toBe(400);
    expectSecured(answer);
  });

  it('is told to go on only with what will be read', async () => {
    const expecting = (path: string) =>
      `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/activity+json\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    const raw = talk(blog.app.url, expecting('/ap/actors/james/inbox'));
    await raw.hears(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    raw.socket.write('{}');
    expect(await raw.ended).toMatch(/\r\n\r\nHTTP\/1\.1 401 /);
  });
});

describe('connections', () => {
  it('to a blog are judged by their address', async () => {
    const check = vi.spyOn(BlockList.prototype, 'check');
    onTestFinished(() => check.mockRestore());
    await ask(get('/healthz'));
    expect(check).toHaveBeenCalledWith('127.0.0.1', 'ipv4');
  });

  it('are so many, and one that waits between two requests gives way', async () => {
    const told: unknown[] = [];
    const listener = await open({ connections: 4 }, undefined, { tell: (...line) => told.push(line) });
    const request = `GET / HTTP/1.1\r\n${host}\r\n`;
    const kept = Array.from({ length: 4 }, () => talk(listener.url, request));
    await Promise.all(kept.map((raw) => raw.hears(/done$/)));
    // Turned away itself, it makes room for those who come after it.
    expect(await ask(get('/'), listener.url)).toBe('');
    await Promise.all(kept.map((raw) => raw.ended));
    expect(await ask(get('/'), listener.url)).toMatch(/done$/);
    await until(() => told.length > 0);
    expect(told).toEqual([
      [
        'Connections were turned away, since too many were open.',
        { turnedAway: 1, connections: 4, connectionsPerBlock: limits.connectionsPerBlock },
      ],
    ]);
  });

  it('that are at work do not give way', async () => {
    const answers: (() => void)[] = [];
    const listener = await open({ connections: 2 }, (_request, response) => answers.push(() => response.end('done')));
    const busy = [talk(listener.url, get('/')), talk(listener.url, get('/'))];
    await until(() => answers.length === 2);
    expect(await ask(get('/'), listener.url)).toBe('');
    for (const answer of answers) answer();
    for (const raw of busy) expect(await raw.ended).toMatch(/done$/);
  });

  it('are fewer for one block of addresses than for a proxy', async () => {
    const strict = await open({ connectionsPerBlock: 3 }, undefined, { isProxy: () => false });
    const held = Array.from({ length: 3 }, () => talk(strict.url, `GET / HTTP/1.1\r\n${host}\r\n`));
    await Promise.all(held.map((raw) => raw.hears(/done$/)));
    expect(await ask(get('/'), strict.url)).toBe('');
    held[0]?.socket.destroy();
    await until(async () => (await ask(get('/'), strict.url)) !== '');
    const open3 = await open({ connectionsPerBlock: 3 }, undefined, { isProxy: proxiesOf(false) });
    const many = Array.from({ length: 9 }, () => talk(open3.url, `GET / HTTP/1.1\r\n${host}\r\n`));
    await Promise.all(many.map((raw) => raw.hears(/done$/)));
  });

  it.each([
    [false, '127.0.0.1', true],
    [false, '::1', true],
    [false, '::ffff:127.0.0.1', true],
    [false, '10.1.2.3', true],
    [false, '172.17.0.2', true],
    [false, 'fd00::1', true],
    [false, 'fe80::1%eth0', true],
    [false, '8.8.8.8', false],
    [false, '::ffff:8.8.8.8', false],
    [false, '2a00:1450::1', false],
    [true, '8.8.8.8', true],
    [['loopback'], '8.8.8.8', false],
    [['8.8.8.8'], '8.8.8.8', true],
    [['8.8.8.8'], '::ffff:8.8.8.8', true],
    [['8.8.8.8'], '8.8.8.9', false],
    [['8.8.0.0/16', '2a00:1450::/32'], '8.8.9.9', true],
    [['8.8.0.0/16', '2a00:1450::/32'], '2a00:1450::1', true],
    [['8.8.0.0/16', '2a00:1450::/32'], '2a00:1451::1', false],
  ])('with POSTERN_TRUST_PROXY %j, one from %s may be a proxy’s: %s', (trusted, address, expected) => {
    expect(proxiesOf(trusted)(address)).toBe(expected);
  });

  it('carry so many requests that wait, and end at one more', async () => {
    let asked = 0;
    const listener = await open({ pipelined: 5 }, () => {
      asked += 1;
    });
    const raw = talk(listener.url, `GET / HTTP/1.1\r\n${host}\r\n`.repeat(500));
    await until(() => asked > 0);
    const other = talk(listener.url, get('/'));
    await until(() => asked === 6);
    expect(raw.heard() + other.heard()).toBe('');
    // As many one after the other are no harm.
    const quick = await open({ pipelined: 5 });
    const following = talk(quick.url);
    for (let count = 1; count <= 20; count += 1) {
      following.socket.write(`GET / HTTP/1.1\r\n${host}\r\n`);
      await until(() => following.heard().split('done').length - 1 === count);
    }
  });

  it('do not fill the memory while the blog starts', async () => {
    const listener = await open({ early: 3 }, null);
    const waiting = Array.from({ length: 3 }, () => talk(listener.url, get('/')));
    const first = talk(listener.url, get('/healthz'));
    expect(status(await first.ended)).toBe(200);
    const refused = await ask(get('/'), listener.url);
    expect(status(refused)).toBe(503);
    expect(refused).toMatch(/\r\nretry-after: \d+\r\n/);
    expectSecured(refused);
    listener.attach((_request, response) => response.end('done'));
    for (const raw of waiting) expect(await raw.ended).toMatch(/done$/);
  });
});

describe('an answer', () => {
  const leastMoved = 65_536;

  /** Has a film sent to somebody who takes none of it yet; `look` is what a minute later would be. */
  async function show() {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    let answer: ServerResponse | null = null;
    const listener = await open({ crawl: 60_000, leastMoved }, (_request, response) => {
      answer = response;
      const piece = Buffer.alloc(65_536);
      Readable.from(Array.from({ length: 512 }, () => piece)).pipe(response);
    });
    const { socket } = talk(listener.url, get('/'));
    socket.removeAllListeners('data').pause();
    await until(() => answer?.socket && answer.socket.writableLength > 0);
    const out = (answer as ServerResponse | null)?.socket;
    if (!out) throw new Error('Nothing is answered.');
    return {
      out,
      gone: () => out.bytesWritten - out.writableLength,
      take: (bytes: number) => void socket.read(Math.min(bytes, socket.readableLength)),
      look: () => vi.advanceTimersByTime(60_000),
    };
  }

  it('is cut off when somebody takes a byte now and then', async () => {
    const { out, take, look } = await show();
    look();
    expect(out.destroyed).toBe(false);
    take(10);
    look();
    expect(out.destroyed).toBe(true);
  });

  it('goes on when somebody is slow and takes it', async () => {
    const { out, gone, take, look } = await show();
    look();
    for (let minutes = 0; minutes < 5; minutes += 1) {
      const before = gone();
      await until(() => {
        take(leastMoved);
        return gone() - before >= leastMoved && out.writableLength > 0;
      });
      look();
      expect(out.destroyed).toBe(false);
    }
    out.destroy();
  });

  it('that is being made is waited for', async () => {
    const listener = await open({ crawl: 30 }, (_request, response) => setTimeout(() => response.end('done'), 200));
    expect(await ask(get('/'), listener.url)).toMatch(/done$/);
  });
});

describe('room for what comes in', () => {
  it('is so much in all and so much for one, and is there again once it is given back', () => {
    const room = createRoom({ all: 100, perBlock: 40 });
    const [one, again, two, three] = ['a', 'a', 'b', 'c'].map((name) => room.share(name));
    expect([one?.take(30), again?.take(10), again?.take(1), one?.take(1)]).toEqual([true, true, false, false]);
    expect([two?.take(40), three?.take(20), three?.take(1)]).toEqual([true, true, false]);
    one?.giveBack();
    expect([again?.take(30), again?.take(1), three?.take(1)]).toEqual([true, false, false]);
    for (const share of [one, again, two, three]) share?.giveBack();
    expect([room.share('d').take(41), room.share('d').take(40), room.share('a').take(40)]).toEqual([false, true, true]);
  });
});
