import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFeedKey } from '../../src/conversation/desk/feed-key.ts';
import type { Database } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';

const now = new Date('2026-11-21T12:00:00Z');
let one: Database;
let other: Database;
beforeAll(async () => {
  const [sqlite] = engines;
  if (!sqlite) throw new Error('There is no database.');
  [one, other] = await Promise.all([sqlite.open(), sqlite.open()]);
});
afterAll(() => Promise.all([one.close(), other.close()]));

test('the private feed opens by its own token alone, until there is another', async () => {
  const [mine, theirs] = [one, other].map(createFeedKey);
  if (!mine || !theirs) throw new Error('There are no keys.');
  expect(await mine.opens('')).toBe(false);
  const [token, elsewhere] = [await mine.token(now), await theirs.token(now)];
  expect(token).not.toBe(elsewhere);
  expect(await mine.token(now)).toBe(token);
  expect([await mine.opens(token), await mine.opens(elsewhere), await mine.opens('')]).toEqual([true, false, false]);
  const renewed = await mine.renew(now);
  expect([await mine.opens(renewed), await mine.opens(token)]).toEqual([true, false]);
});
