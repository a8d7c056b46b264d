import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/problem.ts';
import { pageColors, stylesheet, usualTokens } from '../../../src/theme/default/style.ts';
import { checkContrast } from '../../../src/theme/site/check-contrast.ts';
import { checkStyle } from '../../../src/theme/site/check-style.ts';
import { contrast, schemesOf } from '../../../src/theme/site/colour.ts';
import { composeStyle, pageColorsOf } from '../../../src/theme/site/compose-style.ts';
import { readTokens } from '../../../src/theme/site/read-tokens.ts';
import { wrongValue } from '../../../src/theme/site/token-value.ts';
import { tokens } from '../../../src/theme/tokens.ts';

const valuesOf = (css: string): Record<string, string> =>
  Object.fromEntries([...readTokens(css).values].map(([name, { value }]) => [name, value]));
const told = (css: string): string[] => readTokens(css).problems.map(formatProblem);

describe('the list of tokens', () => {
  it('is all that the default stylesheet sets, and each value is one that a site could write', () => {
    expect([...usualTokens.keys()]).toEqual(tokens.map(({ name }) => name));
    const wrong = tokens.filter(({ name, kind }) => wrongValue(kind, usualTokens.get(name) ?? ''));
    expect(wrong).toEqual([]);
    for (const { name } of tokens) expect(stylesheet).toContain(`var(${name})`);
  });
});

describe('theme/tokens.css', () => {
  it('sets tokens, with comments and in several rules', () => {
    const css = `/* Ours: } */
:root {
  --accent: light-dark(#7a1f5c, oklch(0.8 0.1 340)); /* plum */
  --serif: "Iowan Old Style", Georgia, serif;
  --leading: 1.7
}
:root { --measure: clamp(30rem, 60vw,
  44rem); }
`;
    expect(told(css)).toEqual([]);
    expect(valuesOf(css)).toEqual({
      '--accent': 'light-dark(#7a1f5c, oklch(0.8 0.1 340))',
      '--serif': '"Iowan Old Style", Georgia, serif',
      '--leading': '1.7',
      '--measure': 'clamp(30rem, 60vw, 44rem)',
    });
  });

  it('tells of an unknown token with its line and the nearest name, and uses the others', () => {
    const css = ':root {\n  --acent: #123456;\n  --colour-of-it: red;\n  --bg: white;\n}\n';
    expect(told(css)).toEqual([
      'theme/tokens.css:2  error  There is no token --acent. Did you mean --accent?',
      'theme/tokens.css:3  error  There is no token --colour-of-it. Take one of the list in docs/themes.md, or set it in theme/style.css.',
    ]);
    expect(valuesOf(css)).toEqual({ '--bg': 'white' });
  });

  it('uses nothing that stands beside the rule', () => {
    expect(told(':root { --bg: white; }\n\nbody { color: red; }\n')).toEqual([
      'theme/tokens.css:3  error  Only :root { … } with tokens can stand here; what follows is not used. Close every bracket, and put other CSS into theme/style.css.',
    ]);
    expect(told(':root { --bg: white; ')[0]).toContain('theme/tokens.css:1  error  Only :root');
    expect(told(':root { --bg; }')[0]).toContain('"--bg" sets nothing.');
  });

  it.each([
    ['--bg', 'url(https://example.com/x.png)'],
    ['--bg', 'red'],
    ['--bg', '#12'],
    ['--bg', 'image-set("a.png" 1x)'],
    ['--bg', 'white !important'],
    ['--bg', 'rgb(1 2 3'],
    ['--bg', 'rgb(1 2 3))'],
    ['--bg', 'var(--nothing)'],
    ['--bg', '\\75rl(x)'],
    ['--serif', '"Georgia'],
    ['--serif', 'Georgia, 12px'],
    ['--serif', 'url(font.woff2)'],
    ['--measure', '40'],
    ['--measure', '40rem 2rem'],
    ['--measure', 'env(x)'],
    ['--leading', '1.5em'],
    ['--leading', 'a'],
  ])('does not use %s: %s', (name, value) => {
    const css = `:root {\n  ${name}: ${value};\n}`;
    expect(told(css)[0]).toContain(`theme/tokens.css:2  error  The value of ${name} `);
    expect(valuesOf(css)).toEqual({});
  });

  it.each(['white; } body { color: red', 'white} @import "x"; :root{', 'white</style>', 'a@b', '{}'])(
    'lets no value end its declaration: %s',
    (value) => {
      const sheet = composeStyle('', readTokens(`:root { --bg: ${value}; --text: ${value} }`), '');
      expect(sheet.replace(/^\n@media screen and \(not \(prefers-contrast:more\)\)\{:root\{--bg:white\}\}$/, '')).toBe(
        '',
      );
    },
  );
});

it('lets no string that is not closed hide a comment in theme/tokens.css, which would end the stylesheet', () => {
  const read = readTokens(':root { --serif: "x; --size: calc(1rem /* "y" + 1rem); --gap: 1em }');
  expect(composeStyle('', read, 'a{}')).toBe('\n@media screen{:root{--gap:1em}}\na{}');
  expect(read.problems.map(formatProblem)[1]).toContain('The value of --size holds a comment that is not closed.');
});

describe('the stylesheet of a site', () => {
  it('is the default one, then its tokens where they do not undo paper and contrast, then its own CSS', () => {
    const read = readTokens(':root { --bg: #fff; --sans: Inter, sans-serif; --gap: 1em; }');
    expect(composeStyle('a{}', read, '\n.rows { gap: 0; }\n')).toBe(
      [
        'a{}',
        '@media screen and (not (prefers-contrast:more)){:root{--bg:#fff}}',
        ':root{--sans:Inter, sans-serif}',
        '@media screen{:root{--gap:1em}}',
        '.rows { gap: 0; }',
      ].join('\n'),
    );
    expect(composeStyle(stylesheet, readTokens(''), '')).toBe(stylesheet);
  });

  it('gives the browser’s frame the colours of the page', () => {
    const frame = (css: string) => pageColorsOf(readTokens(css), pageColors);
    expect(frame('')).toEqual(pageColors);
    expect(frame(':root { --bg: light-dark(rgb(1, 2, 3), black) }')).toEqual({ light: 'rgb(1, 2, 3)', dark: 'black' });
    expect(frame(':root { --bg: #eee }')).toEqual({ light: '#eee', dark: '#eee' });
    expect(frame(':root { --bg: var(--surface) }')).toBeNull();
  });
});

describe('contrast', () => {
  it('is that of WCAG, however a colour is written', () => {
    expect(contrast('#fff', 'black')).toBeCloseTo(21, 5);
    for (const grey of ['#777', 'rgb(119 119 119)', 'rgb(119, 119, 119)', 'hsl(0 0% 46.667%)', 'oklch(0.5693 0 0)'])
      expect(contrast(grey, 'white'), grey).toBeCloseTo(4.48, 1);
    // https://www.w3.org/TR/css-color-4/: what each of these is in sRGB.
    expect(contrast('oklch(62.8% 0.2577 29.23)', '#f00')).toBeCloseTo(1, 1);
    expect(contrast('hsl(120deg, 100%, 25%)', '#008000')).toBeCloseTo(1, 1);
    for (const unknown of ['rgb(0 0 0 / 50%)', '#0008', 'color-mix(in srgb, red, blue)', 'var(--text)'])
      expect(contrast(unknown, 'white')).toBeNull();
  });

  it('finds both colours of light-dark()', () => {
    expect(schemesOf('light-dark(rgb(1, 2, 3), oklch(1 0 0))')).toEqual({
      light: 'rgb(1, 2, 3)',
      dark: 'oklch(1 0 0)',
    });
    expect(schemesOf('light-dark(#fff)')).toBeNull();
    expect(schemesOf('color-mix(in srgb, light-dark(red, blue), white)')).toBeNull();
  });

  it('is no concern where the site changes no colour', () => {
    expect(checkContrast(readTokens(':root { --measure: 30rem }'), usualTokens)).toEqual([]);
    expect(checkContrast(readTokens(':root { --link: light-dark(#0a4d91, #8ab8f2) }'), usualTokens)).toEqual([]);
  });

  it('warns of words that can hardly be read, at the line that set them', () => {
    const read = readTokens(':root {\n  --bg: white;\n  --muted: light-dark(#999, #a5a7ad);\n}');
    const problems = checkContrast(read, usualTokens).map(formatProblem);
    expect(problems).toContain(
      'theme/tokens.css:3  warning  --muted is hard to see: its contrast is 2.8:1 on --bg (light), 2.4:1 on --bg (dark), 2.5:1 on --surface (light), 2.3:1 on --mark (light). Set colours whose contrast is 4.5:1 or more (WCAG AA), in light-dark() for each scheme.',
    );
    // A white page makes the light words of the dark scheme unreadable too.
    expect(problems.find((line) => line.includes('--text is'))).toContain('theme/tokens.css:2  warning');
    expect(problems.find((line) => line.includes('--border is'))).toBeUndefined();
  });
});

describe('theme/style.css', () => {
  it('is warned of what a browser will not load', () => {
    const css = `@import "other.css";
/* url(https://example.com/not-this.png) */
.a { background: url(  "https://cdn.example.com/x.png" ); }
.b { background: url('//cdn.example.com/y.png'); }
.c { background: url(data:image/png;base64,AAAA); }
.d { background: url(pictures/ours.png); content: "https://example.com"; }
`;
    expect(checkStyle(css).map(({ line, what }) => `${line} ${what}`)).toEqual([
      '1 @import is not followed: the stylesheet is one file.',
      '3 https://cdn.example.com/x.png is not loaded: pages of this blog ask nobody else.',
      '4 //cdn.example.com/y.png is not loaded: pages of this blog ask nobody else.',
      '5 data:image/png;base64,AAAA is not loaded: pages of this blog ask nobody else.',
    ]);
  });
});
