import { afterAll, describe, expect, it } from 'vitest';
import { closeHighlighter } from '../../src/content/highlight.ts';
import { renderFeed, renderInline, renderPage, renderWire } from '../../src/content/markdown.ts';
import { contextAt, readFixtures } from '../support/markdown.ts';

const page = contextAt('');
const abroad = contextAt('https://b.example');
const fixtures = readFixtures('test/fixtures/markdown');

afterAll(closeHighlighter);

describe('Markdown', () => {
  it('has fixtures', () => {
    expect(fixtures.length).toBeGreaterThan(50);
  });

  it.each(fixtures)('$file: $name', async ({ input, language, page, feed, wire }) => {
    expect.soft(withEnd((await renderPage(input, contextAt('', language))).html)).toBe(page);
    expect.soft(withEnd(renderFeed(input, contextAt('https://b.example', language)))).toBe(feed);
    expect.soft(withEnd(renderWire(input, contextAt('https://b.example', language)))).toBe(wire);
  });

  it('gives the headings of a page for its table of contents', async () => {
    const { headings } = await renderPage('# One *two*\n\n## Three\n\n> ## Four', page);
    expect(headings).toEqual([
      { level: 2, id: 'one-two', text: 'One two' },
      { level: 3, id: 'three', text: 'Three' },
      { level: 3, id: 'four', text: 'Four' },
    ]);
  });

  it('takes no id that the page around it has', async () => {
    const { headings } = await renderPage('## Replies\n\n## Reply 12\n\n## Reply to all', page);
    expect(headings.map(({ id }) => id)).toEqual(['replies-2', 'section-reply-12', 'reply-to-all']);
  });

  it('leaves every heading the id by which others link to it, but for those of the footnotes of this very text', async () => {
    const { html, headings } = await renderPage(
      '## fn main\n\n## Fn, FnMut and FnOnce\n\n## fn hello 1\n\n## fn 1\n\n<p id="fn-note">a[^1]</p>\n\n[^1]: b',
      { ...page, id: 'hello' },
    );
    const ids = headings.map(({ id }) => id);
    expect(ids).toEqual(['fn-main', 'fn-fnmut-and-fnonce', 'section-fn-hello-1', 'fn-1']);
    expect(html).toContain('<p id="fn-note">');
  });

  it('keeps the ids of thousands of headings apart', async () => {
    const { headings } = await renderPage('## a\n\n## a-2\n\n'.repeat(2000), page);
    expect(new Set(headings.map(({ id }) => id)).size).toBe(4000);
  });

  it('leads relative links from the page of the post, wherever the text stands', async () => {
    expect((await renderPage('[a](b?c#d)', page)).html).toContain('href="/blog/posts/b?c#d"');
    const { page: _page, post: _post, ...bare } = page;
    expect((await renderPage('[a](b.md)', bare)).html).toContain('href="b.md"');
  });

  it('keeps footnotes of two posts on one page apart', async () => {
    const text = 'a[^1]\n\n[^1]: b';
    const [one, two] = await Promise.all(['one', 'two'].map((id) => renderPage(text, { ...page, id })));
    expect(one?.html).toContain('id="fn-one-1"');
    expect(two?.html).toContain('id="fn-two-1"');
  });

  it('says the same text in the same bytes', async () => {
    const all = fixtures.map(({ input }) => input).join('\n\n');
    expect(renderFeed(all, abroad)).toBe(renderFeed(all, abroad));
    expect((await renderPage(all, page)).html).toBe((await renderPage(all, page)).html);
  });

  it('holds no inline style and no script, whatever the fixtures do', async () => {
    for (const { input } of fixtures) {
      const { html } = await renderPage(input, page);
      expect(html).not.toMatch(/\sstyle=|<script|\son[a-z]+=/i);
    }
  });

  it('gives feeds no class, style, div or span, and only whole addresses', () => {
    for (const { name, input } of fixtures) {
      const markup = renderFeed(input, abroad);
      expect(markup, name).not.toMatch(
        /\s(?:class|style|role|tabindex|aria-[a-z]+)=|<(?:div|span|details|input|section)\b/,
      );
      for (const [, address] of markup.matchAll(/\s(?:href|src|poster)="([^"]*)"/g)) {
        expect(address, name).toMatch(/^(?:https?:\/\/|mailto:|data:image\/png|#)/);
      }
    }
  });

  it('gives other servers only what survives there', () => {
    const known = /^(?:p|h[2-6]|blockquote|pre|code|ul|ol|li|a|img|br|strong|b|em|i|u|s|del|sub|sup|ruby|rt|rp|span)$/;
    for (const { name, input } of fixtures) {
      const markup = renderWire(input, abroad);
      for (const [, tag = ''] of markup.matchAll(/<([a-z0-9]+)/g)) expect(tag, name).toMatch(known);
      expect(markup, name).not.toMatch(/\s(?:id|style)=/);
    }
  });
});

describe('one line of Markdown', () => {
  it('is rendered without a paragraph of its own', () => {
    expect(renderInline('I *write* `code`, see #tag and https://example.com/.\n', page)).toBe(
      'I <em>write</em> <code>code</code>, see <a class="hashtag" href="/blog/tags/tag" rel="tag">#tag</a> and <a href="https://example.com/">https://example.com/</a>.',
    );
  });

  it('holds neither blocks nor pictures', () => {
    expect(renderInline('# a\n\n<h1>b</h1><div>c</div> ![d](https://example.com/d.png) <script>e</script>', page)).toBe(
      '# a\n\nbc  ',
    );
  });
});

function withEnd(markup: string): string {
  return markup === '' || markup.endsWith('\n') ? markup : `${markup}\n`;
}
