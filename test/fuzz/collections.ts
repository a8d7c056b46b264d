import { readFileSync } from 'node:fs';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/corpora/${path}`, import.meta.url), 'utf8'));

/** JSONTestSuite: each text with its name. `y_` must be taken, `n_` must not, of `i_` either is right. */
export const jsonTexts: [name: string, bytes: Buffer][] = [
  ...Object.entries(read('json-test-suite/cases.json') as Record<string, string>).map(
    ([name, text]): [string, Buffer] => [name, Buffer.from(text, 'base64')],
  ),
  // Two that are large and say the same over and over, so they are made here.
  ['n_structure_100000_opening_arrays.json', Buffer.from('['.repeat(100_000))],
  ['n_structure_open_array_object.json', Buffer.from('[{"":'.repeat(50_000))],
];

/** The Big List of Naughty Strings. */
export const naughtyStrings = read('naughty-strings/blns.json') as string[];

/** What DOMPurify is tried with. */
export const markup = read('dompurify/payloads.json') as string[];

interface Field {
  name: string;
  raw: string[];
  must_fail?: boolean;
}

const fields = ['binary', 'boolean', 'dictionary', 'examples', 'item', 'list', 'listlist', 'number'];
const parameters = ['param-dict', 'param-list', 'param-listlist', 'string', 'token'];

/** The tests of structured fields (RFC 9651): each line with its name. */
export const structuredFields: Field[] = [...fields, ...parameters].flatMap(
  (name) => read(`structured-fields/${name}.json`) as Field[],
);
