import { describe, expect, it } from 'vitest';
import { createBodies } from '../../src/web/bodies.ts';
import { makeBody } from '../../src/web/body.ts';

const text = (content: string) => makeBody(content, { type: 'text/plain' });

describe('rendered bodies', () => {
  it('are made once a change, however often and however many at once they are asked for', async () => {
    let change = 1;
    let made = 0;
    const bodies = createBodies({ change: () => change });
    const make = async () => text(`version ${++made}`);
    const answers = await Promise.all([bodies.get('a', make), bodies.get('a', make)]);
    await bodies.get('a', make);
    expect(made).toBe(1);
    expect(answers[0]).toBe(answers[1]);
    change = 2;
    expect(bodies.ready('a')).toBeNull();
    expect((await bodies.get('a', make))?.bytes.toString()).toBe('version 2');
  });

  it('keep their compressed forms when another page changed', async () => {
    let change = 1;
    const bodies = createBodies({ change: () => change });
    const first = await bodies.get('a', async () => text('same'));
    change = 2;
    const second = await bodies.get('a', async () => text('same'));
    expect(second?.encoded).toBe(first?.encoded);
  });

  it('are made anew once what they say is true no longer', async () => {
    let now = new Date('2026-11-21T08:00:00Z');
    const bodies = createBodies({ change: () => 1, now: () => now });
    const until = new Date('2026-11-21T09:00:00Z');
    await bodies.get('a', async () => makeBody('soon', { type: 'text/plain', until }));
    expect(bodies.ready('a')?.bytes.toString()).toBe('soon');
    now = until;
    expect(bodies.ready('a')).toBeNull();
  });

  it('do not remember that something was missing', async () => {
    const bodies = createBodies({ change: () => 1 });
    expect(await bodies.get('a', async () => null)).toBeNull();
    expect((await bodies.get('a', async () => text('now')))?.bytes.toString()).toBe('now');
  });

  it('do not remember a failure', async () => {
    const bodies = createBodies({ change: () => 1 });
    await expect(bodies.get('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await bodies.get('a', async () => text('mended'))).not.toBeNull();
  });

  it('forget what was used longest ago when they grow over their limit', async () => {
    const bodies = createBodies({ change: () => 1, limit: 25 });
    for (const key of ['a', 'b']) await bodies.get(key, async () => text('0123456789'));
    bodies.ready('a');
    await bodies.get('c', async () => text('0123456789'));
    expect(['a', 'b', 'c'].map((key) => bodies.ready(key) !== null)).toEqual([true, false, true]);
  });
});
