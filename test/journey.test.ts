import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from './support/blog.ts';
import { launchBrowser } from './support/browser.ts';
import { everything } from './support/everything.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let blog: TestBlog;
let browser: Browser;
/** What the browser said on its console, and what it was refused. */
let said: string[];

beforeAll(async () => {
  // The pages name their own origin, so that has to be where the browser finds them.
  [blog, browser] = await Promise.all([startBlog(everything), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await blog?.dispose();
});

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: false, ...options });
  const page = await context.newPage();
  said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('requestfailed', (request) => said.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== blog.app.url) said.push(`third party: ${request.url()}`);
  });
  await page.goto(blog.app.url + path, { waitUntil: 'load' });
  return page;
}

/** What axe finds against WCAG 2.2 AA. Its own script is put in from outside, past the page's policy. */
async function accessibilityFaults(path: string, options: Parameters<Browser['newContext']>[0]): Promise<string[]> {
  const page = await open(path, { ...options, bypassCSP: true });
  await page.addScriptTag({ path: axe });
  const faults = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const { violations } = await (globalThis as any).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(
      (violation: { id: string; nodes: { html: string }[] }) => `${violation.id}: ${violation.nodes[0]?.html}`,
    );
  });
  await page.context().close();
  return faults;
}

const paths = [
  '/',
  '/posts/everything',
  '/notes/thought',
  '/about',
  '/tags/trees',
  '/@james',
  '/series/walk',
  '/archive',
  '/nowhere',
];

describe('in a real browser', () => {
  it.each(paths)('%s says nothing on the console and asks nobody else', async (path) => {
    const page = await open(path);
    expect(said.filter((line) => !line.includes('404 (Not Found)'))).toEqual([]);
    await page.context().close();
  });

  it('a reader goes from the home page to a post and back by keyboard alone', async () => {
    const page = await open('/');
    await page.keyboard.press('Tab');
    // The first stop leads past the header.
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toMatch(/^#/);
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.getAttribute("href")')) === '/posts/everything') break;
    }
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await Promise.all([page.waitForURL('**/posts/everything'), page.keyboard.press('Enter')]);
    expect(await page.locator('h1').count()).toBe(1);
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe('/');
    await page.context().close();
  });

  it('the page is dark where the reader wants it dark', async () => {
    const brightness = async (colorScheme: 'light' | 'dark'): Promise<number> => {
      const page = await open('/', { colorScheme });
      const colour = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      await page.context().close();
      return Number(/\d+/.exec(colour)?.[0]);
    };
    expect(await brightness('light')).toBeGreaterThan(200);
    expect(await brightness('dark')).toBeLessThan(60);
  });

  it.each(paths)('axe finds nothing on %s, light on a phone and dark on a desk', async (path) => {
    const phone = { colorScheme: 'light', viewport: { width: 320, height: 640 } } as const;
    for (const options of [phone, { colorScheme: 'dark' } as const]) {
      expect(await accessibilityFaults(path, options)).toEqual([]);
    }
  });

  it('a title in another direction begins where the others do, with its language beside it', async () => {
    const page = await open('/');
    const left = (path: string) =>
      page.evaluate(`(() => {
        const range = document.createRange();
        const title = document.querySelector('.rows a[href="${path}"]');
        const next = title.nextElementSibling;
        range.setStartBefore(title);
        range.setEndAfter(next?.matches('.badge') ? next : title);
        return Math.round(range.getBoundingClientRect().left);
      })()`);
    expect(await left('/posts/arabic')).toBe(await left('/posts/plain'));
    await page.context().close();
  });

  it('up to nine notes stand beside the text on a wide screen, whatever is in them', async () => {
    const page = await open('/posts/noted', { viewport: { width: 1440, height: 900 } });
    const text = (await page.locator('.prose > p').first().boundingBox()) ?? { x: 0, width: 0 };
    const note = (await page.locator('.footnotes li').first().boundingBox()) ?? { x: 0 };
    expect(note.x).toBeGreaterThan(text.x + text.width);
    await page.context().close();
  });

  it.each(paths)('%s never scrolls sideways at 320 pixels', async (path) => {
    const page = await open(path, { viewport: { width: 320, height: 640 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.context().close();
  });

  it('a picture among words stays in their line, one alone stands for itself', async () => {
    const page = await open('/posts/everything');
    const display = (alt: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('img[alt="${alt}"]')).display`);
    expect([await display('a dot'), await display('A tower')]).toEqual(['inline', 'block']);
    await page.context().close();
  });

  it('the box of a task stands in the line of its words', async () => {
    const page = await open('/posts/everything');
    const task = await page.locator('.task', { hasText: 'done' }).boundingBox();
    const box = await page.locator('.task input').first().boundingBox();
    expect(task?.height).toBeLessThan(2 * (box?.height ?? 0));
    await page.context().close();
  });

  it('the rows of a formula keep their distance', async () => {
    const page = await open('/posts/everything');
    const [row, letters] = await page.evaluate<[number, number]>(`(() => {
      const row = document.querySelector('mtr');
      return [row.getBoundingClientRect().height, parseFloat(getComputedStyle(row).fontSize)];
    })()`);
    expect(row).toBeGreaterThan(letters);
    await page.context().close();
  });

  it('a film opened by its own address is asked for, not refused', async () => {
    const path = /\/media\/[^"]+film\.mp4/.exec(await blog.text('/posts/everything'))?.[0] ?? '';
    const page = await open(path);
    expect(await page.evaluate('document.contentType')).toBe('video/mp4');
    expect(said.filter((line) => /policy/i.test(line))).toEqual([]);
    await page.context().close();
  });

  it('a long listing begins in print where it stands, and goes on over the pages', async () => {
    const page = await open('/posts/listing');
    const sheets = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/g);
    // Kept in one piece it would leave the first sheet, and all its space, to the title.
    expect(sheets?.length).toBeLessThanOrEqual(4);
    await page.context().close();
  });

  it('a sound has room for its buttons, and a film the width of its place', async () => {
    const page = await open('/about', { viewport: { width: 1440, height: 900 } });
    const [sound, film, room] = (await page.evaluate(`(() => {
      const text = document.querySelector('.prose');
      text.innerHTML = '<figure><audio controls></audio></figure><figure><video width="640" height="360"></video></figure>';
      return ['audio', 'video', 'figure'].map((name) => text.querySelector(name).getBoundingClientRect().toJSON());
    })()`)) as { width: number; height: number }[];
    expect(sound?.height).toBeGreaterThan(24);
    expect(film?.width).toBe(room?.width);
    expect(film?.height).toBeCloseTo(((room?.width ?? 0) * 9) / 16, 0);
    await page.context().close();
  });

  it('nothing moves while a post with pictures loads', async () => {
    const page = await open('/posts/everything');
    const shift = await page.evaluate<number>(
      `new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 300);
      })`,
    );
    expect(shift).toBe(0);
    await page.context().close();
  });

  it('works without JavaScript, since there is none', async () => {
    const page = await open('/posts/everything', { javaScriptEnabled: false });
    expect(await page.locator('script:not([type="application/ld+json"])').count()).toBe(0);
    expect(await page.locator('article').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('keeps within its budgets', async () => {
    const page = await blog.get('/posts/plain');
    expect((await page.arrayBuffer()).byteLength).toBeLessThanOrEqual(20 * 1024);
    const [, stylesheet = ''] = /href="(\/theme-[^"]+)"/.exec(await blog.text('/')) ?? [];
    expect((await blog.text(stylesheet)).length).toBeLessThanOrEqual(12 * 1024);
  });
});
