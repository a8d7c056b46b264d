import { closest, distance } from 'fastest-levenshtein';

/** The keys of front matter, each with the names that other systems have for it. */
export const keys = {
  title: [],
  date: ['pubDate', 'publishDate', 'published', 'created'],
  updated: ['lastmod', 'modified', 'lastModified', 'updatedDate'],
  draft: [],
  unlisted: ['hidden'],
  slug: [],
  permalink: ['url'],
  aliases: ['alias', 'redirectFrom'],
  canonical: ['canonicalUrl'],
  summary: ['excerpt', 'description'],
  tags: ['tag', 'keywords'],
  categories: ['category'],
  series: [],
  seriesOrder: ['part'],
  authors: ['author'],
  editors: ['editor'],
  lang: ['language', 'locale'],
  translationKey: [],
  cover: ['image', 'heroImage', 'featuredImage', 'thumbnail', 'banner'],
  comments: [],
  pinned: ['sticky', 'pin'],
  toc: ['tableOfContents', 'showToc'],
  edit: [],
  contentWarning: ['cw', 'spoiler'],
  federate: [],
  as: [],
  discuss: [],
  id: [],
  guid: [],
} satisfies Record<string, string[]>;

export type KeyName = keyof typeof keys;

/** What other systems write into every file, and what means nothing here: passed over without a word. */
const silent = new Set(['layout', 'type', 'template', 'weight', 'math']);

const byFoldedName = new Map<string, { name: KeyName; rank: number }>();
for (const [name, others] of Object.entries(keys)) {
  for (const [rank, other] of [name, ...others].entries())
    byFoldedName.set(fold(other), { name: name as KeyName, rank });
}

/** The key meant by a name as written, whatever its case, `_` and `-`; the lower the rank, the closer to our own name. */
export function findKey(written: string): { name: KeyName; rank: number } | 'silent' | null {
  return byFoldedName.get(fold(written)) ?? (silent.has(fold(written)) ? 'silent' : null);
}

/** The key that a mistyped one most likely means, or null when nothing is near. */
export function nearestKey(written: string): string | null {
  const folded = fold(written);
  const nearest = closest(folded, [...byFoldedName.keys()]);
  if (distance(folded, nearest) > (folded.length < 4 ? 1 : Math.max(2, Math.floor(folded.length / 3)))) return null;
  const found = byFoldedName.get(nearest);
  return found ? ([found.name, ...keys[found.name]][found.rank] ?? null) : null;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}
