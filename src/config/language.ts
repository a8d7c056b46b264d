import { nearest } from './nearest.ts';
import type { Parsed } from './wrong.ts';

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

// Only to say `en` to somebody who wrote `english` or `Deutsch`; any language may be written.
const common = 'ar cs da de el en es fa fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh'.split(' ');

/** Reads a language as BCP 47 has it, and gives its usual spelling: `pt-br` → `pt-BR`. */
export function parseLanguage(text: string): Parsed<string> {
  const written = text.trim();
  const canonical = canonicalise(written);
  if (canonical && named(canonical)) return { value: canonical };
  return {
    what: `"${written}" is not a language that browsers know.`,
    mend: `Write ${guess(written) ?? 'a code such as en, de or pt-BR'}.`,
  };
}

function canonicalise(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

function named(language: string): boolean {
  try {
    return names.of(language) !== undefined;
  } catch {
    return false;
  }
}

function guess(written: string): string | null {
  const hyphened = canonicalise(written.replaceAll('_', '-').replace(/\..*$/, ''));
  if (hyphened && named(hyphened)) return hyphened;
  const spoken = common.flatMap((code) => [
    { code, name: names.of(code) ?? code },
    { code, name: new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code },
  ]);
  const name = nearest(
    written,
    spoken.map((language) => language.name),
  );
  return spoken.find((language) => language.name === name)?.code ?? null;
}
