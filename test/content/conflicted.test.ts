import { expect, test } from 'vitest';
import { isConflictedCopy } from '../../src/content/conflicted.ts';

test.each([
  ['posts/frost.sync-conflict-20261121-120000-ABCDEFG.md', true],
  ["posts/frost (James's conflicted copy 2026-11-21).md", true],
  ['posts/frost (conflicted copy 2026-11-21 120000).md', true],
  ['posts/frost (In Konflikt stehende Kopie von James 2026-11-21).md', true],
  ['posts/frost_conflict-20261121-120000.md', true],
  ['posts/frost (conflicted copy 2026-11-21)/index.md', true],
  ['posts/frost.md', false],
  ['posts/2026-11-21-a-conflicted-copy.md', false],
  ['posts/frost (1).md', false],
])('%s is a copy that a synchroniser left: %s', (path, is) => {
  expect(isConflictedCopy(path)).toBe(is);
});
