import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Wrong } from './wrong.ts';

/** A YAML file read as data, that still knows on which line each value stands. */
export interface YamlDocument {
  /** Empty keys (`description:`) are left out, so that they mean the same as no key. */
  data: unknown;
  /** What is wrong with the file as YAML; with errors there is no data. */
  errors: (Wrong & { line: number })[];
  /** The 1-based line of a key or list item, or of the nearest thing around it; null where nothing of it is written. */
  line(path: readonly PropertyKey[]): number | null;
}

// YAML's own messages speak to those who write parsers: by its code, what to do, and where it helps, what it means.
const explanations: Record<string, { what?: string; mend: string }> = {
  BAD_SCALAR_START: { mend: 'Put the value in quotes.' },
  BLOCK_AS_IMPLICIT_KEY: {
    mend: 'Put a value that holds a colon in quotes, and begin lists and groups on a line of their own.',
  },
  DUPLICATE_KEY: { what: 'The same key is written twice', mend: 'Keep one of the two lines.' },
  MISSING_CHAR: {
    what: 'A quote or bracket is never closed, or a comma or colon is missing',
    mend: 'Look at this line and the ones before it.',
  },
  TAB_AS_INDENT: { mend: 'Indent with spaces; YAML takes no tabs.' },
  BAD_INDENT: { mend: 'Give lines that belong together the same number of spaces.' },
  MULTILINE_IMPLICIT_KEY: {
    what: 'This line has no colon, or its colon is not followed by a space',
    mend: 'Write it as key: value.',
  },
};

/** Reads YAML without custom tags and with few aliases: it is data, never a program. */
export function readYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, customTags: [] });
  const complaints = [...document.errors, ...document.warnings];
  const errors = complaints.map((error) => ({ ...explain(error), line: lines.linePos(error.pos[0]).line }));
  const none = { data: undefined, line: () => null };
  if (errors.length > 0) return { ...none, errors };
  try {
    const data = document.toJS({ maxAliasCount: 20 }) as unknown;
    return { data: withoutEmpty(data), errors, line: (path) => locate(document, lines, path) };
  } catch {
    return {
      ...none,
      errors: [{ what: 'The file repeats itself too often (& and *).', mend: 'Write the values out.', line: 1 }],
    };
  }
}

function explain(error: YAMLError): Wrong {
  const { what = error.message.replace(/\.$/, ''), mend = 'Compare the line with docs/configuration.md.' } =
    explanations[error.code] ?? {};
  return { what: `This is not valid YAML: ${what}.`, mend };
}

function withoutEmpty(data: unknown): unknown {
  if (Array.isArray(data)) return data.filter((item) => item !== null).map(withoutEmpty);
  if (typeof data !== 'object' || data === null) return data;
  const kept = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutEmpty(value)]));
}

function locate(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const step of path) {
    const [next, at]: [unknown, Node | null] = child(node, step);
    if (at?.range) offset = at.range[0];
    if (next === undefined) break;
    node = next;
  }
  return offset === null ? null : lines.linePos(offset).line;
}

/** What is below a node, and the node whose line stands for it: the key of a map, the item of a list. */
function child(node: unknown, step: PropertyKey): [next: unknown, at: Node | null] {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
    );
    return pair ? [pair.value ?? null, pair.key as Node] : [undefined, null];
  }
  if (!isSeq(node)) return [undefined, null];
  // Empty items were left out of the data, so they are not counted here either.
  const item = node.items.filter((one) => !(isScalar(one) && one.value === null))[Number(step)];
  return item === undefined ? [undefined, null] : [item, item as Node];
}
