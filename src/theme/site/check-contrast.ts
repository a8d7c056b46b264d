import type { Problem } from '../../problem.ts';
import { contrast, schemesOf } from './colour.ts';
import { type ReadTokens, tokensPath } from './read-tokens.ts';

const schemes = ['light', 'dark'] as const;
const words = ['--text', '--muted', '--link', '--visited', '--accent', '--green', '--ochre'];

/** What is seen upon what, and the least contrast of it: WCAG 2.2, 1.4.3 for text and 1.4.11 for what can be used. */
const pairs = [
  ...words.map((word) => ({ word, grounds: ['--bg', '--surface', '--mark'], least: 4.5 })),
  { word: '--border', grounds: ['--bg', '--surface'], least: 3 },
];

/** Warns of colours of a site that can hardly be read, in either scheme. `usual`: the values of the default theme. */
export function checkContrast({ values }: ReadTokens, usual: ReadonlyMap<string, string>): Problem[] {
  return pairs.flatMap(({ word, grounds, least }) => {
    const own = [word, ...grounds].flatMap((name) => values.get(name) ?? []);
    if (own.length === 0) return [];
    const weak = grounds.flatMap((ground) =>
      schemes.flatMap((scheme) => {
        // What the default theme is made of is its own concern.
        const ratio =
          values.has(word) || values.has(ground) ? contrast(shown(word, scheme), shown(ground, scheme)) : null;
        return ratio !== null && ratio < least ? [`${ratio.toFixed(1)}:1 on ${ground} (${scheme})`] : [];
      }),
    );
    if (weak.length === 0) return [];
    return [
      {
        path: tokensPath,
        line: values.get(word)?.line ?? own[0]?.line ?? null,
        severity: 'warning',
        what: `${word} is hard to see: its contrast is ${weak.join(', ')}.`,
        mend: `Set colours whose contrast is ${least}:1 or more (WCAG AA), in light-dark() for each scheme.`,
      } as const,
    ];
  });

  function shown(name: string, scheme: (typeof schemes)[number]): string {
    return schemesOf(values.get(name)?.value ?? usual.get(name) ?? '')?.[scheme] ?? '';
  }
}
