import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Post } from '../../src/content/post.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { escapeHtml, html } from '../../src/html.ts';
import { postWith, sourceWith } from '../feeds/sample.ts';
import { markup, naughtyStrings, structuredFields } from './collections.ts';

const given = [...naughtyStrings, ...structuredFields.map(({ raw }) => raw.join(', ')), ...markup];
// Whoever writes about markup writes it escaped, too: a feed must not take that for its own escapes.
const texts = [...new Set([...given, ...markup.map(escapeHtml)])];

/** What a reader has to find: the characters of XML 1.0 (§2.2, without the C1 controls that it discourages), in one line. */
function asLine(text: string): string {
  return asText(text).replace(/\s+/g, ' ').trim();
}

/** The same with its lines: XML and JSON Feed both end them with a line feed (XML 1.0 §2.11). */
function asText(text: string): string {
  return [...text.replace(/\r\n?/g, '\n')].filter((character) => isWritable(character.codePointAt(0) ?? 0)).join('');
}

function isWritable(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a;
  if (code >= 0x7f && code < 0xa0) return code === 0x85;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** Reads XML strictly: throws at the first thing that is not well-formed, with its namespaces. */
function readXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const top = () => open.at(-1) ?? root;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes).map(([key, { value }]) => [key, value]);
    const element: Element = { name, attributes: Object.fromEntries(values), text: '', children: [] };
    top().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const read = (text: string) => {
    top().text += text;
  };
  parser.on('text', read);
  parser.on('cdata', read);
  parser.write(xml).close();
  return root;
}

const all = (element: Element, name: string): Element[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
const textOf = (element: Element, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;

/** What a reader of any of the formats learns of one post; a list that the feed leaves out is empty. */
interface Told {
  title: string | undefined;
  summary: string | undefined;
  content: string | undefined;
  tags: string[];
  authors: (string | undefined)[];
}

/** HTML in which a text stands as text: what the sanitiser hands to the feeds has no characters of markup left. */
const contentOf = ({ body }: Post): string => html`<p>${body}</p>`.toString();

// Each text in every place that an author writes in, one post each, in one feed.
const posts = texts.map((text, index) =>
  postWith({
    id: `p${index}`,
    guid: `urn:${index}`,
    permalink: `/posts/p${index}`,
    title: text,
    summary: text,
    excerpt: text,
    body: text,
    tags: [
      { name: text, slug: 'x' },
      { name: `${text}${text}`, slug: 'y' },
    ],
  }),
);
const source = sourceWith(posts, {
  contentOf,
  authorsOf: ({ title }) => [{ name: title ?? '', url: null }],
});
const others = 'Gates & Gardens';

function toldOf(text: string): { title: string; told: Told } {
  const line = asLine(text);
  const lines = [line, asLine(text + text)].filter((one) => one !== '');
  const told = { title: line || undefined, summary: line || undefined, tags: lines, authors: [line || others] };
  return { title: line, told: { ...told, content: asText(html`<p>${text}</p>`.toString()) } };
}

const expected = texts.map(toldOf);

describe('what authors write comes out of a feed as it went in', () => {
  it('RSS', () => {
    const items = all(readXml(renderFeed(source, 'rss')), 'item');
    expect(items).toHaveLength(texts.length);
    for (const [index, item] of items.entries()) {
      const wanted = expected[index]?.told;
      const { title, summary, authors, tags } = wanted ?? {};
      // An item's description is HTML, and so is its content, in which the end of a CDATA section is written another way.
      expect(unescaped(textOf(item, 'description') ?? ''), texts[index]).toBe(
        summary ?? item.children.find(({ name }) => name === 'link')?.text,
      );
      expect(unescaped(textOf(item, 'content:encoded') ?? ''), texts[index]).toBe(unescaped(wanted?.content ?? ''));
      expect(textOf(item, 'title'), texts[index]).toBe(title);
      expect(
        all(item, 'category').map((one) => one.text),
        texts[index],
      ).toEqual(tags);
      expect(
        all(item, 'dc:creator').map((one) => one.text),
        texts[index],
      ).toEqual(authors);
    }
  });

  it('Atom', () => {
    const entries = all(readXml(renderFeed(source, 'atom')), 'entry');
    expect(entries).toHaveLength(texts.length);
    for (const [index, entry] of entries.entries()) {
      const told: Told = {
        title: textOf(entry, 'title'),
        summary: textOf(entry, 'summary'),
        content: textOf(entry, 'content'),
        tags: all(entry, 'category').map(({ attributes }) => attributes.term ?? ''),
        authors: all(entry, 'author').map((author) => textOf(author, 'name')),
      };
      const wanted = expected[index]?.told;
      // Atom demands a title: where there is none, the address stands for it.
      expect(told, texts[index]).toEqual({
        ...wanted,
        title: wanted?.title ?? all(entry, 'link')[0]?.attributes.href,
      });
    }
  });

  it('JSON', () => {
    const { items } = JSON.parse(renderFeed(source, 'json')) as { items: Record<string, unknown>[] };
    expect(items).toHaveLength(texts.length);
    for (const [index, item] of items.entries()) {
      const told: Told = {
        title: item.title as string | undefined,
        summary: item.summary as string | undefined,
        content: item.content_html as string,
        tags: (item.tags as string[] | undefined) ?? [],
        authors: (item.authors as { name: string }[]).map(({ name }) => name),
      };
      expect(told, texts[index]).toEqual(expected[index]?.told);
    }
  });

  it('and most of it was there to come out', () => {
    expect(texts.length).toBeGreaterThan(900);
    expect(expected.filter(({ title }) => title !== '').length).toBeGreaterThan(850);
    expect(texts.some((text) => asLine(text) !== text)).toBe(true);
    expect(texts.some((text) => text.includes(']]>'))).toBe(true);
  });
});

describe('a body that nobody cleaned', () => {
  it('leaves a feed well-formed, and is its own item alone', () => {
    const raw = { ...source, contentOf: ({ body }: Post) => body };
    for (const [format, item] of [
      ['rss', 'item'],
      ['atom', 'entry'],
    ] as const) {
      expect(all(readXml(renderFeed(raw, format)), item)).toHaveLength(texts.length);
    }
    const { items } = JSON.parse(renderFeed(raw, 'json')) as { items: { content_html: string }[] };
    expect(items.map((one) => one.content_html)).toEqual(texts.map(asText));
  });
});

/** The text of HTML that has nothing in it but the escapes of `html`. */
function unescaped(markup: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return markup.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '');
}
