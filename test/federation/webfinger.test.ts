import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import type { Jrd } from '../../src/federation/webfinger/jrd.ts';
import { fold, readQuestion } from '../../src/federation/webfinger/resource.ts';
import { engines } from '../support/databases.ts';
import { blogSite, james, type Served, serve } from './sample.ts';

const [sqlite] = engines;
const mary: Account = { ...james, id: 'mary', user: 'mary', host: 'example.com', name: 'Mary', avatar: null };
const clash: Account = { ...james, id: 'james-2', user: 'james', host: 'example.com', name: 'Other', avatar: null };
const site: Site = { ...blogSite, accounts: [james, mary, clash] };

const path = '/.well-known/webfinger';
let database: Database;
let served: Served;

beforeAll(async () => {
  if (!sqlite) throw new Error('no engine');
  database = await sqlite.open();
  served = await serve(database, { site });
});
afterAll(async () => {
  await served.close();
  await database.close();
});

const jrdOf = async (response: Response) => (await response.json()) as Jrd;
const ask = (query: string, method = 'GET') => served.get(path + query, {}, method);

/** A request line that fetch would not send as it is. */
function askRaw(target: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(served.origin);
    request({ hostname, port, path: target }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
}

describe('whoever looks for an account', () => {
  it('gets its one subject, its actor, its page and its picture', async () => {
    const response = await ask('?resource=acct:james@blog.example.com');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/jrd+json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      subject: 'acct:james@blog.example.com',
      aliases: ['https://blog.example.com/@james', 'https://blog.example.com/ap/actors/james'],
      links: [
        { rel: 'self', type: 'application/activity+json', href: 'https://blog.example.com/ap/actors/james' },
        { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: 'https://blog.example.com/@james' },
        {
          rel: 'http://webfinger.net/rel/avatar',
          type: 'image/jpeg',
          href: 'https://blog.example.com/media/0123456789abcdef0123456789abcdef/james.jpg',
        },
      ],
    });
  });

  it.each([
    'acct:james@blog.example.com',
    'acct%3Ajames%40blog.example.com',
    'acct%3ajames%40blog%2Eexample.com',
    'ACCT:james@BLOG.Example.COM',
    '%61cct:j%61mes@blog.example.com',
    'https://blog.example.com/@james',
    'HTTPS://Blog.Example.com/@james',
    'https%3A%2F%2Fblog.example.com%2F%40james',
    'https://blog.example.com/ap/actors/james',
  ])('finds it as %s', async (resource) => {
    const response = await ask(`?resource=${resource}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ subject: 'acct:james@blog.example.com' });
  });

  it('finds a handle on another host by that host and by the blog’s, under the one subject', async () => {
    for (const host of ['example.com', 'blog.example.com']) {
      const response = await ask(`?resource=acct:mary@${host}`);
      expect(await response.json()).toMatchObject({ subject: 'acct:mary@example.com' });
    }
  });

  it('finds a written handle before one that only follows from another', async () => {
    const response = await ask('?resource=acct:james@blog.example.com');
    expect((await jrdOf(response)).aliases).toContain('https://blog.example.com/ap/actors/james');
    const other = await ask('?resource=acct:james@example.com');
    expect((await jrdOf(other)).aliases).toContain('https://blog.example.com/ap/actors/james-2');
  });

  it('gets only the links asked for, of several kinds too', async () => {
    const links = async (query: string) =>
      (await jrdOf(await ask(`?resource=acct:james@blog.example.com${query}`))).links.map(({ rel }) => rel);
    expect(await links('&rel=self')).toEqual(['self']);
    expect(await links('&rel=self&rel=http%3A%2F%2Fwebfinger.net%2Frel%2Favatar')).toEqual([
      'self',
      'http://webfinger.net/rel/avatar',
    ]);
    expect(await links('&rel=nothing')).toEqual([]);
  });

  it('may send HEAD, and asks again with an ETag for nothing', async () => {
    const whole = await ask('?resource=acct:james@blog.example.com');
    const head = await ask('?resource=acct:james@blog.example.com', 'HEAD');
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(head.headers.get('content-length')).toBe(String((await whole.text()).length));
    const tag = whole.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]+"$/);
    const again = await served.get(`${path}?resource=acct:james@blog.example.com`, { 'if-none-match': `"x", ${tag}` });
    expect(again.status).toBe(304);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('may not send %s', async (method) => {
    const response = await ask('?resource=acct:james@blog.example.com', method);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('a question that is none', () => {
  it.each([
    ['no query', ''],
    ['another parameter', '?rel=self'],
    ['an empty resource', '?resource='],
    ['a resource without a value', '?resource'],
    ['two resources', '?resource=acct:james@blog.example.com&resource=acct:mary@example.com'],
    ['the same resource twice', '?resource=acct:james@blog.example.com&resource=acct:james@blog.example.com'],
    ['a second resource under an encoded name', '?resource=acct:james@blog.example.com&re%73ource=x:y'],
    ['no scheme', '?resource=james@blog.example.com'],
    ['no scheme but an at', '?resource=@james@blog.example.com'],
    ['broken encoding', '?resource=acct:james%ZZ@blog.example.com'],
    ['bytes that are no UTF-8', '?resource=acct:james%C0%AF@blog.example.com'],
    ['a leading space', '?resource=%20acct:james@blog.example.com'],
  ])('%s gets 400', async (_, query) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.text()).not.toMatch(/mary@|%|ZZ/);
  });
});

describe('an account that is not on the list', () => {
  const unknown = [
    'acct:nobody@blog.example.com',
    'acct:james@elsewhere.example',
    'acct:James@blog.example.com',
    'acct:james@blog.example.com%20',
    'acct:james@blog.example.com%00',
    'acct:james%00@blog.example.com',
    'acct:james@blog.example.com:443',
    'acct:james@blog.example.com.',
    'acct:james@@blog.example.com',
    'acct://james@blog.example.com',
    'acct:james',
    'acct:',
    'acct:j%2561mes@blog.example.com',
    'acct:james+x@blog.example.com',
    'acct:jаmes@blog.example.com',
    'acct:james@blog.example.com%23',
    'acct:%E2%84%AAames@blog.example.com',
    'mailto:james@blog.example.com',
    'https://blog.example.com/',
    'https://blog.example.com/@James',
    'https://blog.example.com/@james/',
    'https://blog.example.com:443/@james',
    'http://blog.example.com/@james',
    'https://user@blog.example.com/@james',
    'https://blog.example.com/ap/actors/../actors/james',
    'https://blog.example.com/ap/actors/nobody',
    'file:///etc/passwd',
    '../../etc/passwd:x',
    'acct:..%2F..%2Fetc%2Fpasswd@blog.example.com',
    'acct:__proto__@blog.example.com',
    'constructor:',
    `acct:${'a'.repeat(6000)}@blog.example.com`,
  ];

  it('gets 404 with the same bytes, whatever it is, and nothing of what was asked', async () => {
    const answers = await Promise.all(
      unknown
        .filter((resource) => !resource.startsWith('..'))
        .map(async (resource) => {
          const response = await ask(`?resource=${resource}`);
          const { date: _date, ...headers } = Object.fromEntries(response.headers);
          return JSON.stringify([response.status, headers, await response.text()]);
        }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0] ?? '')[0]).toBe(404);
    expect(answers[0]).not.toContain('location');
    expect(answers[0]).not.toContain('james');
  });

  it('gets no file by any spelling of the path', async () => {
    for (const target of [
      '/.well-known/webfinger/',
      '/.well-known/webfinger/../webfinger?resource=acct:james@blog.example.com',
      '/.well-known/%77ebfinger?resource=acct:james@blog.example.com',
      '//.well-known/webfinger?resource=acct:james@blog.example.com',
    ]) {
      const { text } = await askRaw(target);
      expect(text).not.toContain('subject');
    }
  });
});

describe('a blog on a host of another script', () => {
  it('is found in that script and in ASCII, in any case of ASCII, under one subject', async () => {
    const host = 'xn--bcher-kva.example';
    const bücher: Site = { ...blogSite, origin: `https://${host}`, accounts: [{ ...james, host }] };
    const other = await serve(database, { site: bücher });
    for (const form of [host, 'XN--BCHER-KVA.example', 'b%C3%BCcher.example', 'B%C3%BCcher.Example']) {
      const response = await other.get(`${path}?resource=acct:james@${form}`);
      expect(await response.json()).toMatchObject({ subject: `acct:james@${host}` });
    }
    expect((await other.get(`${path}?resource=acct:james@b%C3%9Ccher.example`)).status).toBe(404);
    await other.close();
  });

  it('with a port and a path of its own has both in its addresses, and WebFinger at the root', async () => {
    const account = { ...james, host: 'localhost:3000' };
    const local: Site = { ...blogSite, origin: 'http://localhost:3000', base: '/blog', accounts: [account] };
    const other = await serve(database, { site: local });
    const response = await other.get(`${path}?resource=acct:james@localhost:3000`);
    expect((await jrdOf(response)).aliases).toContain('http://localhost:3000/blog/ap/actors/james');
    expect((await other.get(`${path}?resource=acct:james@localhost`)).status).toBe(404);
    expect((await other.get(`/blog${path}?resource=acct:james@localhost:3000`)).headers.get('content-type')).toBe(
      'text/html',
    );
    expect((await other.get('/blog/ap/actors/james')).status).toBe(200);
    expect((await other.get('/ap/actors/james')).headers.get('content-type')).toBe('text/html');
    await other.close();
  });
});

describe('folding a resource', () => {
  it('touches scheme and host alone, and no letter beyond A to Z', () => {
    expect(fold('ACCT:James@Example.COM')).toBe('acct:James@example.com');
    expect(fold('HTTPS://Example.COM/@James?A=B')).toBe('https://example.com/@James?A=B');
    expect(fold('acct:a@b@C.D')).toBe('acct:a@b@c.d');
    // The Kelvin sign, whose small letter is our k.
    expect(fold('acct:james@\u212a.example')).toBe('acct:james@\u212a.example');
  });
});

describe('reading a question', () => {
  it.each([
    ['a plus, which is no space', 'acct:a+b@c.example'],
    ['a question and an equals sign, which belong to the address', 'https://c.example/?user=james'],
  ])('keeps %s', (_, resource) => {
    expect(readQuestion(`resource=${resource}`)).toEqual({ resource, rels: null });
  });
});
