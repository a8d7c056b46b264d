import { isHopeless, sentenceOf } from '../load/refused.ts';
import type { Incoming } from './incoming.ts';
import { Unreadable } from './unreadable.ts';

/**
 * What is served at an id now; null: its own server says that nothing is, or nobody may be asked.
 * @throws Unreadable when it cannot be read now: the sender is to come again.
 */
export async function fetched(id: string, { actor, load }: Pick<Incoming, 'actor' | 'load'>): Promise<unknown> {
  return load(id).then(
    ({ document }) => document,
    (error: unknown) => {
      if (isHopeless(error)) return null;
      throw new Unreadable(actor, sentenceOf(error));
    },
  );
}
