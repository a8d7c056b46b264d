import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanMarkup } from '../../src/conversation/clean.ts';
import { faultsOf, readBack, textOf } from './reading.ts';

const tags =
  'p div h1 h3 pre blockquote ul ol li dl dt dd table tr td th br hr a span em b i strong u s del code ruby rt rp ins cite ' +
  'script style svg math mtext foreignObject title template noscript iframe textarea select option xmp plaintext img ' +
  'video form input button body html head base link meta details summary center font marquee bdo bdi object x-y';
const attributes = [
  'href="https://example.com/a"',
  'href="https://example.com/ü?q=1&amp;r=2"',
  "href='javascript:alert(1)'",
  'href=//evil.example',
  'href="mailto:a@example.com"',
  'href="https://user@example.com/"',
  'class="mention hashtag x"',
  'class=invisible',
  'class=quote-inline',
  'class="ellipsis h-card u-url"',
  'style="position:fixed"',
  'onclick=alert(1)',
  'id=x',
  'dir=rtl',
  'start=3',
  'start=-99999999',
  'reversed',
  'value="00"',
  'src=x onerror=alert(1)',
  'title="</p><script>"',
  'a"b=c',
];
const words = [
  ...[
    'word',
    ' ',
    '  ',
    '\n',
    '\n\n\n\n\n',
    '\t',
    '&amp;',
    '&lt;b&gt;',
    '&#x202e;',
    '&nbsp;',
    '&',
    '&#0;',
    '&am',
    "'",
    '"',
  ],
  ...['https://example.com/a', 'example.com', ']]>', '<!--', '-->', '<![CDATA[', '<?x', '<', '>', '</', '<!', '=', '`'],
  ...[
    '\u0000',
    '\u200b',
    '\u200b\u200c\u200d\u2060'.repeat(3),
    '\u202e',
    '\u2067',
    '\u2028',
    '\ufdd0',
    '\ufffe',
    '\ud83d',
  ],
  ...[
    'e\u0301',
    '\u0338'.repeat(20),
    '🏳️‍🌈',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'שלום',
    '\u3164',
    '\u2800',
  ],
  ...[':blobcat:', '@user', '#tag'],
];

const tag = fc.constantFrom(...tags.split(' '));
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(tag, fc.array(fc.constantFrom(...attributes), { maxLength: 3 }))
      .map(([name, values]) => `<${[name, ...values].join(' ')}>`),
  },
  { weight: 3, arbitrary: tag.map((name) => `</${name}>`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const markup = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

test('whatever comes, what is shown is a few harmless elements, and cleaned again it stays as it is', () => {
  fc.assert(
    fc.property(markup, (dirty) => {
      const clean = cleanMarkup(dirty);
      expect(clean).not.toBeNull();
      const { html = '', text = '' } = clean ?? {};
      expect(faultsOf(html)).toEqual([]);
      expect(cleanMarkup(html)).toEqual({ html, text });
      expect(textOf(readBack(html)).replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
    }),
    { numRuns: 3_000 },
  );
});

test('what is far too long, and would become longer still, is cut to what may be kept, and stays as it is then', () => {
  const repeated = fc.tuple(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.array(piece, { maxLength: 4 }));
  fc.assert(
    fc.property(repeated, ([many, before]) => {
      const unit = many.join('');
      const dirty = before.join('') + unit.repeat(Math.ceil(80_000 / Math.max(1, unit.length)));
      const { html = '', text = '' } = cleanMarkup(dirty) ?? {};
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(65_536);
      expect(faultsOf(html)).toEqual([]);
      expect(cleanMarkup(html)).toEqual({ html, text });
    }),
    { numRuns: 30 },
  );
});
