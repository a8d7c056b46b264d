import { isScalar, isSeq } from 'yaml';
import { nearest } from '../../config/nearest.ts';
import type { Problem } from '../../problem.ts';
import { readDate } from './date.ts';
import type { KeyName } from './keys.ts';
import type { Field } from './yaml.ts';

/** Reads the keys of one file, each by what it should hold; what it does not hold becomes a problem. */
export interface Values {
  /** The field of a key, or undefined when the file has none or leaves it empty. */
  field(key: KeyName): Field | undefined;
  text(key: KeyName, longest?: number): string | null;
  flag(key: KeyName): boolean;
  list(key: KeyName, longest?: number): string[];
  date(key: KeyName): Date | null;
  whole(key: KeyName): number | null;
  /** The value that a word of `words` stands for. Words are compared without case; `true` and `false` are words too. */
  choice<Value>(key: KeyName, words: Record<string, Value>, fallback: Value): Value;
  /** An absolute http or https URL. */
  url(key: KeyName): string | null;
  /** Adds a problem on a key's line. */
  fault(field: Field, what: string, mend: string, severity?: Problem['severity']): void;
}

/** Short words that stand in an index and in addresses are kept short. */
export const shortText = 200;
const longText = 5000;

export function createValues(
  fields: ReadonlyMap<KeyName, Field>,
  timezone: string,
  report: (problem: Omit<Problem, 'path'>) => void,
): Values {
  const values: Values = {
    field(key) {
      const field = fields.get(key);
      return field && !isEmpty(field.node) ? field : undefined;
    },
    text(key, longest = longText) {
      const field = values.field(key);
      if (!field) return null;
      const text = scalarText(field.node);
      if (text === null) {
        values.fault(
          field,
          `\`${field.key}\` must be a text.`,
          `Write \`${field.key}: …\`, in quotes if it begins with a sign.`,
        );
        return null;
      }
      if (text.length > longest) {
        values.fault(field, `\`${field.key}\` is longer than ${longest} characters.`, 'Shorten it.');
        return null;
      }
      return text || null;
    },
    flag(key) {
      return values.choice(key, { true: true, yes: true, on: true, false: false, no: false, off: false }, false);
    },
    list(key, longest = shortText) {
      const field = values.field(key);
      if (!field) return [];
      const whole = scalarText(field.node);
      const items = isSeq(field.node) ? field.node.items.map(scalarText) : (whole?.split(',') ?? [null]);
      const texts = items.filter((item) => item !== null).map((item) => item.trim());
      if (texts.length < items.length || texts.length > 100 || texts.some((text) => text.length > longest)) {
        values.fault(
          field,
          `\`${field.key}\` must be a list of at most 100 short texts.`,
          `Write \`${field.key}: [one, two]\`.`,
        );
      }
      return [...new Set(texts.filter(Boolean))];
    },
    date(key) {
      const field = values.field(key);
      if (!field) return null;
      const text = scalarText(field.node);
      const date = text === null ? null : readDate(text, timezone);
      if (!date) {
        const shown = text === null ? 'The value' : `"${text}"`;
        values.fault(
          field,
          `${shown} is no date.`,
          'Write it as `2026-11-20`, `2026-11-20 14:30` or `2026-11-20T14:30:00+01:00`.',
        );
      }
      return date;
    },
    whole(key) {
      const text = values.text(key);
      const field = values.field(key);
      if (text === null || !field) return null;
      if (/^-?\d{1,9}$/.test(text)) return Number(text);
      values.fault(field, `\`${field.key}\` must be a whole number.`, `Write \`${field.key}: 2\`.`);
      return null;
    },
    choice(key, words, fallback) {
      const field = values.field(key);
      if (!field) return fallback;
      const word = scalarText(field.node)?.toLowerCase() ?? '';
      if (Object.hasOwn(words, word)) return words[word] as (typeof words)[string];
      const known = Object.keys(words).filter((each) => !['yes', 'no', 'on', 'off'].includes(each));
      values.fault(
        field,
        `\`${field.key}\` must be one of ${known.join(', ')}.`,
        `Write \`${field.key}: ${nearest(word, known) ?? known[0]}\`.`,
      );
      return fallback;
    },
    url(key) {
      const text = values.text(key, 2000);
      const field = values.field(key);
      if (text === null || !field) return null;
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href;
      values.fault(
        field,
        `\`${field.key}\` must be a whole address.`,
        `Write it with its beginning: \`${field.key}: https://…\`.`,
      );
      return null;
    },
    fault(field, what, mend, severity = 'error') {
      report({ line: field.line, severity, what, mend });
    },
  };
  return values;
}

/** The text of a scalar as the author wrote it (`1984`, `1.10`, `true`); null for what is no scalar. */
export function scalarText(node: unknown): string | null {
  if (!isScalar(node)) return null;
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  // `"\ud800"` and `"\0"` are characters that nothing can store.
  return text.toWellFormed().replaceAll('\0', '').trim();
}

function isEmpty(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  return isScalar(node) && (node.value === null || node.value === '');
}
