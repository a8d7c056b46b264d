import { de } from './de.ts';
import type { Messages } from './en.ts';
import { en } from './en.ts';

export type { Messages } from './en.ts';

/** Every language that the theme speaks, by its first subtag. */
export const languages: Readonly<Record<string, Messages>> = { en, de };

/** The theme's texts in a language (BCP 47): `de-AT` → German; English where there are none. */
export function messagesFor(language: string): Messages {
  return languages[language.split('-')[0]?.toLowerCase() ?? ''] ?? en;
}
