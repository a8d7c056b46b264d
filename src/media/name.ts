import { slugify } from '../content/slug.ts';

/** The name in a medium's address: `Hügel 1.JPEG` → `huegel-1.jpg`. `extension` is that of its type, if there is one. */
export function mediumName(source: string, extension: string | null): string {
  const [, stem = '', own = ''] = /([^/]*?)(?:\.([^./]*))?$/.exec(source) ?? [];
  const ending = extension ?? ascii(own);
  return `${ascii(stem).slice(0, 80) || 'file'}${ending ? `.${ending}` : ''}`;
}

function ascii(text: string): string {
  return slugify(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
