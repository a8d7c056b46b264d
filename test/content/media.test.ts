import { expect, it } from 'vitest';
import { type RenderContext, renderFeed, renderPage, renderWire } from '../../src/content/markdown.ts';
import type { Medium } from '../../src/content/post.ts';

function medium(name: string, type: string, tint?: string): Medium {
  const hash = '0'.repeat(32);
  return { hash, name, type, size: 20_000, width: 500, height: 300, ...(tint ? { tint } : {}) };
}

const files: Record<string, Medium> = {
  'a.jpg': medium('a.jpg', 'image/jpeg', '#112233'),
  'b.jpg': medium('b.jpg', 'image/jpeg', '#112233'),
  'brook.mp4': medium('brook.mp4', 'video/mp4'),
  'unread.mp4': { ...medium('unread.mp4', 'video/mp4'), width: null, height: null },
  'wind.mp3': { ...medium('wind.mp3', 'audio/mpeg'), width: null, height: null },
};
const context: RenderContext = {
  language: 'en',
  medium: (src) => files[src] ?? null,
  address: (path) => path.replace('/media/00000000000000000000000000000000/', '/m/'),
  tag: () => null,
};

/** Without what else stands with every picture. */
async function page(body: string, more: Partial<RenderContext> = {}): Promise<string> {
  const { html } = await renderPage(body, { ...context, ...more });
  return html.replace(/ (?:decoding|loading|fetchpriority|data-tint|width|height)="[^"]*"/g, '').trim();
}
const feed = (body: string) => renderFeed(body, context).trim();
const wire = (body: string) => renderWire(body, context).trim();

it('shows a film and a sound in a player with a name, and leaves a link where nothing can be played', async () => {
  expect(await page('![The brook](brook.mp4)')).toBe(
    '<figure><video controls="" playsinline="" preload="metadata" aria-label="The brook" src="/m/brook.mp4"><a href="/m/brook.mp4">The brook</a></video></figure>',
  );
  expect(await page('![](wind.mp3)')).toContain(
    '<audio controls="" preload="none" aria-label="wind.mp3" src="/m/wind.mp3"><a href="/m/wind.mp3">wind.mp3</a></audio>',
  );
  expect((await renderPage('![x](unread.mp4)', context)).html).toContain('width="640" height="360"');
});

it('has no link and no buttons within a link: a film is a picture there, and a sound is its words', async () => {
  for (const markup of [
    await page('[![Brook](brook.mp4)](https://x.example)'),
    feed('[![Brook](brook.mp4)](https://x.example)'),
  ]) {
    expect(markup).toMatch(/<a href="https:\/\/x\.example"><video [^>]*>Brook<\/video><\/a>/);
    expect(markup).not.toContain('controls');
  }
  expect(await page('[![Wind](wind.mp3)](https://x.example)')).toContain('<a href="https://x.example">Wind</a>');
  expect(await page('[x](https://x.example) ![Wind](wind.mp3) y')).toContain('<audio controls');
});

it('fetches nothing of a film that is folded under a warning', async () => {
  expect(await page('![Brook](brook.mp4)', { isFolded: true })).toContain('preload="none"');
  expect(await page('<video src="brook.mp4" controls></video>', { isFolded: true })).toContain('preload="none"');
});

it('shows two pictures and nothing else as a gallery, on pages under one roof, in feeds one after the other', async () => {
  const body = '[![A](a.jpg "The *gate*")](https://x.example)\n![Brook](brook.mp4 "Film")';
  const items =
    /<figure><a href="https:\/\/x\.example">.*<\/a><figcaption>The <em>gate<\/em><\/figcaption><\/figure>\n<figure><video .*<\/video><figcaption>Film<\/figcaption><\/figure>/;
  const shown = await page(body);
  expect(shown).toMatch(/^<figure class="gallery">\n.*\n.*\n<\/figure>$/);
  expect(shown).toMatch(items);
  // As wide as half of the column, since there are two.
  expect(shown).toContain('calc(100vw - 2.5rem), 28rem"');
  expect(feed(body)).toMatch(items);
  expect(feed(body)).not.toContain('gallery');
  expect(wire(body)).toMatch(/^<p><a href="https:\/\/x\.example"><img [^>]*><\/a>\s*<img [^>]*><\/p>$/);
  expect(await page('![A](a.jpg) and ![B](b.jpg)')).toMatch(/^<p>/);
});

it('offers sizes whatever the words say, and none where the author wrote sources', async () => {
  for (const words of ['how srcset=x works', 'a <source> "quoted" > b', 'class="gallery"'])
    expect(await page(`![${words}](a.jpg)`)).toMatch(/^<figure><picture><source [^>]*a-500\.avif 500w" [^>]*60rem/);
  expect(await page('<figure title="gallery"><img src="a.jpg" alt="x"></figure>')).toContain('56rem');
  const own = '<picture><source srcset="b.jpg" media="(width > 9px)"><img src="a.jpg" alt="x"></picture>';
  expect(await page(own)).not.toContain('avif');
  expect(await page('<img src="a.jpg" srcset="b.jpg 2x" alt="x">')).not.toContain('avif');
  expect(await page('<img src="a.jpg" width="200" alt="x">')).toContain('sizes="200px"');
});
