import type { Json } from '../inbox/incoming.ts';
import { notJson, scan } from './scan.ts';

/** What a body says, read as plain JSON. */
export interface Said {
  /** What is wrong with it as JSON; what could be read is there nevertheless. */
  fault: string | null;
  activity: Json;
  /** Empty where there is none, or no string. */
  id: string;
  type: string;
  actor: string;
}

/** Reads a body. Nothing is parsed that the scan does not let pass. */
export function readSaid(body: Buffer): Said {
  const { fault, activity } = readObject(body);
  const { id, type, actor } = activity;
  return { fault, activity, id: textOf(id), type: textOf(type), actor: textOf(actor) };
}

function readObject(body: Buffer): Pick<Said, 'fault' | 'activity'> {
  const fault = scan(body);
  if (fault !== null) return { fault, activity: {} };
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { fault: null, activity: value as Json };
    }
  } catch {
    return { fault: notJson, activity: {} };
  }
  return { fault: 'The body must be an object.', activity: {} };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
