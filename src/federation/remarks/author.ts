import { isObject } from '../inbox/reference.ts';
import { addressOf, listOf } from './value.ts';

/**
 * Who wrote it (`attributedTo`): the one that is named, alone or by an object; of several the first person, since
 * PeerTube names the channel as well, and else the first. Null when nobody is named.
 */
export function authorOf(attributedTo: unknown): string | null {
  const named = listOf(attributedTo);
  const person = named.find((one) => isObject(one) && one.type === 'Person') ?? named[0];
  return addressOf(isObject(person) ? person.id : person);
}
