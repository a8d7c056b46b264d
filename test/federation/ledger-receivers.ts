import { expect } from 'vitest';

/** What an activity says: which telling of its post it holds, by a number that grows. */
export interface Message {
  type: string;
  text: number;
}

interface Arrival extends Message {
  step: number;
}

/** What one inbox made of what arrived about one post. Null: nothing. */
export type Held = { text: number } | 'deleted' | null;

/**
 * The other servers, as far as it matters here: a post that they know is not made again, an edit is believed, and what was
 * deleted never comes back. Of an edit to a post that they do not know, some make the post, and others nothing.
 */
export function createReceivers() {
  /** By subject and inbox. */
  const arrivals = new Map<string, Arrival[]>();
  /** Where it is not known of some attempt whether it arrived. */
  const doubtful = new Set<string>();
  /** What a Create carried at least that was delivered. */
  const carried = new Map<string, number>();

  const to = (stream: string): Arrival[] =>
    (arrivals.get(stream) ?? []).toSorted((one, other) => one.step - other.step);

  return {
    arrives(stream: string, step: number, message: Message): void {
      arrivals.set(stream, [...(arrivals.get(stream) ?? []), { ...message, step }]);
    },
    doubt: (stream: string): void => void doubtful.add(stream),
    /** A post was delivered that carried so much when it was taken, or more. */
    took: (stream: string, text: number): void => void carried.set(stream, text),
    /** An edit is about to be sent, or a post. */
    departs(stream: string, { type, text }: Message): void {
      const before = carried.get(stream);
      if (type !== 'Update' || before === undefined || doubtful.has(stream)) return;
      const isMixed = to(stream).some((arrival) => arrival.type === 'Update' && arrival.text < text);
      if (!isMixed) expect(before, `edit ${text} to ${stream}, where the post carried it`).toBeLessThan(text);
    },
    holds(stream: string, makesOfEdits: boolean): Held {
      let held: Held = null;
      for (const { type, text } of to(stream)) {
        if (type === 'Delete') held = 'deleted';
        else if (held === 'deleted') continue;
        else if (type === 'Update' ? held !== null || makesOfEdits : held === null) held = { text };
      }
      return held;
    },
    /** How often a post came where nothing was in doubt. */
    posts: (stream: string): number =>
      doubtful.has(stream) ? 0 : to(stream).filter(({ type }) => type === 'Create').length,
  };
}
