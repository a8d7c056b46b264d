import { describe, expect, it } from 'vitest';
import { activity, notFound } from '../../src/federation/answer.ts';
import { createRemembered } from '../../src/federation/remembered.ts';

const say = (letters: number) => async () => activity({ said: 'x'.repeat(letters) });

describe('what other servers were answered', () => {
  it('is made once for each change of the blog', async () => {
    let [change, made] = [1, 0];
    const remembered = createRemembered({ change: () => change });
    const make = async () => {
      made += 1;
      return activity({ made });
    };
    const both = await Promise.all([remembered.get('a', make), remembered.get('a', make)]);
    expect(both[0]).toBe(both[1]);
    change = 2;
    expect((await remembered.get('a', make)).text).toContain('2');
  });

  it('is bounded in number and in letters, however many spellings of addresses are asked for', async () => {
    const remembered = createRemembered({ change: () => 1, most: 100, longest: 50_000 });
    let [answers, letters] = [0, 0];
    for (let count = 0; count < 5_000; count += 1) {
      await remembered.get(`/ap/posts/${count}`, say(count % 2_000));
      const size = remembered.size();
      [answers, letters] = [Math.max(answers, size.answers), Math.max(letters, size.letters)];
    }
    expect(answers).toBe(100);
    expect(letters).toBeGreaterThan(40_000);
    expect(letters).toBeLessThanOrEqual(50_000);
  });

  it('is not kept where nothing is there, nor where it failed', async () => {
    const remembered = createRemembered({ change: () => 1 });
    for (let count = 0; count < 1_000; count += 1) {
      await remembered.get(`${count}`, async () => notFound);
      await remembered.get(`${count}!`, () => Promise.reject(new Error('down'))).catch(() => undefined);
    }
    expect(remembered.size()).toEqual({ answers: 0, letters: 0 });
  });

  it('that is made while the blog changes belongs to what was before', async () => {
    let change = 1;
    const remembered = createRemembered({ change: () => change });
    const before = remembered.get('a', say(10));
    change = 2;
    const after = remembered.get('a', say(20));
    expect((await before).text).not.toBe((await after).text);
    expect(remembered.size()).toEqual({ answers: 1, letters: (await after).text.length });
  });
});
