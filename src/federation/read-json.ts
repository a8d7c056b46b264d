import { isObject } from './inbox/reference.ts';

/** The JSON object that another server sent, or null: it is none, or no UTF-8. What is in it is not checked yet. */
export function readJson(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
