import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/federation/deliver/outcome.ts';

const now = new Date('2026-11-21T12:00:00Z');

describe('a delivery that could not be made', () => {
  it('is over where the inbox itself is at an address that is never asked', () => {
    const answer = { failed: 'refused', what: '10.0.0.7 is not a public address' } as const;
    expect(outcomeOf(answer, 'draft-cavage', now)).toMatchObject({ kind: 'failed' });
  });

  it('is tried again where only the name leads there now: a resolver may be wrong for an hour', () => {
    const answer = { failed: 'refused', what: 'a.example resolves to 0.0.0.0', byName: true } as const;
    expect(outcomeOf(answer, 'draft-cavage', now)).toMatchObject({ kind: 'retry', blame: true });
  });
});
