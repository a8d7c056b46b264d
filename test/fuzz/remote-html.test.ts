import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { cleanMarkup } from '../../src/conversation/clean.ts';
import { markupOf, plainLine } from '../../src/conversation/plain.ts';
import { renderFeed } from '../../src/feeds/render-feed.ts';
import { html } from '../../src/html.ts';
import { structuredData } from '../../src/theme/default/structured-data.ts';
import { faultsOf } from '../conversation/reading.ts';
import { postWith, sourceWith } from '../feeds/sample.ts';
import { tooLong } from './effort.ts';
import { trees } from './trees.ts';
import { factor, patience, tally, times } from './trial.ts';

/** The most that is read of what a stranger wrote. */
const most = 64 * 1024;

function holdsAsClean(dirty: string): { html: string; text: string } {
  const clean = cleanMarkup(dirty);
  expect(clean).not.toBeNull();
  const { html = '', text = '' } = clean ?? {};
  expect(faultsOf(html)).toEqual([]);
  expect(cleanMarkup(html)).toEqual(clean);
  return { html, text };
}

describe('what a stranger wrote', () => {
  it(
    'is a few harmless elements however it was nested, and cleaned twice what it was cleaned once',
    () =>
      fc.assert(
        fc.property(trees, (dirty) => void holdsAsClean(dirty)),
        times(150),
      ),
    patience,
  );

  it(
    'that is plain text is harmless, too, and its links are links',
    () => {
      fc.assert(
        fc.property(trees, (text) => {
          const { html } = holdsAsClean(markupOf(text));
          expect(html).not.toMatch(/<(?!\/?(?:p|br|a)\b)/);
        }),
        times(40),
      );
    },
    patience,
  );

  it(
    'is words in a title, a feed of each format and JSON-LD',
    () => {
      const some = fc.sample(trees, times(30).numRuns);
      const cleaned = some.map((one) => cleanMarkup(one) ?? { html: '', text: '' });
      const source = sourceWith(
        cleaned.map(({ html: body, text }, index) =>
          postWith({ title: plainLine(text, 80), body, summary: text, guid: `urn:${index}`, id: `p${index}` }),
        ),
        { contentOf: ({ body }) => body },
      );
      for (const [format, item] of [
        ['rss', 'item'],
        ['atom', 'entry'],
      ] as const) {
        expect(elementsIn(renderFeed(source, format)).filter((name) => name === item)).toHaveLength(some.length);
      }
      const { items } = JSON.parse(renderFeed(source, 'json')) as { items: { content_html: string }[] };
      expect(items.map(({ content_html }) => content_html)).toEqual(cleaned.map((one) => one.html));
      for (const [index, one] of some.entries()) {
        const line = plainLine(one, 80);
        expect(plainLine(line, 80)).toBe(line);
        expect(faultsOf(html`<p>${line}</p>`.toString()), one).toEqual([]);
        const text = cleaned[index]?.text ?? '';
        const [, data = ''] = /^<script[^>]*>(.*)<\/script>\n$/s.exec(structuredData({ text }).toString()) ?? [];
        expect(data).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(data)).toMatchObject({ text });
      }
    },
    patience,
  );
});

function elementsIn(xml: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => void names.push(name));
  parser.write(xml).close();
  return names;
}

/** What a text is filled with, one after the other. */
const units = [
  ...[
    '<',
    '<a',
    '<a ',
    '<a href="',
    '<!--',
    '</',
    '&',
    '&#',
    '&amp;',
    ' ',
    '\n',
    '\t',
    '.',
    ':a:',
    '"',
    'x',
    '\u0338',
    '\ufeff',
  ],
  ...[
    '<b>',
    '<p>',
    '<ul>',
    '<li>',
    '<blockquote>',
    '<br>',
    'a<br>',
    '<a href="https://e.example/">',
    '<ruby><rt>',
    '<svg>',
  ],
  ...[
    '<p><a href="https://e.example/">',
    '<span class="invisible">',
    '<span class="quote-inline">',
    '<table><td>',
    '<title>',
  ],
  ...[
    '<b>\n</b>',
    '<b> </b>',
    '<![CDATA[',
    ']]>',
    'http://a.',
    'https://',
    '@',
    '#',
    '\u{1f600}',
    '<pre>',
    '<select>',
    '<x-y>',
  ],
];
const around = [
  ['', ''],
  ['', 'x'],
  ['<pre>a', 'x</pre>'],
  ['<pre>', ''],
  ['<p>a', 'x'],
  ['http://a', 'x'],
  ['<a href="', '">a</a>'],
  ['<title>', ''],
  ['<ol start="', '"><li>a'],
] as const;

describe('a text of 64 KiB that says the same over and over', () => {
  it(
    'keeps nobody waiting for a second',
    async () => {
      // Each pair of them at length; a few of each, others with each seed, in between.
      const all = units.flatMap((unit) => around.map((pair) => ({ unit, pair })));
      const some = factor > 1 ? all : fc.sample(fc.constantFrom(...all), 3);
      tally(some.length);
      for (const { unit, pair } of some) {
        const [before, after] = pair;
        const text = before + unit.repeat(Math.floor((most - before.length - after.length) / unit.length)) + after;
        const name = JSON.stringify([before, unit, after]);
        expect(await tooLong(() => cleanMarkup(text)), name).toBeNull();
        expect(await tooLong(() => markupOf(text)), name).toBeNull();
        expect(await tooLong(() => plainLine(text, 500)), name).toBeNull();
      }
    },
    patience,
  );

  // Each took four seconds: an expression that ends with `$` looked on from every one of these characters.
  it.each([
    ['spaces before a letter, as they stand', () => cleanMarkup(`<pre>a${' '.repeat(most - 20)}x</pre>`)],
    ['stops before a letter, in an address', () => markupOf(`http://a${'.'.repeat(most - 20)}x`)],
  ])('is taken quickly where it is %s', async (_, act) => {
    expect(await tooLong(act, 300)).toBeNull();
  });
});
