import fc from 'fast-check';
import { markup, naughtyStrings } from './collections.ts';

// What parsers of HTML nest, close and move in ways of their own.
const elements =
  'p div h1 pre blockquote ul ol li dl dt dd table caption colgroup col tbody tr td th br hr a span em b i u code ruby rt rp ' +
  'script style svg math mtext mglyph malignmark mi annotation-xml foreignObject desc title template noscript noembed ' +
  'noframes iframe frameset textarea select option optgroup xmp plaintext listing img image video audio source form input ' +
  'button label fieldset legend body html head base link meta details summary center font marquee nobr object embed ' +
  'param applet keygen isindex dialog slot portal x-y a:b set animate use';
const schemes = [
  ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', '\u0001javascript:alert(1)', 'vbscript:x'],
  ...['data:text/html,<script>alert(1)</script>', 'data:image/svg+xml;base64,PHN2Zz4=', 'blob:x', 'file:///etc/passwd'],
  ...[
    '&#106;avascript:alert(1)',
    '&#x6A&#x61vascript:alert(1)',
    'javascript&colon;alert(1)',
    '//evil.example',
    '\\\\evil',
  ],
  ...[
    'https://example.com/',
    'http://[::1]/',
    'https://a@b.example/',
    'mailto:a@b.example',
    'mailto:a@b.example?body=x',
  ],
  ...[
    'https://example.com/"onmouseover="alert(1)',
    'https://example.com/<b>',
    '#x',
    '?x',
    '',
    ' https://example.com/ ',
  ],
];
const names = [
  ...['href', 'src', 'srcset', 'style', 'onclick', 'onerror', 'class', 'id', 'name', 'title', 'xlink:href', 'action'],
  ...['formaction', 'background', 'poster', 'srcdoc', 'is', 'slot', 'dir', 'start', 'value', 'rel', 'target', 'data-x'],
  ...['HREF', 'on\u0000click', 'x:y', '"', '<b', '=', '/', 'a\u00a0b'],
];
const breaks = [
  ...[
    '"',
    "'",
    '>',
    '<',
    '">',
    "'>",
    '/>',
    '--',
    '-->',
    '--!>',
    '<!--',
    '<!-->',
    '<!--->',
    ']]>',
    '<![CDATA[',
    '<?',
    '?>',
  ],
  ...[
    '</',
    '</p',
    '<!DOCTYPE x>',
    '</title>',
    '</style>',
    '</script>',
    '</textarea>',
    '</noscript>',
    '</xmp>',
    '</svg>',
  ],
  ...[
    '&lt;script&gt;',
    '&amp;lt;b&amp;gt;',
    '&',
    '&#',
    '&#x',
    '&lt',
    '&NotEqualTilde;',
    '&#0;',
    '&#xD800;',
    '&#1114112;',
  ],
  ...['\0', '\u2028', '\u202e', '\ufeff', '\ufdd0', '\ud83d', '\u00a0', '\f', '\r\n', '`', '=', '//'],
];

const value = fc.oneof(
  fc.constantFrom(...schemes),
  fc.constantFrom(...breaks),
  fc.constantFrom(
    'invisible',
    'ellipsis',
    'mention hashtag',
    'quote-inline',
    'h-card',
    'position:fixed;inset:0',
    '1',
    '-1',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const quoted = fc.tuple(value, fc.constantFrom('"', "'", '')).map(([text, quote]) => `${quote}${text}${quote}`);
const attribute = fc
  .tuple(fc.constantFrom(...names), fc.option(quoted), fc.constantFrom(' ', '/', '\n', '\t', ''))
  .map(([name, text, gap]) => `${gap}${name}${text === null ? '' : `=${text}`}`);
const words = fc.oneof(
  fc.constantFrom(...breaks),
  fc.constantFrom('word', ' ', '\n\n\n', 'https://example.com/', ':blobcat:', '@ada', '#tag'),
  fc.constantFrom(...naughtyStrings),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 7, depthIdentifier: 'html' },
    { weight: 3, arbitrary: words },
    { weight: 1, arbitrary: fc.constantFrom(...markup) },
    {
      weight: 8,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...elements.split(' ')),
          fc.array(attribute, { maxLength: 3 }),
          fc.array(tie('tree'), { maxLength: 4, depthIdentifier: 'html' }),
          fc.constantFrom('closed', 'closed', 'closed', 'open', 'twice', 'self', 'cut'),
        )
        .map(([tag, values, inside, end]) => written(tag, values, (inside as string[]).join(''), end)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('<!--', '<![CDATA[', '<?', '<!', '</ '),
          tie('tree'),
          fc.constantFrom('-->', ']]>', '>', ''),
        )
        .map(([begin, inside, end]) => `${begin}${inside}${end}`),
    },
  ),
}));

function written(tag: string, values: string[], inside: string, end: string): string {
  const opening = `<${tag}${values.map((one) => ` ${one}`).join('')}`;
  if (end === 'cut') return opening + inside;
  if (end === 'self') return `${opening}/>${inside}`;
  return `${opening}>${inside}${end === 'open' ? '' : `</${tag}>`.repeat(end === 'twice' ? 2 : 1)}`;
}

/** Markup as somebody would write it who wants it read in two ways. */
export const trees: fc.Arbitrary<string> = fc
  .array(tree as fc.Arbitrary<string>, { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(''));
