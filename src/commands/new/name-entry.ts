import { createHash } from 'node:crypto';
import type { Kind } from '../../content/entry.ts';
import { slugify } from '../../content/slug.ts';
import type { ZonedDate } from './zoned-date.ts';

const folders: Record<Kind, string> = { post: 'posts', note: 'notes', page: 'pages' };
const longestSlug = 60;

/** The file of a new entry, relative to the content folder, and its id, which nothing else has. */
export function nameEntry({
  kind,
  text,
  day,
  dated,
  folder,
  taken,
}: {
  kind: Kind;
  /** The title; of a note, its text. */
  text: string;
  day: ZonedDate;
  /** Whether its date is known now, and so begins the file's name. */
  dated: boolean;
  /** A folder with index.md, or one file. */
  folder: boolean;
  taken: ReadonlySet<string>;
}): { path: string; id: string } {
  const slug = shorten(slugify(text), kind === 'note' ? 40 : longestSlug) || (kind === 'note' ? day.time : kind);
  const name = dated ? `${day.day}-${slug}` : slug;
  return {
    path: `${folders[kind]}/${name}${folder ? '/index' : ''}.md`,
    id: free(identify(kind, slug, day.day), taken),
  };
}

/** Cut at a word. */
function shorten(slug: string, most: number): string {
  return slug.length <= most
    ? slug
    : slug
        .slice(0, most + 1)
        .replace(/-[^-]*$/, '')
        .slice(0, most);
}

// It stands in addresses that other servers keep for ever, so plain ASCII; with the day, since titles come again.
function identify(kind: Kind, slug: string, day: string): string {
  const plain = /^[a-z0-9-]+$/.test(slug) ? slug : createHash('sha256').update(slug).digest('hex').slice(0, 6);
  return kind === 'page' ? plain : `${day}-${plain}`;
}

function free(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  for (let number = 2; ; number += 1) if (!taken.has(`${id}-${number}`)) return `${id}-${number}`;
}
