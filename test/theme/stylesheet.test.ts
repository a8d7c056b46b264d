import { globSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { minify, pageColors, stylesheet } from '../../src/theme/default/style.ts';

const tokens = readFileSync('src/theme/default/style/tokens.css', 'utf8');
const [usual = '', contrasted = ''] = tokens.split('@media');

describe('the stylesheet', () => {
  it('is at most 12 KB, and 4 KB compressed', () => {
    expect(Buffer.byteLength(stylesheet)).toBeLessThanOrEqual(12 * 1024);
    expect(brotliCompressSync(stylesheet).length).toBeLessThanOrEqual(4 * 1024);
  });

  it('holds every file of its folder', () => {
    expect(globSync('src/theme/default/style/*.css')).toHaveLength(11);
    for (const mark of [
      '--bg:',
      'body{',
      '.site-header',
      '.rows',
      '.toc',
      '.prose',
      '.tok-k',
      '.callout',
      '.footnotes',
      '.thread',
      '@media print',
    ])
      expect(stylesheet).toContain(mark);
  });

  it('reads from either side: no property and no value is left or right', () => {
    const declarations = stylesheet.match(/[{;][\w-]+:[^;{}]+/g) ?? [];
    expect(declarations.length).toBeGreaterThan(200);
    expect(declarations.filter((declaration) => /\b(left|right)\b/.test(declaration))).toEqual([]);
  });

  it('asks for no weight that a font may lack', () => {
    expect(new Set(stylesheet.match(/font-weight:\w+/g))).toEqual(new Set(['font-weight:700']));
  });

  it('fetches nothing', () => {
    expect(stylesheet).not.toMatch(/url\(|@import|@font-face/);
  });

  it('serves dark, print, forced colours, more contrast and less motion', () => {
    for (const wish of [
      'color-scheme:light dark',
      '@media print',
      'forced-colors:active',
      'prefers-contrast:more',
      'prefers-reduced-motion:reduce',
    ])
      expect(stylesheet).toContain(wish);
  });

  it('uses only tokens that are there', () => {
    const used = [...stylesheet.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name ?? '');
    const defined = new Set([...stylesheet.matchAll(/(--[\w-]+):/g)].map(([, name]) => name ?? ''));
    expect([...new Set(used)].filter((name) => !defined.has(name))).toEqual([]);
  });
});

describe('minify', () => {
  it('drops comments and blanks, and keeps what has a meaning', () => {
    expect(minify('/* "a" */\na , b > c {\n  width: calc(1px + 2px);\n  content: "/* x */  y";\n}\n')).toBe(
      'a,b>c{width:calc(1px + 2px);content:"/* x */  y"}',
    );
    expect(minify('.a :is(b) .c, .d [e] { margin: 0.5em -0.5em; }')).toBe('.a :is(b) .c,.d [e]{margin:.5em -.5em}');
    expect(minify('h1 + p, * + * { top: max(1em - 0.3em, 2em + 1em); }')).toBe(
      'h1+p,*+*{top:max(1em - .3em,2em + 1em)}',
    );
    expect(minify('a[rel="next"]::before, a ::details-content { content: "b"; }')).toBe(
      'a[rel=next]:before,a ::details-content{content:"b"}',
    );
    expect(minify('a + b, c { size: clamp(1rem, 1rem + 0.3vw, 2rem); }')).toBe(
      'a+b,c{size:clamp(1rem,1rem + .3vw,2rem)}',
    );
  });

  it('says shorter what has a shorter name', () => {
    expect(minify('@media (width >= 1em) { a { --tone: red; color: var(--tone); --border: 0; } }')).toBe(
      '@media(width>=1em){a{--c:red;color:var(--c);--border:0}}',
    );
    expect(minify('a { max-inline-size: 1em; block-size: 2em; margin-block: 3em 0; border-block-end: 0; }')).toBe(
      'a{max-width:1em;height:2em;margin-top:3em;border-bottom:0}',
    );
    expect(minify('a { margin-block: 0 3em; margin-block: 1em 2em; }')).toBe(
      'a{margin-block:0 3em;margin-block:1em 2em}',
    );
  });
});

describe('colours', () => {
  const schemes = {
    light: colours(usual, 1),
    dark: colours(usual, 2),
    'light with more contrast': { ...colours(usual, 1), ...colours(contrasted, 1) },
    'dark with more contrast': { ...colours(usual, 2), ...colours(contrasted, 2) },
  };

  const words = ['text', 'muted', 'link', 'visited', 'accent', 'green', 'ochre'];

  describe.each(Object.entries(schemes))('%s', (_, scheme) => {
    it.each(
      words.flatMap((word) => [
        [word, 'bg'],
        [word, 'surface'],
      ]),
    )('%s can be read on %s', (word, ground) => {
      expect(contrast(scheme[word], scheme[ground])).toBeGreaterThanOrEqual(4.5);
    });

    it('keeps borders, and words that are marked, visible', () => {
      for (const ground of ['bg', 'surface']) expect(contrast(scheme.border, scheme[ground])).toBeGreaterThanOrEqual(3);
      // A marked line of code holds every colour.
      for (const word of words) expect(contrast(scheme[word], scheme.mark), word).toBeGreaterThanOrEqual(4.5);
    });
  });

  it('are those of the browser’s frame', () => {
    expect(pageColors).toEqual({ light: schemes.light.bg, dark: schemes.dark.bg });
  });
});

function colours(css: string, scheme: 1 | 2): Record<string, string> {
  const pairs = css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g);
  return Object.fromEntries([...pairs].map((pair) => [pair[1], pair[1 + scheme]]));
}

/** WCAG 2.2: the contrast ratio of two colours, 1 to 21. */
function contrast(one = '', other = ''): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
