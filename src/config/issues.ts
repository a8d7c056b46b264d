import type { z } from 'zod';
import { alternatives, nearest } from './nearest.ts';
import { jsonSchema } from './schema.ts';
import type { Wrong } from './wrong.ts';

type Issue = z.core.$ZodIssue;
type Shape = {
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  additionalProperties?: Shape | boolean;
  examples?: unknown[];
  enum?: unknown[];
};

/** One complaint about the data, and the path of the key that it is about. */
export interface Complaint extends Wrong {
  path: PropertyKey[];
}

// What other programs call it.
const elsewhere: Record<string, string> = {
  author: 'accounts',
  authors: 'accounts',
  baseurl: 'url',
  domain: 'url',
  host: 'url',
  lang: 'language',
  languagecode: 'language',
  locale: 'language',
  name: 'title',
  navigation: 'menu',
  permalinks: 'permalink',
  site: 'url',
  siteurl: 'url',
  subtitle: 'description',
  tagline: 'description',
  tz: 'timezone',
  username: 'handle',
  user: 'handle',
  bio: 'summary',
  image: 'avatar',
  favicon: 'icon',
  recommendations: 'blogroll',
  xmlurl: 'feed',
  rss: 'feed',
  htmlurl: 'url',
  link: 'url',
  href: 'url',
  imprint: 'contact',
  impressum: 'contact',
  telephone: 'phone',
  tel: 'phone',
  mail: 'email',
  street: 'address',
};

/** What zod found, in the words of the person who wrote the file. */
export function complaints(issues: readonly Issue[], data: unknown): Complaint[] {
  const root = jsonSchema() as Shape;
  return issues.flatMap((issue) => complain(issue, [], root, data));
}

function complain(issue: Issue, above: PropertyKey[], root: Shape, data: unknown): Complaint[] {
  const path = [...above, ...issue.path];
  const name = path.filter((step) => typeof step === 'string').join('.');
  const shape = shapeAt(root, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, Object.keys(shape.properties ?? {})));
  if (issue.code === 'custom') return [{ path, what: issue.message, mend: String(issue.params?.mend ?? '') }];
  if (issue.code === 'invalid_union') {
    // The alternative that fits furthest is the one that was meant.
    // Or the one that could say what is wrong with it, where the other wanted another kind.
    const furthest =
      issue.errors.find((inner) => inner.some(({ path: { length } }) => length > 0)) ??
      issue.errors.find((inner) => inner.some(({ code }) => code === 'custom'));
    if (furthest) return furthest.flatMap((inner) => complain(inner, path, root, data));
  }
  const value = path.reduce(
    (outer: unknown, step) => (outer as Record<PropertyKey, unknown> | undefined)?.[step],
    data,
  );
  if (issue.code === 'invalid_value') return [{ path, ...outOfChoice(name, value, issue.values.map(String)) }];
  if (value === undefined) return [{ path, what: `${name} is missing.`, mend: `Write ${example(path, shape)}.` }];
  return [{ path, ...wrongKind(name, value, path, shape) }];
}

function unknownKey(key: string, path: PropertyKey[], known: string[]): Complaint {
  const where = path.filter((step) => typeof step === 'string').join('.');
  const synonym = elsewhere[key.toLowerCase().replace(/[^a-z]/g, '')];
  const guess = (synonym && known.includes(synonym) ? synonym : null) ?? nearest(key, known);
  return {
    path: [...path, key],
    what: `${where ? `${where} has no key "${key}"` : `There is no key "${key}"`}.`,
    mend: guess ? `Did you mean "${guess}"?` : `Take it out; the keys here are ${alternatives(known)}.`,
  };
}

function outOfChoice(name: string, value: unknown, values: string[]): Wrong {
  const guess = typeof value === 'string' ? nearest(value, values) : null;
  return {
    what: `${name} is ${show(value)}.`,
    mend: guess ? `Did you mean ${guess}?` : `Write ${alternatives(values)}.`,
  };
}

function wrongKind(name: string, value: unknown, path: PropertyKey[], shape: Shape): Wrong {
  const last = path.at(-1);
  const expectsText = typeof shape.examples?.[0] === 'string';
  const what = `${name} is ${show(value)}${expectsText ? ', not text' : ', which cannot stand there'}.`;
  const unit = expectsText && /^\d+$/.test(String(value)) ? usualUnit(name) : null;
  if (unit) return { what, mend: `Write it with its unit: ${String(last)}: ${value}${unit}.` };
  const place = typeof last === 'string' ? `${last}:` : '-';
  if (expectsText && typeof value !== 'object') return { what, mend: `Put it in quotes: ${place} "${value}".` };
  return { what, mend: `Write ${example(path, shape)}.` };
}

/** The unit in which somebody thinks of a length of time; null: the key holds none. */
function usualUnit(name: string): string | null {
  if (name === 'comments.close') return 'd';
  return name.startsWith('publish.') ? 'm' : null;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return typeof value === 'string'
    ? `the text "${value}"`
    : `the ${typeof value === 'number' ? 'number' : 'value'} ${value}`;
}

function example(path: PropertyKey[], shape: Shape): string {
  const value = JSON.stringify(shape.examples?.[0] ?? '')
    .replace(/"([\w-]+)":/g, '$1: ')
    .replace(/,(?=\S)/g, ', ');
  const last = path.at(-1);
  const written = /^"[\w/:. -]*"$/.test(value) && !/^"[:-]|: /.test(value) ? value.slice(1, -1) : value;
  return typeof last === 'string' ? `${last}: ${written}` : `- ${written}`;
}

function shapeAt(root: Shape, path: PropertyKey[]): Shape {
  return path.reduce((shape: Shape, step) => below(shape, step) ?? {}, root);
}

function below(shape: Shape, step: PropertyKey): Shape | undefined {
  const more = typeof shape.additionalProperties === 'object' ? shape.additionalProperties : undefined;
  const direct = typeof step === 'number' ? shape.items : (shape.properties?.[String(step)] ?? more);
  return direct ?? shape.anyOf?.map((one) => below(one, step)).find((found) => found !== undefined);
}
