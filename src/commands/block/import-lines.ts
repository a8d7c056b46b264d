import type { Comparison } from '../../federation/blocklist/compare.ts';
import { many } from '../deliveries/layout.ts';

/** What an import did or would do, in lines. */
export function importLines(
  { missing, known, covered, own, silenced, noop }: Comparison,
  { dry, repeated }: { dry: boolean; repeated: number },
): string[] {
  const done = dry ? 'Would block' : 'Blocked';
  const below = missing.length > 0 ? ', and everything below' : '';
  const others: [count: number, text: string][] = [
    [known.length, 'blocked already'],
    [covered.length, 'covered by the block of a domain above'],
    [repeated, 'named before in the list'],
    [silenced.length, 'only silenced there, and not blocked here; --silenced blocks these too'],
    [noop.length, 'not restricted there (noop)'],
  ];
  return [
    `${done}: ${many(missing.length, 'domain')}${below}.`,
    ...(dry ? missing.map(({ domain }) => `  ${domain}`) : []),
    ...others.filter(([count]) => count > 0).map(([count, text]) => `  ${many(count, 'line')}: ${text}.`),
    ...own.map(({ domain }) => `  ${domain}: not blocked, since the blog or an account of yours lives there.`),
  ];
}
