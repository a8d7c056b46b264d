import type { Json } from '../inbox/incoming.ts';
import { isObject } from '../inbox/reference.ts';
import { addressOf, firstId, listOf } from './value.ts';

/** FEP-044f, then what Misskey, Fedibird and their descendants wrote before it. */
const properties = ['quote', 'quoteUrl', 'quoteUri', '_misskey_quote'];

/** The relations by which a Link among the tags is a quote (FEP-e232). */
const relations = new Set([
  'https://w3id.org/fep/044f#quote',
  'https://misskey-hub.net/ns#_misskey_quote',
  'http://fedibird.com/ns#quoteUri',
  'https://www.w3.org/ns/activitystreams#quoteUrl',
]);

/** What it quotes, by its id or address; null when nothing. */
export function quotedIn(object: Json): string | null {
  for (const property of properties) {
    const quoted = firstId(object[property]);
    if (quoted !== null) return quoted;
  }
  const link = listOf(object.tag).find((tag) => isObject(tag) && tag.type === 'Link' && listOf(tag.rel).some(isQuote));
  return isObject(link) ? addressOf(link.href) : null;
}

function isQuote(relation: unknown): boolean {
  return typeof relation === 'string' && relations.has(relation);
}
