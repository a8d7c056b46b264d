import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { launch, type Server } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { themesExample } from '../support/themes-example.ts';

let site: TemporarySite;
let server: Server;
const get = async (path: string): Promise<string> => (await fetch(server.url + path)).text();

/** What an open page is told: the number of changes so far, each time there is one more. */
async function* changes(): AsyncGenerator<string> {
  const { body } = await fetch(`${server.url}/_dev/changes`);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 2);
    }
  }
}

beforeAll(async () => {
  site = await makeSite({
    'postern.yaml': 'url: https://blog.example.com\ntitle: Notes\naccounts:\n  - handle: james\n    name: James\n',
    'content/posts/frost.md': '---\ntitle: Frost\ndate: 2026-01-02\n---\nCold.\n',
    'content/posts/thaw.md': '---\ntitle: Thaw\ndraft: true\n---\nWarm.\n',
    'content/posts/spring.md': '---\ntitle: Spring\ndate: 2200-03-01\n---\nLater.\n',
    'content/pages/about.md': '---\ntitle: About\ndraft: true\n---\nMe.\n',
  });
  server = await launch([], { folder: site.folder, command: 'dev' }).ready;
});

afterAll(async () => {
  await server?.stop();
  await site?.dispose();
});

describe('postern dev', () => {
  it('shows what readers do not see yet, and says so', async () => {
    const home = await get('/');
    expect(home).toContain('Thaw · Draft');
    expect(home).toContain('Spring · Scheduled for 1 March 2200');
    expect(home).toMatch(/p-name" href="\/posts\/frost">Frost<\/a>/);
    for (const path of ['/posts/thaw', '/about']) expect(await get(path)).toContain('<strong>Draft.</strong>');
    expect(await get('/posts/frost')).not.toContain('Readers do not see this yet');
    expect(server.said.out).toContain('3 posts, 0 notes; 3 of all are drafts or scheduled.');
  });

  it('tells open pages of a change of content, theme and public files, and shows them changed', async () => {
    const told = changes();
    expect((await told.next()).value).toContain('event: change');
    await site.write('content/posts/thaw.md', '---\ntitle: Thaw\ndraft: true\n---\nWarmer.\n');
    await told.next();
    expect(await get('/posts/thaw')).toContain('Warmer.');

    const theme = (text: string): string =>
      `import { defineTheme, html } from 'postern/theme';\nimport { words } from './words.ts';\nexport default defineTheme({ footer: () => html\`<footer>\${words} ${text}</footer>\` });\n`;
    await site.write('theme/words.ts', "export const words = 'One & two';\n");
    await site.write('theme/theme.ts', theme('three'));
    while (!(await get('/')).includes('<footer>One &amp; two three</footer>')) await told.next();
    // A module that the theme imports is read anew as well.
    await site.write('theme/words.ts', "export const words: string = 'Four';\n");
    while (!(await get('/')).includes('<footer>Four three</footer>')) await told.next();
    await site.write('theme/theme.ts', 'export default {');
    await server.says(/theme\/theme\.ts:\d+ {2}theme\/theme\.ts could not be loaded/);
    while (!(await get('/')).includes('<footer class="site-footer">')) await told.next();

    await site.write('public/a.txt', 'a');
    while ((await get('/a.txt')) !== 'a') await told.next();
    await told.return(undefined);
  });

  it('loads an open page anew in a browser, whose policy lets it run nothing but that', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      const connected = page.waitForResponse((response) => response.url().endsWith('/_dev/changes'));
      await page.goto(`${server.url}/posts/frost`);
      await connected;
      await site.write('content/posts/frost.md', '---\ntitle: Frost\ndate: 2026-01-02\n---\nColder.\n');
      await page.getByText('Colder.').waitFor();
      expect(complaints).toEqual([]);
      const { headers } = await fetch(server.url);
      expect(headers.get('content-security-policy')).toMatch(/script-src 'self'; connect-src 'self'$/);

      // A page that nobody looks at holds no connection, and catches up when somebody does.
      const look = (hidden: boolean) =>
        page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));`);
      const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/_dev/changes'));
      await look(true);
      await ended;
      const told = changes();
      await told.next();
      await site.write('content/posts/frost.md', '---\ntitle: Frost\ndate: 2026-01-02\n---\nColdest.\n');
      await told.next();
      await told.return(undefined);
      expect(await page.getByText('Coldest.').count()).toBe(0);
      await look(false);
      await page.getByText('Coldest.').waitFor();

      await page.goto(`${server.url}/posts/thaw`);
      const bottom = (selector: string) => page.locator(selector).evaluate((one) => one.getBoundingClientRect().bottom);
      const top = (selector: string) => page.locator(selector).evaluate((one) => one.getBoundingClientRect().top);
      expect((await top('h1')) - (await bottom('[role=note]'))).toBeGreaterThan(16);

      // The worked example of docs/themes.md, saved while a page is open.
      const again = page.waitForResponse((response) => response.url().endsWith('/_dev/changes'));
      await page.goto(server.url);
      await again;
      for (const [path, text] of Object.entries(themesExample())) await site.write(path, text);
      await page.locator('.colophon').waitFor();
      const row = page.locator('.rows li', { hasText: 'Spring · Scheduled' });
      // Its words stand in one line, and not in the column of a date that is not there.
      expect(await row.evaluate((one) => one.getBoundingClientRect().height)).toBeLessThan(40);
      for (const path of Object.keys(themesExample())) await site.remove(path);
      await page.locator('.colophon').waitFor({ state: 'detached' });
    } finally {
      await browser.close();
    }
  });

  it('keeps nothing, sends nothing, and says what would be sent', async () => {
    await server.says(/Followers were never told of anything here/);
    for (const path of ['data/postern.db', 'content/.postern/identities.json'])
      expect(existsSync(`${site.folder}/${path}`), path).toBe(false);
    expect((await fetch(`${server.url}/.well-known/webfinger?resource=acct:james@blog.example.com`)).status).toBe(404);
    expect((await fetch(`${server.url}/ap/inbox`, { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('answers nobody who comes by another name than that of this machine, and lets no page elsewhere read', async () => {
    for (const path of ['/', '/posts/thaw', '/feed.xml', '/feed.json', '/_dev/reload.js', '/.well-known/nodeinfo']) {
      const answer = await fetch(server.url + path, { headers: { origin: 'https://evil.example' } });
      await answer.text();
      expect(answer.headers.get('access-control-allow-origin'), path).toBeNull();
    }
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(server.url, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode)).end();
    });
    expect(status).toBe(403);
  });

  it('shows the blog anew at the same place when postern.yaml says something else, and as it was when that is wrong', async () => {
    const yaml = 'url: https://blog.example.com\ntitle: Other\naccounts:\n  - handle: james\n    name: James\n';
    await site.write('postern.yaml', `${yaml}titel: Other\n`);
    await server.says(/cannot be used as it is/);
    await site.write('postern.yaml', yaml);
    await server.says(/Other is at http:\/\/localhost:\d+, for you alone/);
    expect(await get('/')).toContain('<title>Other</title>');
  });

  it('takes the next port where another program has its own, unless one is named', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, 'localhost', () => resolve((taken.address() as { port: number }).port));
    });
    const { onFreePort } = await import('../../src/commands/dev/find-port.ts');
    const { listen } = await import('../../src/web/listener.ts');
    const start = (free: number) => listen('localhost', free);
    await expect(onFreePort({ port, insists: true }, start)).rejects.toThrow(`Port ${port} is in use`);
    const found = await onFreePort({ port, insists: false }, start);
    expect(found.url).not.toBe(`http://localhost:${port}`);
    await found.close();
    taken.close();
  });
});
