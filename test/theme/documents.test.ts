import { describe, expect, it } from 'vitest';
import { attribute, elements, read } from './reading.ts';
import { everyPage, site } from './sample.ts';

const pages = Object.entries(everyPage());
const blocks =
  'address article aside blockquote details div dl figure footer form h1 h2 h3 header hr main nav ol p pre section table ul';

describe.each(pages)('%s', (_, markup) => {
  const page = read(markup);

  it('begins with the doctype, a language and a direction', () => {
    expect(markup.startsWith('<!doctype html>\n<html lang="en" dir="ltr">')).toBe(true);
  });

  it('has one main heading and one of each landmark', () => {
    for (const name of ['h1', 'main', 'title']) expect(elements(page, name), name).toHaveLength(1);
    expect(elements(page, 'body')[0]?.getElementsByTagName('header').length).toBeGreaterThan(0);
  });

  it('leaves out no level of its headings, and has one in each section', () => {
    const levels = elements(page)
      .map(({ tagName }) => /^h([1-6])$/.exec(tagName)?.[1])
      .filter((level) => level !== undefined)
      .map(Number);
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    for (const section of elements(page, 'section'))
      if (attribute(section, 'class')?.includes('replies') !== true)
        expect(elements(section).some(({ tagName }) => /^h[1-6]$/.test(tagName))).toBe(true);
  });

  it('lets a keyboard skip to its content first', () => {
    const [first] = elements(page, 'a');
    const main = elements(page, 'main')[0];
    expect(attribute(first, 'href')).toBe(`#${attribute(main, 'id')}`);
  });

  it('nests its elements as HTML allows', () => {
    for (const paragraph of elements(page, 'p')) {
      const inside = elements(paragraph).map(({ tagName }) => tagName);
      expect(inside.filter((name) => blocks.split(' ').includes(name))).toEqual([]);
    }
    for (const link of elements(page, 'a')) expect(elements(link, 'a')).toEqual([]);
    for (const list of [...elements(page, 'ul'), ...elements(page, 'ol')]) {
      const children = [...list.childNodes].filter((node) => node.nodeType === 1).map(({ nodeName }) => nodeName);
      expect(new Set(children)).toEqual(new Set(['li']));
    }
  });

  it('gives an id once, a name to every navigation, and a text and size to every picture', () => {
    const ids = elements(page)
      .map((element) => attribute(element, 'id'))
      .filter(Boolean);
    expect(ids).toEqual([...new Set(ids)]);
    const names = elements(page, 'nav').map((nav) => attribute(nav, 'aria-label'));
    expect(names).toEqual([...new Set(names.filter(Boolean))]);
    for (const image of elements(page, 'img')) {
      for (const name of ['alt', 'width', 'height']) expect(image.hasAttribute(name)).toBe(true);
    }
  });

  it('runs nothing, styles nothing in place and asks nobody else', () => {
    expect(elements(page).filter((element) => element.hasAttribute('style'))).toEqual([]);
    for (const script of elements(page, 'script')) expect(attribute(script, 'type')).toBe('application/ld+json');
    const handlers = elements(page).flatMap((element) =>
      [...element.attributes].filter(({ name }) => name.startsWith('on')),
    );
    expect(handlers).toEqual([]);
    const sources = elements(page)
      .map((element) => attribute(element, 'src'))
      .filter((source) => source !== null);
    expect(sources.filter((source) => !source.startsWith('/blog/'))).toEqual([]);
  });
});

describe('languages', () => {
  it.each(['ar', 'he', 'fa', 'ur', 'az-Arab'])('reads from the right in %s', (language) => {
    expect(everyPage(site({ language })).home).toContain(`<html lang="${language}" dir="rtl">`);
  });

  it.each(['de', 'ar-Latn', 'ja'])('reads from the left in %s', (language) => {
    expect(everyPage(site({ language })).home).toContain(`<html lang="${language}" dir="ltr">`);
  });

  it('speaks German on a German blog', () => {
    const { home, post } = everyPage(site({ language: 'de-AT' }));
    expect(home).toContain('Zum Inhalt springen');
    expect(post).toContain('20. November 2026');
  });
});

describe('a plain post', () => {
  it('leaves nearly all of its 20 KB to the text', () => {
    expect(Buffer.byteLength(everyPage().post ?? '')).toBeLessThan(8 * 1024);
  });
});
