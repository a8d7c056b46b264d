import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { usualTokens } from '../../../src/theme/default/style.ts';
import { defaultTheme } from '../../../src/theme/default/theme.ts';
import { originalsOf } from '../../../src/theme/site/originals.ts';
import { tokens } from '../../../src/theme/tokens.ts';

const docs = readFileSync('docs/themes.md', 'utf8');

it('docs/themes.md has each token with what it is for and its value, and no other', () => {
  for (const { name, kind, does } of tokens)
    expect(docs).toContain(`| \`${name}\` | ${kind} | ${does} | \`${usualTokens.get(name)}\` |`);
  expect(docs.match(/^\| `--/gm)).toHaveLength(tokens.length);
});

it('docs/themes.md names every part and every page', () => {
  const { pages, parts } = originalsOf(defaultTheme);
  for (const name of parts) expect(docs).toMatch(new RegExp(`^\\| \`${name}\` \\| \`\\w+View\` \\|`, 'm'));
  const [, list = ''] = /^Whole documents([\s\S]*?)\n\n/m.exec(docs) ?? [];
  for (const name of pages) expect(list).toContain(`\`${name}\``);
});
