import { expect, test } from 'vitest';
import { createBudget, perDay } from '../../src/federation/budget.ts';

const now = new Date('2026-11-21T23:00:00Z');
const tomorrow = new Date('2026-11-22T00:00:00Z');

test('so much is asked of one server a day, and for one post, and as much again on the next', () => {
  const budget = createBudget();
  const take = (post: number, host: string, at = now): boolean => budget.take({ post, host }, at);
  for (let times = 0; times < perDay.host; times += 1) expect(take(times, 'a.example')).toBe(true);
  expect([take(1, 'a.example'), take(1, 'b.example')]).toEqual([false, true]);
  for (let times = 2; times < perDay.post; times += 1) take(1, `h${times}.example`);
  expect([take(1, 'c.example'), take(2, 'c.example')]).toEqual([false, true]);
  expect([take(1, 'a.example', tomorrow), take(1, 'c.example', tomorrow)]).toEqual([true, true]);
});

test('names of servers do not fill the memory: to begin anew takes as many of them', () => {
  const budget = createBudget({ host: 1 });
  const take = (host: string): boolean => budget.take({ host }, now);
  expect([take('a.example'), take('a.example')]).toEqual([true, false]);
  for (let number = 0; number < 19_999; number += 1) take(`h${number}.example`);
  expect(take('a.example')).toBe(false);
  take('one-more.example');
  expect(take('a.example')).toBe(true);
});
