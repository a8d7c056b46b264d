import { readFileSync } from 'node:fs';

/** The cases of a file of test/fixtures/corpora, each with what it tries. */
export function corpus(name: string): { tries: string; text: string }[] {
  let tries = '';
  const cases: { tries: string; text: string }[] = [];
  for (const line of readFileSync(new URL(`../fixtures/corpora/${name}.txt`, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('## ')) tries = line.slice(3);
    else if (line !== '') cases.push({ tries, text: unescaped(line) });
  }
  return cases;
}

const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\\': '\\' };

function unescaped(line: string): string {
  return line.replace(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|([nrt0\\]))/g,
    (_, long?: string, short?: string, letter?: string) =>
      letter ? (letters[letter] ?? '') : String.fromCodePoint(Number.parseInt(long ?? short ?? '', 16)),
  );
}
