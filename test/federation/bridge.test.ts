import { Agent, request } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Asked, plain } from '../../src/federation/answer.ts';
import { fediverse } from '../../src/web/fediverse.ts';

let server: FastifyInstance;
const asked: Asked[] = [];

async function start(base: string, answer: (asked: Asked) => Promise<Answer | null>) {
  asked.length = 0;
  server = Fastify();
  await server.register(fediverse, {
    site: { base },
    federation: {
      answer(request: Asked) {
        asked.push(request);
        return answer(request);
      },
    },
  });
  // The blog's own routes are registered beside the bridge, in a scope of their own.
  server.register(async (blog) => {
    blog.get('/*', () => 'a page');
    blog.post('/*', () => 'a form');
  });
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  return (path: string, init: RequestInit = {}) => fetch(origin + path, init);
}
afterEach(() => server.close());

describe('the bridge between pages and federation', () => {
  it('does not trouble federation for anything a reader or a feed reader asks', async () => {
    const get = await start('', async () => plain(200, 'ours'));
    for (const path of ['/', '/posts/hello', '/apple', '/nodeinfos', '/.well-known/security.txt', '/x?q=/ap/y']) {
      for (const accept of ['text/html,application/xhtml+xml,*/*;q=0.8', '*/*', 'application/rss+xml']) {
        expect(await (await get(path, { headers: { accept } })).text()).toBe('a page');
      }
    }
    expect(asked).toEqual([]);
  });

  it('hands over what concerns other servers as it stood in the request line, without its host', async () => {
    const get = await start('', async () => plain(200, 'ours'));
    expect(await (await get('/.well-known/webfinger?resource=acct%3Aa%40b')).text()).toBe('ours\n');
    expect(asked).toEqual([
      { method: 'GET', path: '/.well-known/webfinger', query: 'resource=acct%3Aa%40b', accept: '*/*' },
    ]);
  });

  it('lets the blog answer what federation does not know', async () => {
    const get = await start('', async () => null);
    const accept = 'application/activity+json';
    expect(await (await get('/posts/hello', { headers: { accept } })).text()).toBe('a page');
    expect(asked).toHaveLength(1);
  });

  it('knows the path below which a blog lives, and WebFinger at the root', async () => {
    const get = await start('/blog', async () => plain(200, 'ours'));
    const bodies = await Promise.all(
      ['/blog/ap/inbox', '/.well-known/webfinger', '/ap/inbox', '/blogs/ap/inbox'].map(async (path) =>
        (await get(path)).text(),
      ),
    );
    expect(bodies).toEqual(['ours\n', 'ours\n', 'a page', 'a page']);
  });

  it('turns a failure into 500, and goes on', async () => {
    let fails = true;
    const get = await start('', async () => {
      if (fails) throw new Error('broken');
      return plain(200, 'ours');
    });
    expect((await get('/ap/inbox')).status).toBe(500);
    fails = false;
    expect((await get('/ap/inbox')).status).toBe(200);
  });

  it('answers a POST before its body has come', async () => {
    const get = await start('', async () => plain(503, 'later', { 'retry-after': '60' }));
    const response = await get('/ap/inbox', { method: 'POST', body: 'x'.repeat(500_000) });
    expect([response.status, await response.text()]).toEqual([503, 'later\n']);
    expect(response.headers.get('retry-after')).toBe('60');
  });

  it('closes the connection behind a body, and for nobody else', async () => {
    const kept = plain(200, 'ours');
    const get = await start('', async () => kept);
    const connectionOf = async (method: string, body?: string) => {
      const { port } = new URL((await get('/x')).url);
      return new Promise<string | undefined>((resolve, reject) => {
        const headers = body === undefined ? {} : { 'content-length': body.length };
        const agent = new Agent({ keepAlive: true });
        const asked = request({ port, method, path: '/ap/actors/james', headers, agent });
        asked.on('response', (response) => resolve(response.resume().headers.connection)).on('error', reject);
        asked.end(body);
      });
    };
    expect(await connectionOf('GET', 'x')).toBe('close');
    expect(await connectionOf('GET')).toBe('keep-alive');
    expect(await connectionOf('GET', 'x')).toBe('close');
    expect(await connectionOf('POST', 'x')).toBe('close');
  });
});
