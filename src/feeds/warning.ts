const labels: Record<string, string> = {
  en: 'Content warning',
  de: 'Inhaltswarnung',
  fr: 'Avertissement',
  es: 'Advertencia de contenido',
  it: 'Avviso sul contenuto',
  nl: 'Inhoudswaarschuwing',
  pt: 'Aviso de conteúdo',
  pl: 'Ostrzeżenie o treści',
};

/** What the author warns of, with the word for it in the post's language; '' is warned of without saying why. */
export function warning(text: string, language: string): string {
  const primary = language.split('-')[0]?.toLowerCase() ?? 'en';
  const label = labels[primary] ?? 'Content warning';
  return text === '' ? label : `${label}: ${text}`;
}
