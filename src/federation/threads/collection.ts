import type { DocumentLoader } from '@fedify/fedify/runtime';
import { isObject } from '../inbox/reference.ts';
import { addressOf, listOf, originOf } from '../remarks/value.ts';

/** What a collection was found to hold. */
export interface Listing {
  /** In its order, each once. */
  ids: string[];
  /** The page that would come next; null: there is none. */
  next: string | null;
  /** Whether that is all of it: nothing failed, and nothing was left out. */
  isWhole: boolean;
}

export interface ReadingLimits {
  /** Pages are read from this origin alone: that of the object that names the collection. */
  origin: string;
  load: DocumentLoader;
  /** How many documents may still be fetched; counted down. */
  fetches: { left: number };
  /** So many ids. */
  most: number;
}

const kinds = new Set(['Collection', 'OrderedCollection', 'CollectionPage', 'OrderedCollectionPage']);
/** Of pages that are embedded in one another. */
const deepest = 8;

/**
 * The ids that a collection names, page by page: given by its id, or embedded with its first page, as Mastodon does. What is
 * embedded as an item counts for its id alone. Never throws.
 */
export async function readCollection(reference: unknown, limits: ReadingLimits): Promise<Listing> {
  const { origin, load, fetches, most } = limits;
  const ids = new Set<string>();
  const passed = new Set<string>();
  let at: unknown = reference;
  for (let steps = 0; steps < deepest + fetches.left && at !== null && at !== undefined; steps += 1) {
    const address = addressOf(at);
    if (address !== null) {
      if (originOf(address) !== origin || passed.has(address)) return { ids: [...ids], next: null, isWhole: false };
      if (fetches.left <= 0) return { ids: [...ids], next: address, isWhole: false };
      passed.add(address);
      fetches.left -= 1;
      at = await load(address).then(
        ({ document }) => document,
        () => false,
      );
    }
    if (!isObject(at) || !listOf(at.type).some((type) => kinds.has(String(type))))
      return { ids: [...ids], next: null, isWhole: false };
    for (const item of [at.items, at.orderedItems].flatMap((some) => (Array.isArray(some) ? some : listOf(some)))) {
      const id = addressOf(isObject(item) ? item.id : item);
      if (id === null) continue;
      if (ids.size >= most) return { ids: [...ids], next: null, isWhole: false };
      ids.add(id);
    }
    at = at.first ?? at.next;
  }
  return { ids: [...ids], next: null, isWhole: at === null || at === undefined };
}
