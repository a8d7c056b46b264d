import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { securityHeaders } from '../../src/web/headers.ts';
import { type Limits, limits as usual } from '../../src/web/limits.ts';
import { listen } from '../../src/web/listener.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { talk } from '../support/raw.ts';
import { until } from '../support/until.ts';

let blog: TestBlog;
beforeAll(async () => {
  blog = await startBlog({ 'content/posts/hello.md': '---\ntitle: Hello\ndate: 2026-11-01\n---\n\nThe goose.\n' });
});
afterAll(() => blog.dispose());

function open(url: string): Socket {
  return connect(Number(new URL(url).port), '127.0.0.1');
}

/** Everything that is answered to these bytes, until the connection is closed. */
function say(bytes: string | Buffer, url = blog.app.url): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = open(url);
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text;
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(heard) : reject(error),
    );
    socket.on('close', () => resolve(heard));
    socket.write(bytes);
  });
}

const host = 'Host: localhost:3000\r\n';
const get = (target: string, lines = '') => `GET ${target} HTTP/1.1\r\n${host}${lines}Connection: close\r\n\r\n`;
const finger = '/.well-known/webfinger?resource=acct:';

function expectSecured(answer: string): void {
  for (const [name, value] of Object.entries(securityHeaders('http://localhost:3000'))) {
    expect(answer.toLowerCase()).toContain(`${name}: ${value}`.toLowerCase());
  }
}

describe('what is no request', () => {
  it.each([
    ['a word', 'hello\r\n\r\n', 400],
    ['an unknown method', `BREW / HTTP/1.1\r\n${host}\r\n`, 400],
    ['a letter beyond ASCII in the target', `GET /j\u00e4mes HTTP/1.1\r\n${host}\r\n`, 400],
    ['a space in the target', `GET ${finger}a b HTTP/1.1\r\n${host}\r\n`, 400],
    ['NUL in a header', get('/', 'X: a\0b\r\n'), 400],
    ['a header on two lines', get('/', 'X: a\r\n b\r\n'), 400],
    [
      'a length and chunks',
      `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['two lengths', `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`, 400],
    [
      'chunks that are not the last coding',
      `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a space before the colon', `POST / HTTP/1.1\r\n${host}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`, 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['no path', get('*'), 400],
    ['no path but a host', get('localhost:80'), 400],
    ['another scheme', get('ftp://localhost/'), 400],
    ['an expectation that is not known', get('/', 'Expect: a-miracle\r\n'), 417],
    ['a giant cookie', get('/', `Cookie: ${'a'.repeat(20_000)}\r\n`), 431],
    ['a query of 64 KB', get(`${finger}${'a'.repeat(65_000)}`), 431],
  ])('is refused and ended, with the headers of every answer: %s', async (_, bytes, status) => {
    const answer = await say(Buffer.from(bytes, 'latin1'));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer.toLowerCase()).toContain('connection: close');
    expectSecured(answer);
    expect(answer).not.toMatch(/resource=|hello\r|BREW|miracle|aaaa/);
  });

  it('ends a connection that asks for a tunnel, and the server lives', async () => {
    expect(await say(`CONNECT localhost:443 HTTP/1.1\r\n${host}\r\n`)).toBe('');
    expect((await blog.get('/healthz')).status).toBe(200);
  });
});

describe('a request in another form', () => {
  it.each(['http://localhost:3000', 'HTTP://evil.example', 'https://user@evil.example:1'])(
    'means the same with a scheme and host before its path: %s',
    async (origin) => {
      const body = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n'));
      for (const target of [`${finger}james@localhost:3000`, `${finger}nobody@localhost:3000`, '/posts/hello', '/?x']) {
        const [plain, whole] = [await say(get(target)), await say(get(origin + target))];
        expect(whole.slice(0, 12)).toBe(plain.slice(0, 12));
        expect(body(whole)).toBe(body(plain));
        expect(whole).not.toContain('evil');
      }
      expect(await say(get(origin))).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  it('gets all answers in their order when it is sent with others at once', async () => {
    const keep = `GET /healthz HTTP/1.1\r\n${host}\r\n`;
    const post = `POST /ap/nowhere HTTP/1.1\r\n${host}Content-Length: 3\r\nConnection: close\r\n\r\nabc`;
    const answer = await say(keep.repeat(20) + get('/posts/hello'));
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(21);
    expect(answer).toContain('The goose.');
    expect((await say(keep + post)).match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});

describe('a client that dawdles', () => {
  const limits: Limits = { ...usual, headers: 300, request: 600, keepAlive: 300, silence: 500, look: 50 };

  it.each([
    ['says nothing', '', ''],
    ['sends a header letter by letter', `GET / HTTP/1.1\r\n${host}X: `, 'a'],
    ['sends a body letter by letter', `POST / HTTP/1.1\r\n${host}Content-Length: 100000\r\n\r\n`, 'a'],
    ['never comes back', `GET / HTTP/1.1\r\n${host}\r\n`, ''],
  ])('is cut off when it %s', async (_, start, drip) => {
    const listener = await listen('127.0.0.1', 0, { limits });
    // The end of a body is waited for, as a form would be.
    listener.attach((request, response) => void request.resume().on('end', () => response.end('done')));
    const socket = open(listener.url);
    const timer = setInterval(() => drip && socket.writable && socket.write(drip), 20);
    socket.on('error', () => undefined).resume();
    socket.write(start);
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(timer);
    await listener.close();
  });

  it('is cut off when it asks and does not read', async () => {
    const listener = await listen('127.0.0.1', 0, { limits });
    let ended: Promise<unknown> = Promise.resolve();
    const asked = new Promise<void>((resolve) => {
      listener.attach((_request, response) => {
        ended = new Promise((close) => response.on('close', close));
        response.end(Buffer.alloc(64 * 1024 * 1024));
        resolve();
      });
    });
    const socket = open(listener.url);
    socket.on('error', () => undefined).pause();
    socket.write(`GET / HTTP/1.1\r\n${host}\r\n`);
    await asked;
    await ended;
    socket.destroy();
    await listener.close();
  });

  it('does not keep others from being answered, however many they are', async () => {
    const idle = Array.from({ length: 400 }, () => open(blog.app.url));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.on('connect', resolve))));
    expect((await blog.get('/posts/hello')).status).toBe(200);
    for (const socket of idle) socket.destroy();
  });
});

describe('whoever asks while the blog starts', () => {
  it('waits, but for those who ask whether it lives', async () => {
    const listener = await listen('127.0.0.1', 0);
    const waiting = fetch(`${listener.url}/posts/hello`);
    const [health, ready] = await Promise.all(['/healthz', '/readyz'].map((path) => fetch(listener.url + path)));
    expect([health?.status, ready?.status]).toEqual([200, 503]);
    expect(health?.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    listener.attach((request, response) => void response.end(`answered ${request.url}`));
    expect(await (await waiting).text()).toBe('answered /posts/hello');
    await listener.close();
  });
});

describe('a server that is told to stop', () => {
  it('is gone with its last answer, however long a proxy would keep the connection', async () => {
    const listener = await listen('127.0.0.1', 0);
    const cut = vi.spyOn(listener.server, 'closeAllConnections');
    const answers: ((bytes: string) => void)[] = [];
    listener.attach((request, response) => {
      // The header of one was sent before it was told to stop.
      if (request.url === '/begun') response.write('begun, ');
      answers.push((bytes) => response.end(bytes));
    });
    const kept = ['/', '/begun'].map((path) => talk(listener.url, `GET ${path} HTTP/1.1\r\n${host}\r\n`));
    await until(() => answers.length === 2);
    await kept[1]?.hears(/begun, /);
    const closing = listener.close();
    for (const answer of answers) answer('done');
    await closing;
    // Ten seconds later it cuts whoever keeps theirs.
    expect(cut).not.toHaveBeenCalled();
    const [one, other] = await Promise.all(kept.map(({ ended }) => ended));
    expect(one).toMatch(/\r\nConnection: close\r\n[\s\S]*done$/);
    expect(other).toMatch(/begun, [\s\S]*done/);
  });

  it('waits for nobody who never asked anything', async () => {
    const listener = await listen('127.0.0.1', 0);
    const cut = vi.spyOn(listener.server, 'closeAllConnections');
    let held = 0;
    listener.server.on('connection', () => {
      held += 1;
    });
    const silent = open(listener.url).on('error', () => {});
    await until(() => held === 1);
    await listener.close();
    expect(cut).not.toHaveBeenCalled();
    silent.destroy();
  });
});
