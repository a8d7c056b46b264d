import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { launchBrowser } from '../support/browser.ts';
import { plainConfig } from '../support/site.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const finger = '/.well-known/webfinger';

let blog: TestBlog;
let home: Stranger;
let browser: Browser;
/** Where the blog says that it is. */
let origin: string;
let said: string[];

beforeAll(async () => {
  [blog, home, browser] = await Promise.all([
    startBlog(
      { 'postern.yaml': plainConfig, 'content/posts/hello.md': '---\ntitle: Hello\n---\n\nText.\n' },
      { reachable: true },
    ),
    startStranger(),
    launchBrowser(),
  ]);
  origin = blog.app.config.site.origin;
  const template = `${home.origin}/authorize_interaction?uri={uri}`;
  home.at(finger, (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/jrd+json' })
      .end(JSON.stringify({ links: [{ rel: 'http://ostatus.org/schema/1.0/subscribe', template }] })),
  );
  arrivesAt('<!doctype html><title>Home</title><h1>This is home</h1>');
});

afterAll(async () => {
  await browser?.close();
  await blog?.dispose();
  await home?.close();
});

/** What the visitor's server shows them; empty: it answers without a page, so the browser stays where it is. */
function arrivesAt(page: string): void {
  home.at('/authorize_interaction', (_, response) =>
    response.writeHead(page === '' ? 204 : 200, { 'content-type': 'text/html' }).end(page),
  );
}

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(origin + path, { waitUntil: 'load' });
  return page;
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const { violations } = await (globalThis as any).axe.run();
    return violations.map(({ id }: { id: string }) => id);
  });
}

describe('a visitor with an account elsewhere', () => {
  it('comes from below a post to their own server, by the keyboard alone, without a script and under our policy', async () => {
    const page = await open('/posts/hello', { javaScriptEnabled: false });
    await page.locator('.replies input[name=handle]').focus();
    await page.keyboard.type(`@ada@${home.host}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home.origin}/**`);
    expect(page.url()).toBe(
      `${home.origin}/authorize_interaction?uri=${encodeURIComponent(`${origin}/ap/posts/hello`)}`,
    );
    expect(await page.textContent('h1')).toBe('This is home');
    const asked = home.asked.find(({ url }) => url.startsWith('/authorize'));
    expect(asked?.headers).not.toHaveProperty('referer');
    // No console without scripts; what the policy had stopped would not have arrived.
    await page.context().close();
  });

  it.each([
    ['like', '/posts/hello', '/ap/posts/hello'],
    ['follow', '/', '/ap/actors/james'],
  ])('comes there to %s as well', async (deed, path, object) => {
    const page = await open(path);
    const form = page.locator('form', { has: page.locator(`button[value=${deed}]`) });
    await form.locator('input[name=handle]').fill(`ada@${home.host}`);
    await form.locator(`button[value=${deed}]`).click();
    await page.waitForURL(`${home.origin}/**`);
    expect(new URL(page.url()).searchParams.get('uri')).toBe(origin + object);
    expect(said).toEqual([]);
    // The page in between is no trap: back is where the form was.
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.context().close();
  });

  it('sees which server it is, and has a link where nothing happens by itself', async () => {
    arrivesAt('');
    const page = await open('/posts/hello', { bypassCSP: true });
    await page.locator('.replies input[name=handle]').fill(`ada@${home.host}`);
    await page.locator('.replies button[value=boost]').click();
    await page.waitForSelector('main.notice');
    expect(await page.textContent('h1')).toBe(`On to ${home.host}`);
    expect(page.url()).toBe(`${origin}/interact`);
    // The first link leads on, the last one back.
    expect(await page.locator('main a').allTextContents()).toEqual([`Go on to ${home.host}`, 'Hello']);
    expect(await faultsOf(page)).toEqual([]);
    arrivesAt('<!doctype html><title>Home</title><h1>This is home</h1>');
    await page.getByRole('link', { name: `Go on to ${home.host}` }).click();
    await page.waitForURL(`${home.origin}/**`);
    await page.context().close();
  });

  it('who mistyped stands in the field, with what they typed, and goes on from there', async () => {
    const page = await open(`/interact?uri=${encodeURIComponent(`${origin}/posts/hello`)}`);
    await page.fill('input[name=handle]', 'ada"><b>');
    await page.keyboard.press('Enter');
    const field = page.locator('input[name=handle]');
    await page.waitForSelector('[role=alert]');
    expect(await field.inputValue()).toBe('ada"><b>');
    expect(await page.evaluate('document.activeElement.name')).toBe('handle');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(`ada@${home.host}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.value')).toBe('like');
    await page.keyboard.press('Space');
    await page.waitForURL(`${home.origin}/**`);
    await page.context().close();
  });

  it('is sent nowhere by the form of another site', async () => {
    const form = `<!doctype html><title>Trap</title><form method="post" action="${origin}/interact"><input name="uri" value="${origin}/posts/hello"><input name="handle" value="ada@${home.host}"><button name="deed" value="reply">x</button></form>`;
    home.at('/trap', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(form));
    const page = await (await browser.newContext()).newPage();
    // Another port is the same site; another name is another one.
    await page.goto(`${home.origin.replace('127.0.0.1', 'localhost')}/trap`);
    await page.click('button');
    await page.waitForSelector('[role=alert]');
    expect(await page.textContent('[role=alert]')).toContain('Another site sent this form');
    expect(new URL(page.url()).origin).toBe(origin);
    await page.context().close();
  });

  it.each([
    ['/posts/hello', {}],
    ['/interact?uri=POST', { colorScheme: 'dark' }],
    ['/interact?uri=ACCOUNT', { forcedColors: 'active' }],
  ] as const)('finds nothing that axe would find, nor a page that is too wide: %s', async (path, options) => {
    const at = path
      .replace('POST', encodeURIComponent(`${origin}/posts/hello`))
      .replace('ACCOUNT', encodeURIComponent(`${origin}/@james`));
    // 1280 pixels at 400 %.
    const page = await open(at, { ...options, bypassCSP: true, viewport: { width: 320, height: 256 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    const heights = await page.evaluate<number[]>(
      '[...document.querySelectorAll("input:not([type]), button")].map((one) => one.getBoundingClientRect().height)',
    );
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });
});
