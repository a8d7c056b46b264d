import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBlog, type TestBlog } from '../support/blog.ts';
import { launchBrowser } from '../support/browser.ts';
import { everything } from '../support/everything.ts';
import { givePictures, sampleDiscussion } from './discussing.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const path = '/posts/plain';

let blog: TestBlog;
let browser: Browser;
let said: string[];

beforeAll(async () => {
  [blog, browser] = await Promise.all([startBlog(everything), launchBrowser()]);
  const talk = await sampleDiscussion(blog, 'plain');
  await talk.say('ana@example.social', 'custom', '<p>A :blob: says more.</p>', {
    emoji: { blob: 'https://example.social/blob.png' },
  });
  for (let index = 0; index < 40; index += 1) await talk.react(`crowd${index}@example.social`, 'boost');
  await givePictures(blog, 'ana', 'https://example.social/blob.png');
  await talk.react('last@example.social', 'like');
});

afterAll(async () => {
  await browser?.close();
  await blog?.dispose();
});

async function open(options: Parameters<Browser['newContext']>[0] = {}, at = path): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== blog.app.url) said.push(`third party: ${request.url()}`);
  });
  await page.goto(blog.app.url + at, { waitUntil: 'load' });
  return page;
}

describe('a conversation in a real browser', () => {
  it('says nothing on the console, asks nobody else and moves nothing', async () => {
    const page = await open();
    const shift = await page.evaluate<number>(
      `new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 200);
      })`,
    );
    expect([shift, said]).toEqual([0, []]);
    await page.context().close();
  });

  it('never scrolls sideways at 320 pixels, with every fold open', async () => {
    const page = await open({ viewport: { width: 320, height: 640 } });
    for (const fold of await page.locator('.warned > summary').all()) await fold.click();
    expect(await page.locator('details[open]').count()).toBe(2);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    const narrowest = await page.evaluate<number>(
      'Math.min(...[...document.querySelectorAll(".remark > .prose")].map((text) => text.clientWidth))',
    );
    expect(narrowest).toBeGreaterThan(200);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe would find, %s', async (colorScheme) => {
    const page = await open({ colorScheme, bypassCSP: true, viewport: { width: 320, height: 640 } });
    for (const fold of await page.locator('.warned > summary, .reactions summary').all()) await fold.click();
    expect(await page.locator('.reactions details[open] li').count()).toBe(22);
    expect(await page.locator('img.face, img.emoji').count()).toBeGreaterThan(3);
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
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('opens by keyboard what is warned of, and leads to one remark', async () => {
    const page = await open();
    const warned = page.locator('.remark .warned').first();
    expect(await warned.locator('.prose').isVisible()).toBe(false);
    await warned.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await warned.locator('.prose').isVisible()).toBe(true);
    await page.locator('.remark time').nth(3).locator('..').focus();
    await page.keyboard.press('Enter');
    const id = new URL(page.url()).hash.slice(1);
    expect(id).toMatch(/^reply-\d+$/);
    const marked = await page.evaluate(`getComputedStyle(document.querySelector('#${id} > .speaker')).backgroundColor`);
    expect(marked).not.toBe('rgba(0, 0, 0, 0)');
    await page.context().close();
  });

  it('writes each name in its own direction, and a text as it is written', async () => {
    const page = await open();
    const direction = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).direction`);
    expect(await direction('.remark > .prose[lang="ar"]')).toBe('rtl');
    expect(await direction('.remark > .prose[lang="de"]')).toBe('ltr');
    await page.context().close();
  });

  it('is whole in print', async () => {
    const page = await open();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.remark .warned .prose').first().isVisible()).toBe(true);
    await page.context().close();
  });

  it('the text is as large as the theme means it', async () => {
    const page = await open({ viewport: { width: 1440, height: 800 } });
    expect(await page.evaluate('getComputedStyle(document.body).fontSize')).toBe('19px');
    await page.context().close();
  });
});
