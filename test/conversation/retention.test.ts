import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { retention } from '../../src/conversation/retention/retention.ts';

it('docs/privacy.md says of everything how long it is kept, and nothing else', () => {
  const text = readFileSync('docs/privacy.md', 'utf8');
  const [, table = ''] = /\| what \| days \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, what, days]) => [what, days])).toEqual(
    retention.map(({ en, days }) => [en, days === null ? '' : String(days)]),
  );
});

it('each is named once, in both languages', () => {
  expect(new Set(retention.map(({ name }) => name)).size).toBe(retention.length);
  for (const { en, de } of retention)
    expect([en, de]).toEqual([expect.stringMatching(/\w{3}/), expect.stringMatching(/\w{3}/)]);
});
