import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';

const post = (front: string, body = 'A text.'): string => `---\n${front}\n---\n\n${body}\n`;

let blog: TestBlog;

beforeAll(async () => {
  const many = Object.fromEntries(
    Array.from({ length: 35 }, (_, index) => [
      `content/posts/2024-01-${String((index % 28) + 1).padStart(2, '0')}-old-${index}.md`,
      post(`title: Old ${index}\ntags: [old]`),
    ]),
  );
  blog = await startBlog({
    ...many,
    'content/posts/2026-11-20-hello.md': post(
      'title: Hello <world> & all\ntags: [Trees, "C & C"]\naliases: [/2019/old.html]',
    ),
    'content/posts/2026-11-19-one.md': post('title: One\nseries: Walk\nseriesOrder: 1'),
    'content/posts/2026-11-18-two.md': post('title: Two\nseries: Walk\nseriesOrder: 2'),
    'content/posts/gruesse.md': post('title: Grüße\nlang: de\ndate: 2026-11-17', 'Schöne **Grüße**.'),
    'content/posts/draft.md': post('title: Draft\ndraft: true'),
    'content/posts/secret.md': post('title: Unlisted\nunlisted: true\ndate: 2026-11-16'),
    'content/pages/about.md': post('title: About'),
    'content/notes/first.md': 'Just a thought. #trees\n',
    'public/robots-note.txt': 'hello from public\n',
  });
});

afterAll(() => blog.dispose());

describe('a reader', () => {
  it.each([
    '/',
    '/page/2',
    '/posts/hello',
    '/about',
    '/tags/trees',
    '/tags/c-c',
    '/@james',
    '/series/walk',
    '/archive',
  ])('opens %s', async (path) => {
    const response = await blog.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('</html>');
  });

  it('finds posts on the home page, newest first, and the note among them', async () => {
    const home = await blog.text('/');
    expect(home.indexOf('Hello &lt;world&gt; &amp; all')).toBeGreaterThan(-1);
    expect(home.indexOf('/posts/hello')).toBeLessThan(home.indexOf('/posts/one'));
    expect(home).toContain('Just a thought.');
  });

  it('opens a note at its own address', async () => {
    const home = await blog.text('/');
    const [, path = ''] = /href="(\/notes\/[^"]+)"/.exec(home) ?? [];
    expect(await blog.text(path)).toContain('Just a thought.');
  });

  it('finds neither drafts nor unlisted posts in lists, and opens an unlisted one by its address', async () => {
    for (const path of ['/', '/archive', '/feed.xml', '/atom.xml', '/feed.json', '/sitemap.xml']) {
      const text = await blog.text(path);
      expect(text).not.toContain('Draft');
      expect(text).not.toMatch(/Unlisted|secret/);
    }
    expect((await blog.get('/posts/draft')).status).toBe(404);
    const unlisted = await blog.text('/posts/secret');
    expect(unlisted).toContain('noindex');
  });

  it('finds no list of blogs where none are recommended, and no imprint where nobody is named', async () => {
    for (const path of ['/blogroll', '/blogroll.opml', '/imprint', '/imprint/'])
      expect((await blog.get(path)).status).toBe(404);
    expect(await blog.text('/')).not.toMatch(/blogroll|imprint/);
  });

  it('is told that a page is not there, by a page of the blog', async () => {
    const response = await blog.get('/nowhere');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('</html>');
  });

  it.each([
    '/page/0',
    '/page/1',
    '/page/3',
    '/page/02',
    '/page/2.0',
    '/page/+2',
    '/page/two',
    '/page/99999999999',
    '/tags/none',
    '/@nobody',
    '/series/none',
    '/%ff',
    '/posts/..%2fabout',
    '/a%00b',
    '/posts/hello%2f',
  ])('gets 404 for %s', async (path) => {
    expect((await blog.get(path)).status).toBe(404);
  });

  it('follows an old address to the post by a permanent redirect', async () => {
    const response = await blog.get('/2019/old.html');
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe('http://localhost:3000/posts/hello');
  });

  it('follows an address with a slash too many', async () => {
    const response = await blog.get('/posts/hello/');
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe('http://localhost:3000/posts/hello');
  });

  it.each([
    ['/archive/', '/archive'],
    ['/tags/trees/', '/tags/trees'],
    ['/tags/old/page/2/', '/tags/old/page/2'],
    ['/@james/', '/@james'],
    ['/series/walk/?a=b', '/series/walk'],
  ])('is led from %s to the list', async (path, to) => {
    const response = await blog.get(path);
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe(`http://localhost:3000${to}`);
  });

  it.each(['/tags/none/', '/@nobody/', '/tags/old/page/9/', '/page/1/', '//archive/'])(
    'finds nothing at %s',
    async (path) => {
      expect((await blog.get(path)).status).toBe(404);
    },
  );

  it('sees the language of each post', async () => {
    expect(await blog.text('/posts/gruesse')).toMatch(/<article[^>]* lang="de"/);
  });

  it('gets files of public/ by their names alone', async () => {
    expect(await blog.text('/robots-note.txt')).toBe('hello from public\n');
    for (const path of [
      '/../postern.yaml',
      '/%2e%2e/postern.yaml',
      '/..%2fpostern.yaml',
      '/public/robots-note.txt',
      '/robots-note.txt/',
    ]) {
      expect((await blog.get(path)).status).toBe(404);
    }
  });

  it('gets the stylesheet under a name that changes with it', async () => {
    const [, path = ''] = /href="(\/theme-[0-9a-f]+\.css)"/.exec(await blog.text('/')) ?? [];
    const response = await blog.get(path);
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });
});

describe('every answer', () => {
  it.each([
    '/',
    '/posts/hello',
    '/nowhere',
    '/2019/old.html',
    '/feed.xml',
    '/sitemap.xml',
    '/robots.txt',
    '/robots-note.txt',
    '/healthz',
    '/.well-known/webfinger',
    '/%ff',
  ])('carries the security headers: %s', async (path) => {
    const { headers } = await blog.get(path);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  });

  it('is the same to HEAD, without its body', async () => {
    const got = await blog.get('/posts/hello');
    const head = await blog.get('/posts/hello', {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe(got.headers.get('etag'));
    expect(await head.text()).toBe('');
  });

  it.each([
    '/',
    '/posts/hello',
    '/tags/trees',
    '/feed.xml',
    '/atom.xml',
    '/feed.json',
    '/sitemap.xml',
    '/robots.txt',
    '/robots-note.txt',
  ])('with a strong ETag is answered by 304 when asked again: %s', async (path) => {
    const first = await blog.get(path, { 'accept-encoding': 'br' });
    await first.arrayBuffer();
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);
    const second = await blog.get(path, { 'accept-encoding': 'br', 'if-none-match': `"x", ${tag}` });
    expect(second.status).toBe(304);
    expect(second.headers.get('etag')).toBe(tag);
    expect(second.headers.get('content-security-policy')).toBe(first.headers.get('content-security-policy'));
    expect(await second.text()).toBe('');
  });

  it('varies by what the address negotiates', async () => {
    expect((await blog.get('/posts/hello')).headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect((await blog.get('/archive')).headers.get('vary')).toBe('Accept-Encoding');
  });

  it('refuses methods that change something', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const response = await blog.get('/posts/hello', {}, method);
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});

describe('a blog below a path', () => {
  it('links, redirects and serves below it', async () => {
    const below = await startBlog({
      'postern.yaml': 'url: http://localhost:3000/blog\ntitle: Below\naccounts: [{ handle: james, name: James }]\n',
      'content/posts/2026-11-20-hello.md': post('title: Hello\naliases: [/old]', 'See [about](/about).'),
      'content/pages/about.md': post('title: About'),
    });
    try {
      expect(await below.text('/blog/')).toContain('href="/blog/posts/hello"');
      expect(await below.text('/blog/posts/hello')).toContain('href="/blog/about"');
      expect((await below.get('/blog/old')).headers.get('location')).toBe('http://localhost:3000/blog/posts/hello');
      expect(await below.text('/blog/feed.xml')).toContain('http://localhost:3000/blog/posts/hello');
      expect((await below.get('/posts/hello')).status).toBe(404);
      expect(await below.text('/robots.txt')).toContain('http://localhost:3000/blog/sitemap.xml');
      const finger = await below.get('/.well-known/webfinger?resource=acct:james@localhost:3000');
      expect(finger.status).toBe(200);
    } finally {
      await below.dispose();
    }
  });
});
