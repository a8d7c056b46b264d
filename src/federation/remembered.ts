import type { Answer } from './answer.ts';

/** Answers that were made already, by their keys. */
export interface Remembered {
  /** What is kept for this key, else what `make` gives. Only 200 and 410 are kept: anybody can ask for a million others. */
  get(key: string, make: () => Promise<Answer>): Promise<Answer>;
  /** How many are kept, and how many letters their texts have. */
  size(): { answers: number; letters: number };
}

/**
 * Answers are made once for each change of the blog: every follower's server asks for the same post within a minute. Where they
 * are too many, or too long, all are forgotten: one address may be spelt in many ways, and strangers choose how.
 */
export function createRemembered({
  change,
  most = 500,
  longest = 16 * 1024 * 1024,
}: {
  change(): number;
  most?: number;
  /** Letters of all of them together; their bytes and compressed forms come on top, at about twice as much. */
  longest?: number;
}): Remembered {
  let answers = new Map<string, Promise<Answer>>();
  let letters = 0;
  let last = -1;

  function forget(): void {
    answers = new Map();
    letters = 0;
  }

  return {
    size: () => ({ answers: answers.size, letters }),
    get(key, make) {
      const now = change();
      if (now !== last || answers.size >= most) forget();
      last = now;
      const kept = answers.get(key);
      if (kept) return kept;
      const made = make();
      const among = answers;
      among.set(key, made);
      made.then(
        ({ status, text }) => {
          if (status !== 200 && status !== 410) among.delete(key);
          else if (among === answers) letters += text.length;
          if (letters > longest) forget();
        },
        () => among.delete(key),
      );
      return made;
    },
  };
}
