import { type Document, isAlias, isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Fault } from './split.ts';

/** One key of the front matter, as written. */
export interface Field {
  key: string;
  /** 1-based line of the file. */
  line: number;
  /** What stands behind the key: a scalar, a list, the fields of a map, or null. An alias is resolved one step. */
  node: unknown;
}

const rules = {
  version: '1.2',
  schema: 'core',
  uniqueKeys: true,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** The fields of a piece of YAML, and the faults of its form. `firstLine` is the line of the file on which it begins. */
export function readYaml(yaml: string, firstLine: number): { fields: Field[]; faults: Fault[] } {
  const lines = new LineCounter();
  const document = readDocument(yaml, lines);
  if (document === null) {
    return { fields: [], faults: [{ line: firstLine, ...explain('RESOURCE_EXHAUSTION', '', '') }] };
  }
  const written = yaml.split('\n');
  const lineOf = (offset: number): number => lines.linePos(offset).line + firstLine - 1;
  // One damage often shows as several errors on its line; the first is the one that helps.
  const faults = new Map<number, Fault>();
  for (const error of [...document.errors, ...document.warnings]) {
    const line = lineOf(error.pos[0]);
    if (!faults.has(line))
      faults.set(line, { line, ...explain(error.code, error.message, written[line - firstLine] ?? '') });
  }
  const found = [...faults.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (document.contents === null) return { fields: [], faults: found };
  if (!isMap(document.contents)) {
    const plain = { line: firstLine, what: 'The front matter holds no keys.', mend: 'Write one `key: value` a line.' };
    return { fields: [], faults: found.length > 0 ? found : [plain] };
  }
  return { fields: fieldsOf(document.contents, document, lineOf), faults: found };
}

/** Null: it is nested so deeply that there is no room to read it in (`- - - - …`, ten thousand of them). */
function readDocument(yaml: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(yaml, { ...rules, lineCounter });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Only one map deep, and aliases only one step: nothing can multiply or run in circles. */
function fieldsOf(map: YAMLMap, document: Document, lineOf: (offset: number) => number, depth = 1): Field[] {
  return map.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !key.range) return [];
    const node = isAlias(value) ? (value.resolve(document) ?? value) : value;
    const inner = isMap(node) && depth > 0 ? fieldsOf(node, document, lineOf, depth - 1) : node;
    return [{ key: String(key.value), line: lineOf(key.range[0]), node: inner }];
  });
}

const explanations: Record<string, Omit<Fault, 'line'>> = {
  RESOURCE_EXHAUSTION: { what: 'The front matter is nested too deeply.', mend: 'Write one `key: value` a line.' },
  TAB_AS_INDENT: { what: 'The line is indented with a tab.', mend: 'Indent it with spaces.' },
  DUPLICATE_KEY: { what: 'The key is there twice.', mend: 'Keep one of the two.' },
  TAG_RESOLVE_FAILED: {
    what: 'A type is named with `!`, and no types are read here.',
    mend: 'Remove it, or put the value in quotes.',
  },
  BAD_ALIAS: { what: 'A value that begins with `*` or `&` refers to another place.', mend: 'Put the value in quotes.' },
  BAD_SCALAR_START: {
    what: 'The value begins with a sign that means something else in YAML.',
    mend: 'Put the value in quotes.',
  },
  BAD_DQ_ESCAPE: {
    what: 'A backslash in double quotes begins a code that does not exist.',
    mend: 'Write it twice, or use single quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: { what: 'The value holds a colon with a space after it.', mend: 'Put the value in quotes.' },
  BAD_INDENT: {
    what: 'The line is indented differently from its neighbours.',
    mend: 'Begin all keys at the beginning of the line, and close every bracket above it.',
  },
  MULTIPLE_DOCS: { what: 'A second document begins here.', mend: 'Keep one front matter.' },
};

function explain(code: string, message: string, text: string): Omit<Fault, 'line'> {
  if (/^\s*\t/.test(text)) return explain('TAB_AS_INDENT', message, '');
  if (code === 'MISSING_CHAR' && /quote/i.test(message)) {
    return {
      what: 'A quotation mark opens and none closes.',
      mend: 'Close it, or use the other kind of quotation mark around the value.',
    };
  }
  if (code === 'UNEXPECTED_TOKEN' && /^[\w-]+:\s*["']/.test(text)) {
    return {
      what: 'There is more after the closing quotation mark.',
      mend: 'Put the whole value in the other kind of quotation mark.',
    };
  }
  return (
    explanations[code] ?? {
      what: `This is not YAML: ${firstSentence(message)}.`,
      mend: 'Write `key: value`, with the value in quotes when it holds signs.',
    }
  );
}

function firstSentence(message: string): string {
  return message.split('\n')[0]?.replace(/\.$/, '') ?? message;
}
