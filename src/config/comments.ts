import { formatDuration, parseDuration } from './duration.ts';
import { isWrong, type Parsed } from './wrong.ts';

const longest = 10 * 365 * 86_400_000;

/** Reads `90d`, at most ten years, as milliseconds; `never` as null. */
export function parseClosing(text: string): Parsed<number | null> {
  if (text.trim().toLowerCase() === 'never') return { value: null };
  const parsed = parseDuration(text, longest);
  if (isWrong(parsed) || parsed.value > 0) return parsed;
  return {
    what: `"${text}" would close comments before anybody can write one.`,
    mend: 'Write rule: closed in place of it, or a time such as 90d.',
  };
}

export function formatClosing(milliseconds: number | null): string {
  return milliseconds === null ? 'never' : formatDuration(milliseconds);
}

/** Reads a word that a comment is held for, with or without a `*` at its end. */
export function parseWord(text: string): Parsed<string> {
  const word = text.trim();
  const stem = word.replace(/\s*\*$/, '');
  if (stem.includes('*'))
    return {
      what: `"${word}" has a * elsewhere than at its end.`,
      mend: `Write the beginning of the word and a * behind it, such as ${stem.split('*').find(Boolean) ?? 'casin'}*.`,
    };
  if (!/[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(stem))
    return { what: `"${word}" is no word.`, mend: 'Write a word such as casino, or take the line out.' };
  if (word.length > 100) return { what: `"${word}" is longer than 100 characters.`, mend: 'Write a part of it.' };
  return { value: word };
}
