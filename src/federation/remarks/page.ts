import type { Json } from '../inbox/incoming.ts';
import { isObject } from '../inbox/reference.ts';
import { addressOf, listOf } from './value.ts';

/** The page that shows it to a reader: among its addresses the one of HTML, else the first; on the host of its id only. */
export function pageOf(url: unknown, id: string): string {
  const { host, protocol } = new URL(id);
  const pages = listOf(url).flatMap((one) => {
    const address = addressOf(isObject(one) ? one.href : one);
    if (address === null || new URL(address).host !== host || new URL(address).protocol !== protocol) return [];
    return { address: new URL(address).href, rank: rankOf(one) };
  });
  return pages.toSorted((one, other) => one.rank - other.rank)[0]?.address ?? new URL(id).href;
}

function rankOf(value: unknown): number {
  const { mediaType, rel }: Json = isObject(value) ? value : {};
  if (mediaType === 'text/html') return 0;
  return mediaType === undefined && rel === undefined ? 1 : 2;
}
