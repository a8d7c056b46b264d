import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { afterAll, describe, expect, it } from 'vitest';
import { closeHighlighter } from '../../src/content/highlight.ts';
import { renderFeed, renderInline, renderPage, renderWire } from '../../src/content/markdown.ts';
import { outline } from '../../src/content/outline.ts';
import { contextAt } from '../support/markdown.ts';

const page = contextAt('');
const abroad = contextAt('https://b.example');

afterAll(closeHighlighter);

/** Throws where markup is not well-formed; gives every attribute and element in it. */
function inspect(markup: string): { tags: string[]; attributes: [string, string][] } {
  const tags: string[] = [];
  const attributes: [string, string][] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes: found }) => {
    tags.push(name);
    attributes.push(...Object.entries(found));
  });
  parser.write(`<root>${markup}</root>`).close();
  return { tags, attributes };
}

async function all(text: string): Promise<string[]> {
  const { html } = await renderPage(text, page);
  return [html, renderFeed(text, abroad), renderWire(text, abroad), renderInline(text, page)];
}

async function expectSafe(text: string): Promise<void> {
  for (const markup of await all(text)) {
    const { tags, attributes } = inspect(markup);
    expect(tags).not.toContainEqual(
      expect.stringMatching(/^(?:script|style|iframe|object|embed|form|base|meta|link|svg|button|template|noscript)$/i),
    );
    for (const [name, value] of attributes) {
      expect(name).not.toMatch(/^on|^style$|^srcdoc$|^formaction$|^action$|:/i);
      if (/^(?:href|src|poster|cite)$/.test(name))
        expect(value).not.toMatch(/^\s*(?:javascript|vbscript|data:text|data:image\/svg|file|blob):/i);
    }
  }
}

const attacks = [
  '<script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="x" onerror="alert(1)" / onload=alert(1)>',
  '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="\u0001javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](java%0ascript:alert(1))',
  '[x](&#x6A;avascript:alert(1))',
  '<javascript:alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
  '![x](javascript:alert(1))',
  '![x](x "onerror=alert(1)")',
  '![" onerror="alert(1)](https://example.com/x)',
  '[a](https://example.com/"onmouseover="alert(1))',
  '<details ontoggle=alert(1) open>x</details>',
  '<video><source onerror=alert(1) src=x></video>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<style>@import "https://evil.example/x.css"</style>',
  '<p style="background:url(https://evil.example/x)">x</p>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea></textarea><script>alert(1)</script>',
  '<xmp><script>alert(1)</script></xmp>',
  '<plaintext><b>x',
  '<!--><script>alert(1)</script>-->',
  '<![CDATA[><script>alert(1)</script>]]>',
  '<?xml version="1.0"?><script>alert(1)</script>',
  '<div title="\n\n```\ncode\n```\n\n">x</div>',
  '<a title="\n\n$x$ #tag @a@b.example\n\n">',
  '<img alt="\uFDD00\uFDD0" src="https://example.com/x"> `code` #tag \uFDD00\uFDD0 &#xFDD0;0&#xFDD0;',
  '<p title="&#xFDD0;0&#xFDD0;">x</p>\n\nText $x$ text',
  '```"><script>alert(1)</script>\nx\n```',
  '```ts title="\\"><script>alert(1)</script>"\nx\n```',
  '$\\href{javascript:alert(1)}{x}$ $\\text{<script>alert(1)</script>}$ $\\unicode{x3c}script$',
  '#<script>alert(1)</script>',
  '# <img src=x onerror=alert(1)>',
  '@a@b.example"onclick=alert(1)',
  '[^"><script>]\n\n[^"><script>]: x',
  '> [!NOTE] <script>alert(1)</script>',
  '| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |',
  '<input type="image" src="x" onfocus=alert(1) autofocus>',
  '<base href="https://evil.example/"><link rel=stylesheet href=x><meta http-equiv=refresh content=0>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="//evil.example/\u2028">x</a>',
  '<template><script>alert(1)</script></template>',
  '<isindex action="javascript:alert(1)">',
  '<table background="javascript:alert(1)"><td background="javascript:alert(1)">',
];

describe('what an author writes by hand', () => {
  it.each(attacks)('runs nothing: %s', async (text) => {
    await expectSafe(text);
    await expectSafe(`Text ${text} text`);
    await expectSafe(`- ${text.replaceAll('\n', '\n  ')}`);
  });

  it('has no class but those of the list', async () => {
    for (const markup of await all('<p class="admin">x</p>\n\n<div class="badge hidden">y</div>'))
      expect(markup).not.toMatch(/admin|badge|hidden/);
  });

  it.each(['//evil.example/x.png', '\\\\evil.example/x.png', '/\\evil.example/x.png', '\\/evil.example/x.png'])(
    'shows no picture of another server, however its address is spelt: %s',
    async (src) => {
      const { html } = await renderPage(`<img src="${src}" alt="x">`, page);
      expect(html).not.toContain('<img');
    },
  );

  it('leaves the page around it whole, however broken it is', async () => {
    const pieces = [
      ...[
        '<div>',
        '</div>',
        '<p>',
        '</p>',
        '<table>',
        '<tr>',
        '<td>',
        '</table>',
        '<details>',
        '<summary>',
        '</details>',
      ],
      ...[
        '<b>',
        '</i>',
        '<a href="x">',
        '</a>',
        '<a>',
        '<ul><li>',
        '</ul>',
        '<img src="hills.jpg">',
        '<img src=lost>',
        '<br/>',
      ],
      ...[
        '<h1>',
        '</h2>',
        '<center>',
        '</article>',
        '<video src=x>',
        '<picture>',
        '<source srcset="a 1x">',
        '<script>',
        '<x-y>',
      ],
      ...[
        '<!-- ',
        '-->',
        '<',
        '>',
        '"',
        "='",
        '&',
        '&lt;',
        '&#0;',
        '\0',
        '\u0008',
        '\uFDD0',
        '\uFFFF',
        '\uD800',
        '\u2028',
      ],
      ...[
        '\n\n',
        '\n',
        '> ',
        '- ',
        '1. ',
        '    ',
        '# ',
        '```\n',
        '~~~ts\n',
        '$$',
        '$',
        '`',
        '*',
        '**',
        '_',
        '~~',
        '[',
        '](',
        ')',
        '![',
        '|',
        '\n|--|\n',
      ],
      ...[
        '[!NOTE]',
        '[ ] ',
        '[^1]',
        '[^1]: ',
        '#tag',
        '@a@b.example',
        'https://example.com/',
        'word',
        'ä',
        '日本',
        '😀',
        '\\',
        '{1}',
        'title="',
      ],
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(fc.asyncProperty(text, expectSafe), { numRuns: 600 });
  });

  it('is well-formed for any text', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), expectSafe), { numRuns: 150 });
  });

  it('is the same when what was rendered is rendered again', async () => {
    const text = '<div><p lang="de">a <b>b</b></p>\n<img src="https://example.com/x.png" alt="y"></div>';
    const once = renderFeed(text, abroad);
    expect(renderFeed(once, abroad)).toBe(once);
  });
});

const many = 50_000;
// Long texts that make a careless parser take quadratic time: a test that hangs runs into its time-out.
const floods: [string, string][] = [
  ['quotations', '>'.repeat(many)],
  ['quotations with callouts', `${'> '.repeat(5000)}[!NOTE]`],
  ['callouts', '> [!NOTE]\n> x\n\n'.repeat(5000)],
  ['lists', '- '.repeat(many)],
  ['nested lists', Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')],
  ['open brackets', '['.repeat(many)],
  ['brackets', '[a]('.repeat(many / 4)],
  ['images', '!['.repeat(many / 2)],
  ['closed brackets', '[a]'.repeat(many / 3)],
  ['emphasis', '*a _b '.repeat(many / 6)],
  ['stars', '*'.repeat(many)],
  ['strikes', '~~a '.repeat(many / 4)],
  ['backticks', Array.from({ length: 300 }, (_, length) => '`'.repeat(length)).join(' ')],
  ['dollars', '$a '.repeat(many / 3)],
  ['more dollars', '$'.repeat(many)],
  ['blocks of dollars', '$$\nx\n'.repeat(many / 10)],
  ['formulas', '$x$ '.repeat(1000)],
  ['braces in a formula', `$${'{'.repeat(1900)}$`],
  ['hashtags', '#a '.repeat(many / 3)],
  ['number signs', '#'.repeat(many)],
  ['mentions', '@a@b.c '.repeat(many / 7)],
  ['at signs', '@'.repeat(many)],
  ['a long name', `@${'a.'.repeat(many / 2)}@b`],
  ['footnotes', `${'[^1]'.repeat(5000)}\n\n[^1]: x`],
  ['inline footnotes', '^['.repeat(many / 2)],
  ['nested footnotes', '[^1]: '.repeat(many / 6)],
  ['open tags', '<b>'.repeat(many / 3)],
  ['open and closed tags', '<b>'.repeat(8000) + '</i>'.repeat(8000)],
  ['comments', '<!--'.repeat(many / 4)],
  ['quotes in a tag', `<a href="${'"a="'.repeat(many / 4)}`],
  ['attributes', `<p ${'a '.repeat(many / 2)}>`],
  ['cells', `${'|a'.repeat(2000)}\n${'|-'.repeat(2000)}\n${'|'.repeat(2000)}`],
  ['headings', '# a\n\n'.repeat(5000)],
  ['addresses', 'https://example.com/ '.repeat(2000)],
  ['colons', '://'.repeat(many / 3)],
  ['entities', '&amp;'.repeat(many / 5)],
  ['ampersands', '&'.repeat(many)],
  ['references', Array.from({ length: 2000 }, (_, index) => `[${index}]: /x`).join('\n')],
  ['line ends', '\n'.repeat(many)],
  ['one long word', 'a'.repeat(many * 4)],
];

describe('a text that is made to hang', () => {
  it.each(floods)('is rendered in the end: %s', async (_, text) => {
    inspect((await renderPage(text, page)).html);
    outline(text);
  });
});
