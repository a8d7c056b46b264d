// What is asked of a stranger's word for a language is only whether it means one, and which.
const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

// The two ways to write Norwegian; servers name any of the three.
const sameAs: Record<string, string> = { nb: 'no', nn: 'no' };

// Undetermined, several, none, and a code that stands for no known one.
const unknown = new Set(['und', 'mul', 'zxx', 'mis']);

/**
 * The language of a BCP 47 tag without script and region (`en-GB` → `en`), since who reads one reads the other. Null
 * when it says none that is known.
 */
export function languageOf(tag: string): string | null {
  try {
    const { language } = new Intl.Locale(tag.trim().replaceAll('_', '-'));
    if (unknown.has(language) || names.of(language) === undefined) return null;
    return sameAs[language] ?? language;
  } catch {
    return null;
  }
}
