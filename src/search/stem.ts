type Step = readonly [ending: RegExp, instead: string];

const romance: readonly Step[] = [
  [/(?<=...)(?:es|os|as|s)$/, ''],
  [/(?<=...)[aeio]$/, ''],
];

/**
 * The endings of languages that many write in, each step tried once, on folded words: enough to find the plural by the
 * singular and the other way round. Both sides go through the same steps, so what is left need not be a word.
 */
const endings: Readonly<Record<string, readonly Step[]>> = {
  en: [
    [/(?<=..)ie[sd]$/, 'y'],
    [/(?<=.(?:ss|sh|ch|x|z))es$/, ''],
    [/(?<=..[^sui])s$/, ''],
    [/(?<=[aeiouy].*[^e])(?<=..)ed$|(?<=[aeiouy].*)(?<=...)ing$/, ''],
    [/([^aeioulsz])\1$/, '$1'],
    [/(?<=...)e$/, ''],
  ],
  de: [
    [/(?<=...)(?:ern|e[mnrs])$|(?<=...)e$|(?<=..[bdfghklmnt])s$/, ''],
    [/(?<=...)(?:est|e[nr])$|(?<=..[bdfghklmnt])st$/, ''],
  ],
  fr: [
    [/(?<=...)eaux$/, 'eau'],
    [/(?<=..)aux$/, 'al'],
    [/(?<=...)[sx]$/, ''],
    [/(?<=...)ee?$/, ''],
  ],
  es: romance,
  it: romance,
  pt: romance,
  ca: romance,
  nl: [
    [/(?<=...)(?:en|e|s)$/, ''],
    [/([^aeiou])\1$/, '$1'],
  ],
};

/** A folded word without its ending, in a language (BCP 47); as it is where we know none of its endings. */
export function stem(word: string, language: string): string {
  const steps = word.length < 4 ? undefined : endings[language.split('-')[0]?.toLowerCase() ?? ''];
  if (!steps) return word;
  return steps.reduce((left, [ending, instead]) => (left.length < 4 ? left : left.replace(ending, instead)), word);
}
