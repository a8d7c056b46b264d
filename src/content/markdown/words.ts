import type { Callout } from './callouts.ts';

/** The words that rendering adds to the author's, in the language of the text. */
export interface Words {
  callouts: Record<Callout, string>;
  footnotes: string;
  footnote(number: string): string;
  back(number: string): string;
  done: string;
  open: string;
  table: string;
  code: string;
  formula: string;
  section(heading: string): string;
}

const english: Words = {
  callouts: { note: 'Note', tip: 'Tip', important: 'Important', warning: 'Warning', caution: 'Caution' },
  footnotes: 'Footnotes',
  footnote: (number) => `Footnote ${number}`,
  back: (number) => `Back to reference ${number}`,
  done: 'Done',
  open: 'To do',
  table: 'Table',
  code: 'Code',
  formula: 'Formula',
  section: (heading) => `Link to the section “${heading}”`,
};

const german: Words = {
  callouts: { note: 'Hinweis', tip: 'Tipp', important: 'Wichtig', warning: 'Warnung', caution: 'Vorsicht' },
  footnotes: 'Fußnoten',
  footnote: (number) => `Fußnote ${number}`,
  back: (number) => `Zurück zur Stelle ${number}`,
  done: 'Erledigt',
  open: 'Offen',
  table: 'Tabelle',
  code: 'Code',
  formula: 'Formel',
  section: (heading) => `Link zum Abschnitt „${heading}“`,
};

const languages: Record<string, Words> = { en: english, de: german };

/** The words of a language (BCP 47: `de`, `de-AT`), English where we have none. */
export function wordsOf(language: string): Words {
  return languages[language.toLowerCase().split('-')[0] ?? ''] ?? english;
}
