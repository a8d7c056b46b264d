import { scan } from './gate/scan.ts';
import { isObject } from './inbox/reference.ts';

/** A page of a collection, with the posts in it, may hold more than an activity does. */
const mostValues = 20_000;

/**
 * The JSON object that another server sent, or null: it is none, no UTF-8, or of a shape that an activity may not have
 * either (too deep, a key twice, `__proto__`). What is in it is not checked yet.
 */
export function readJson(body: Buffer): Record<string, unknown> | null {
  if (scan(body, mostValues) !== null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
