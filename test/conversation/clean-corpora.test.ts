import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanMarkup } from '../../src/conversation/clean.ts';
import { plainLine } from '../../src/conversation/plain.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { html, trusted } from '../../src/html.ts';
import { structuredData } from '../../src/theme/default/structured-data.ts';
import { postWith, sourceWith } from '../feeds/sample.ts';
import { markup, naughtyStrings } from '../fuzz/collections.ts';
import { launchBrowser } from '../support/browser.ts';
import { corpus } from './corpora.ts';
import { faultsOf, readBack } from './reading.ts';

const cases = [
  ...corpus('markup'),
  ...corpus('words'),
  ...markup.map((text) => ({ tries: 'what DOMPurify is tried with', text })),
  ...naughtyStrings.map((text) => ({ tries: 'a naughty string', text })),
].map(({ tries, text }) => ({
  tries,
  text,
  shown: JSON.stringify(text),
  clean: cleanMarkup(text) ?? { html: '', text: '(could not be read)' },
}));

/** Reads the page that it runs in, as `readBack` reads markup. */
const inPage = `
  const read = (node) => node.nodeType === 3 ? node.data : {
    tag: node.localName,
    attributes: Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
    children: [...node.childNodes].map(read),
  };
  [...document.querySelectorAll('section')].map((section) => [...section.childNodes].map(read));
`;

describe('what others have tried', () => {
  it.each(cases)('$tries: $shown', ({ clean }) => {
    expect(clean.text).not.toBe('(could not be read)');
    expect(faultsOf(clean.html)).toEqual([]);
    expect(cleanMarkup(clean.html)).toEqual(clean);
  });

  it('is there in numbers', () => expect(cases.length).toBeGreaterThan(900));

  it.each(corpus('words').filter(({ tries }) => tries === 'what must come through as it is'))(
    'lets through: $text',
    ({ text }) => {
      expect(plainLine(text, 500)).toBe(text);
      expect(cleanMarkup(html`<p>${text}</p>`.toString())?.text).toBe(text);
    },
  );
});

describe('in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('all of it is what our own reading says, runs nothing and fetches nothing', async () => {
    const page = await browser.newPage();
    const seen: string[] = [];
    page.on('dialog', (dialog) => {
      seen.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => void seen.push(request.url()));
    await page.setContent(
      html`<!doctype html><title>t</title>${cases.map(
        ({ clean }) => html`<section>${trusted(clean.html)}</section>`,
      )}`.toString(),
    );
    const sections = await page.evaluate(inPage);
    expect(sections).toEqual(cases.map(({ clean }) => readBack(clean.html)));
    expect(seen.filter((what) => what !== 'about:blank')).toEqual([]);
  });
});

describe('the same words elsewhere', () => {
  const all = cases.map(({ clean }) => clean);
  const posts = all.map(({ html: content, text }, index) =>
    postWith({ title: plainLine(text, 80), body: content, guid: `urn:${index}` }),
  );
  const source = sourceWith(posts, { contentOf: ({ body }) => body });

  it.each(['rss', 'atom'] as const)('leave %s well-formed', (format) => {
    const feed = renderFeed(source, format);
    expect(() => readBack(feed.replace(/^<\?xml[^>]*>/, ''))).not.toThrow();
  });

  it('come out of JSON as they went in', () => {
    const { items } = JSON.parse(renderFeed(source, 'json')) as { items: { content_html: string }[] };
    expect(items.map((item) => item.content_html)).toEqual(all.map((clean) => clean.html));
  });

  it('do not end JSON-LD in a page', () => {
    for (const { text } of all) {
      const data = structuredData({ '@type': 'Comment', text }).toString();
      const [, json = ''] = /^<script type="application\/ld\+json">(.*)<\/script>\n$/s.exec(data) ?? [];
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(json)).toMatchObject({ text });
    }
  });

  it('are one line of text as a title', () => {
    for (const { text } of cases) {
      const line = plainLine(text, 80);
      expect([...line].length).toBeLessThanOrEqual(80);
      expect(faultsOf(html`<p>${line}</p>`.toString())).toEqual([]);
      expect(line).toBe(line.replace(/[\n\t]/g, ' ').trim());
      expect(plainLine(line, 80)).toBe(line);
    }
  });
});
