import { describe, expect, it } from 'vitest';
import { readSaid } from '../../src/federation/gate/said.ts';
import { jsonTexts } from './collections.ts';

const activity = (value: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('{"id":"https://a.example/1","type":"Like","actor":"https://a.example/a","x":'),
    value,
    Buffer.from('}'),
  ]);

/** What the border may refuse although it is JSON: bounds of ours, and keys that stand twice. */
const bounded = /too deep|too long|too many|twice|not allowed/;

describe('a body', () => {
  it.each(jsonTexts)('%s', (name, bytes) => {
    const { fault, activity: said } = readSaid(activity(bytes));
    if (name.startsWith('n_')) expect(fault).not.toBeNull();
    if (name.startsWith('y_') && fault !== null) expect(fault).toMatch(bounded);
    if (fault !== null) return expect(said).toEqual({});
    // What is let in means here what it means to everybody.
    expect(said).toEqual(JSON.parse(activity(bytes).toString('utf8')));
  });

  it('is nothing but an object', () => {
    for (const [, bytes] of jsonTexts) {
      const { fault, activity: said } = readSaid(bytes);
      if (fault === null) expect(bytes.toString('utf8').trim().startsWith('{')).toBe(true);
      else expect(said).toEqual({});
    }
  });

  it('is there in numbers', () => expect(jsonTexts.length).toBe(318));
});
