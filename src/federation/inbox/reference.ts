import type { Json } from './incoming.ts';

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The id that a property names, by itself or by an object that has it; null when it names none, or several. */
export function idOf(value: unknown): string | null {
  const [only, ...others] = Array.isArray(value) ? value : [value];
  if (others.length > 0) return null;
  const id = isObject(only) ? only.id : only;
  return typeof id === 'string' ? id : null;
}
