import { tagsOf } from '../markup.ts';

const linking = new Set(['a', 'area', 'link']);

/** No profile names more; the rest of a longer list is not looked at. */
const most = 500;

/**
 * The addresses that a page, or a piece of one, calls its author's own: `<a rel="me" href="…">`, `<link rel="me" …>`
 * (microformats.org/wiki/rel-me). As they are written; what stands in comments, scripts and other attributes is none. Pure.
 */
export function readRelMe(markup: string): string[] {
  const found: string[] = [];
  for (const { tag, attributes } of tagsOf(markup)) {
    if (!linking.has(tag)) continue;
    const rels = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
    const href = attributes.get('href')?.trim();
    if (rels.includes('me') && href) found.push(href);
    if (found.length === most) break;
  }
  return found;
}
