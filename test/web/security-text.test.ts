import { afterAll, describe, expect, it } from 'vitest';
import { securityText } from '../../src/web/security-text.ts';
import { blogSite } from '../federation/sample.ts';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { createJumpClock } from '../support/jump-clock.ts';
import { plainConfig } from '../support/site.ts';

const path = '/.well-known/security.txt';
const contact = 'contact: { email: james@example.com }\n';
const own = 'Contact: https://example.com/report\nExpires: 2027-01-01T00:00:00Z\n';
const noon = new Date('2026-11-21T12:00:00Z');

const blogs: TestBlog[] = [];
afterAll(() => Promise.all(blogs.map((blog) => blog.dispose())));

async function start(files: Record<string, string>, clock = createJumpClock(noon)) {
  const blog = await startBlog(files, { clock });
  blogs.push(blog);
  return blog;
}

describe('whoever found a hole', () => {
  it('reads whom to tell, the same all day, and is never told of a date that is past or far', async () => {
    const clock = createJumpClock(noon);
    const blog = await start({ 'postern.yaml': `${plainConfig}language: de\n${contact}` }, clock);
    const first = await blog.get(path);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(first.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
    expect(await first.text()).toBe(
      [
        'Contact: mailto:james@example.com',
        'Expires: 2027-05-20T00:00:00Z',
        `Canonical: http://localhost:3000${path}`,
        'Preferred-Languages: de',
        '',
      ].join('\n'),
    );
    const tag = first.headers.get('etag') ?? '';
    clock.jump(new Date('2026-11-21T23:59:59.999Z'));
    expect((await blog.get(path, { 'if-none-match': tag })).status).toBe(304);
    clock.jump(new Date('2026-11-22T00:00:00Z'));
    const next = await blog.get(path, { 'if-none-match': tag });
    expect(next.status).toBe(200);
    expect(await next.text()).toContain('\nExpires: 2027-05-21T00:00:00Z\n');

    const head = await blog.get(path, {}, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await blog.get(path, {}, 'POST')).status).toBe(405);
    expect((await blog.get(`${path}/`)).status).toBe(404);
  });

  it('reads the author’s own file where there is one, at once when it is written and until it is taken away', async () => {
    const blog = await start({ 'postern.yaml': plainConfig + contact, [`public${path}`]: own });
    const response = await blog.get(path);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(own);
    await blog.site.remove(`public${path}`);
    expect(await blog.text(path)).toContain('Contact: mailto:james@example.com\n');
  });

  it('finds nothing where nobody is named, as at any address that is not there', async () => {
    const blog = await start({});
    const [missing, nowhere] = await Promise.all([blog.get(path), blog.get('/.well-known/nothing.txt')]);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toBe(await nowhere.text());
  });

  it('finds it at the web root of a blog that lives below a path', async () => {
    const yaml = plainConfig.replace(/^url:.*$/m, 'url: http://localhost:3000/notes') + contact;
    const blog = await start({ 'postern.yaml': yaml });
    expect(await blog.text(path)).toContain(`\nCanonical: http://localhost:3000${path}\n`);
    expect((await blog.get(`/notes${path}`)).status).toBe(404);
    await blog.site.write(`public${path}`, own);
    await blog.restart();
    expect(await blog.text(path)).toBe(own);
  });
});

describe('an address', () => {
  it.each([
    ['james+holes@example.com', 'mailto:james+holes@example.com'],
    ['jörg@bücher.example', 'mailto:j%C3%B6rg@b%C3%BCcher.example'],
    ['a?subject=b&c#d%0a@example.com', 'mailto:a%3Fsubject%3Db%26c%23d%250a@example.com'],
  ])('%s is one URI in one line of ASCII', (email, uri) => {
    const said = securityText(
      { ...blogSite, contact: { ...blogSite.contact, email } },
      new Date('2026-12-31T23:59:59Z'),
    );
    expect(said?.text.split('\n')[0]).toBe(`Contact: ${uri}`);
    expect(said?.text).toContain('\nExpires: 2027-06-29T00:00:00Z\n');
    expect(said?.until).toEqual(new Date('2027-01-01T00:00:00Z'));
  });
});
