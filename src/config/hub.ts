import { nearest } from './nearest.ts';
import type { Parsed } from './wrong.ts';

const words = ['own', 'none'];

/** Reads who tells feed readers of new posts: `own`, `none`, or the https address of another hub, in one spelling. */
export function parseHub(written: string): Parsed<string> {
  const text = written.trim();
  const word = words.find((one) => one === text.toLowerCase());
  if (word) return { value: word };
  const url = /^https:\/\/[^/?#]/i.test(text) && !/\s/.test(text) ? URL.parse(text) : null;
  if (url && url.username === '' && url.password === '' && url.hash === '') return { value: url.href };
  const guess = nearest(text, words);
  return {
    what: `"${text}" is no hub.`,
    mend: guess
      ? `Did you mean ${guess}?`
      : 'Write own, none, or the https address of another hub, such as https://hub.example.com/.',
  };
}
