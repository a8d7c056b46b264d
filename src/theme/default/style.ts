import { readFileSync } from 'node:fs';

const parts = [
  'tokens',
  'base',
  'frame',
  'lists',
  'article',
  'prose',
  'blocks',
  'callouts',
  'notes',
  'replies',
  'media',
];

// Lines are never set in columns here, in no language, so what is said of lines has these shorter names. And since every
// margin begins as 0, `margin-block: 1em 0` says the same as `margin-top: 1em`.
const physical: Readonly<Record<string, string>> = {
  'inline-size:': 'width:',
  'block-size:': 'height:',
  'inset-block-start:': 'top:',
  'border-block-start:': 'border-top:',
  'border-block-end:': 'border-bottom:',
};

// What the parts say to one another, and no site sets.
const own: Readonly<Record<string, string>> = {
  '--tone': '--c',
  '--sign': '--s',
  '--shape': '--p',
  '--round': '--r',
  '--key': '--k',
  '--note': '--n',
};

/** The files of style/ in their order, without what only their reader needs. */
export const stylesheet = minify(
  parts.map((part) => readFileSync(new URL(`./style/${part}.css`, import.meta.url), 'utf8')).join('\n'),
);

/** What each token is worth where a site says nothing else, by its name. */
export const usualTokens: ReadonlyMap<string, string> = new Map(
  [
    ...readFileSync(new URL('./style/tokens.css', import.meta.url), 'utf8')
      .replace(/@media[\s\S]*/, '')
      .matchAll(/(--[a-z]+): ([^;]+);/g),
  ].map(([, name = '', value = '']) => [name, value]),
);

/** The backgrounds of both schemes, for the browser's own frame. A test holds them to the tokens. */
export const pageColors = { light: '#fdfcfa', dark: '#16181c' };

/**
 * CSS without comments and needless white space; strings stay as they are. Blanks around `+` and `-` stay in values,
 * where `calc()` needs them, and so do those before `:`, `.`, `#` and `[`, which mean a descendant in selectors.
 * `::before` and `::after` have a name of one colon, older than all browsers that are meant.
 */
export function minify(css: string): string {
  return css
    .replace(/("(?:[^"\\]|\\.)*")|\/\*[\s\S]*?\*\//g, '$1')
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 1 ? part : squeeze(part)))
    .join('')
    .replaceAll(';}', '}')
    .replace(/(?<==)"([a-z]+)"(?=\])/g, '$1')
    .trim();
}

function squeeze(css: string): string {
  return css
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>/]) ?/g, '$1')
    .replace(/([:=]) /g, '$1')
    .replace(/(?<=@(?:media|supports)) (?=\()/g, '')
    .replace(/::(?=(?:before|after)\b)/g, ':')
    .replace(/--[a-z]+\b/g, (name) => own[name] ?? name)
    .replace(/(?<=[{};])& (?=[\w.[])/g, '')
    .replace(/ \+ (?=[^;{}()]*\{)/g, '+')
    .replace(/(?:inline|block)-size:|(?:inset|border)-block-(?:start|end):/g, (name) => physical[name] ?? name)
    .replace(/margin-block:([^ ;}]+) 0(?=[;}])/g, 'margin-top:$1')
    .replace(/(?<![\w.])(-?)0\.(?=\d)/g, '$1.');
}
