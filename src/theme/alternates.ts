import type { SiteView, TranslationView } from './theme.ts';

/** A translation as search engines are told of it. */
export interface Alternate {
  /** BCP 47, or `x-default`: for readers of any other language. */
  language: string;
  /** Absolute. */
  url: string;
}

/**
 * The translations of a text, itself among them: each names all, or search engines believe none. `x-default` is the one in the
 * blog's language. Nothing where a post is in truth elsewhere (`canonical`), since that is the one that counts there.
 */
export function alternatesOf(
  site: Pick<SiteView, 'url' | 'language'>,
  translations: readonly TranslationView[],
  id: string,
): Alternate[] {
  const here = translations.filter(({ canonical }) => canonical === null);
  if (here.length < 2 || !here.some((one) => one.id === id)) return [];
  const of = ({ permalink }: TranslationView): string => site.url + permalink;
  const [primary] = site.language.split('-');
  const main =
    here.find(({ language }) => language === site.language) ??
    here.find(({ language }) => language.split('-')[0] === primary);
  return [
    ...here.map((one) => ({ language: one.language, url: of(one) })),
    ...(main ? [{ language: 'x-default', url: of(main) }] : []),
  ];
}
