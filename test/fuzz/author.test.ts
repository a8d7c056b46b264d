import { afterAll, describe, expect, it } from 'vitest';
import { parseEntry } from '../../src/content/front-matter.ts';
import { closeHighlighter } from '../../src/content/highlight.ts';
import { renderFeed, renderPage, renderWire } from '../../src/content/markdown.ts';
import { contextAt } from '../support/markdown.ts';
import { markup, naughtyStrings } from './collections.ts';

afterAll(closeHighlighter);

const texts = [...markup, ...naughtyStrings];
const read = (text: string) => parseEntry('posts/a.md', Buffer.from(text), { timezone: 'Europe/Berlin' });
const context = contextAt('https://blog.example');

const isVoid = /^(area|br|col|hr|img|input|source|track|wbr)$/;

/** The elements that a text leaves open, or closes without having opened them. */
function openOf(html: string): string[] {
  const open: string[] = [];
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)(?:[^>"]|"[^"]*")*>/gi)) {
    if (isVoid.test(name)) continue;
    if (!slash) open.push(name);
    else if (open.pop() !== name) return [...open, `/${name}`];
  }
  return open;
}

describe('a post of which somebody wrote anything', () => {
  it('has a title, or a problem that says where', () => {
    for (const text of texts) {
      for (const [line, front] of [
        `title: ${text}`,
        `title: ${JSON.stringify(text)}`,
        `title: A\ntags: [${text}]`,
      ].entries()) {
        const { entry, problems } = read(`---\n${front}\n---\nText`);
        // In double quotes it is YAML, whatever it says.
        if (line === 1 && text.trim() !== '') expect(entry?.title ?? problems[0]?.what, text).toBeTruthy();
        if (!entry) expect(problems[0], text).toMatchObject({ path: 'content/posts/a.md', severity: 'error' });
      }
    }
  });

  it('is read whatever stands between its lines', () => {
    for (const text of texts) {
      const { entry, problems } = read(`---\ntitle: A\n---\n\n${text}\n`);
      expect(
        problems.filter(({ severity }) => severity === 'error'),
        text,
      ).toEqual([]);
      expect(entry?.title).toBe('A');
    }
  });

  it('becomes a page, a feed item and an object that are whole, and run nothing', async () => {
    for (const text of texts) {
      const page = await renderPage(text, context);
      for (const html of [page.html, renderFeed(text, context), renderWire(text, context)]) {
        expect(html, text).not.toMatch(/<(script|iframe|object|embed|style|form|base|meta|link)[\s>]/i);
        expect(html, text).not.toMatch(/<[^>]*\s(on\w+|srcdoc|formaction)\s*=/i);
        expect(html, text).not.toMatch(/<[^>]*\s(href|src)="\s*(javascript|vbscript|data):/i);
        expect(openOf(html), text).toEqual([]);
      }
    }
  });
});
