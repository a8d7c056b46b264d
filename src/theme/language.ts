import type { Html } from '../html.ts';
import { html } from '../html.ts';

export type Direction = 'ltr' | 'rtl';

// Intl.Locale's own answer (textInfo) differs between engines, and the list has not changed in years.
const rightToLeft = new Set('ar arc ckb dv fa he iw ji ks nqo pnb ps sd syr ug ur yi'.split(' '));
const rightToLeftScripts = new Set('adlm arab aran hebr mand nkoo rohg samr syrc thaa'.split(' '));

/** The direction in which a language (BCP 47) is written; a script subtag decides before the language: `az-Arab`, `ar-Latn`. */
export function direction(language: string): Direction {
  const [primary = '', ...subtags] = language.toLowerCase().split('-');
  const script = subtags.find((subtag) => /^[a-z]{4}$/.test(subtag));
  const written = script ? rightToLeftScripts.has(script) : rightToLeft.has(primary);
  return written ? 'rtl' : 'ltr';
}

/** `lang` and, where it differs, `dir` of a part whose language is not that of its surroundings; else nothing. */
export function languageAttributes(language: string, around: string): Html | null {
  if (language === around) return null;
  const own = direction(language);
  return html` lang="${language}"${own !== direction(around) && html` dir="${own}"`}`;
}

/** A language as Open Graph writes it, with its likely territory: `de` → `de_DE`, `pt-BR` → `pt_BR`. */
export function openGraphLocale(language: string): string {
  const { language: primary, region } = new Intl.Locale(language).maximize();
  return region ? `${primary}_${region}` : primary;
}

/** What a language calls itself, as it may stand alone: `de` → `Deutsch`, `fr` → `Français`. */
export function languageName(language: string): string {
  const name = languageNameIn(language, language);
  const [first = '', ...rest] = name;
  return first.toLocaleUpperCase(language) + rest.join('');
}

/** What one language calls another: `de` in `en` → `German`. */
export function languageNameIn(language: string, reader: string): string {
  try {
    return new Intl.DisplayNames(reader, { type: 'language' }).of(language) ?? language;
  } catch {
    // A part that somebody made up, such as that of `en-x-mine`, may stand in a language, and has no name.
    return language;
  }
}

/** Whether two languages are the same but for a country or a script: `de` and `de-AT`. */
export function isSameLanguage(one: string, other: string): boolean {
  return one.split('-')[0] === other.split('-')[0];
}

/** The end of the address of what is in a language: `pt-BR` → `pt-br`, since addresses are in lower case. */
export function languageSlug(language: string): string {
  return language.toLowerCase();
}
