import { languageAliasNames, languageNames } from '@shikijs/langs';
import type { LanguageRegistration } from '@shikijs/primitive';

/** Names that cannot be those of a file, and the languages that they mean. */
const signs = new Map([
  ['c++', 'cpp'],
  ['c#', 'csharp'],
  ['f#', 'fsharp'],
  ['文言', 'wenyan'],
]);

const known = new Set([...languageNames, ...languageAliasNames]);

/** The grammars of a language and of those that may stand within it, loaded when first asked for; null: nobody knows it. */
export async function readGrammar(language: string): Promise<{ name: string; grammar: LanguageRegistration[] } | null> {
  const name = signs.get(language) ?? language;
  if (!known.has(name)) return null;
  const { default: grammar }: { default: LanguageRegistration[] } = await import(`@shikijs/langs/${name}`);
  return { name, grammar };
}
