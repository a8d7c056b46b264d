import { calendar } from './zone.ts';

/** The address of a post by the blog's pattern (checked with the configuration), ready for a URL: `/posts/hello`. `date` counts in `timezone`. */
export function fillPattern(pattern: string, slug: string, date: Date, timezone: string): string {
  const filled = pattern.replace(':slug', encodeURIComponent(slug));
  if (!filled.includes(':')) return filled;
  const { year, month, day } = calendar(date, timezone);
  return filled
    .replace(':year', String(year).padStart(4, '0'))
    .replace(':month', String(month).padStart(2, '0'))
    .replace(':day', String(day).padStart(2, '0'));
}

/** The address of a page: `pages/about.md` → `/about`, `pages/trees/index.md` → `/trees`. `slug` stands for the last part. */
export function pagePermalink(path: string, slug: string, foldFolder: (name: string) => string): string {
  const folders = path.split('/').slice(1, -1);
  if (/\/index\.[^/.]+$/.test(path)) folders.pop();
  return `/${[...folders.map(foldFolder), slug].filter(Boolean).map(encodeURIComponent).join('/')}`;
}

/**
 * A path in its one spelling: decoded, in NFC, encoded again as a browser does; case and a slash at the end are kept.
 * Null for what is no path of this blog: another host, a query, a fragment, dot segments, empty segments, control
 * characters, backslashes, broken encoding.
 */
export function foldPath(path: string): string | null {
  if (!path.startsWith('/') || /[?#\\]/.test(path) || path.length > 2000) return null;
  const parts: string[] = [];
  for (const part of path.slice(1).split('/')) {
    const plain = decode(part)?.normalize('NFC');
    if (plain === undefined || plain === '.' || plain === '..' || /[\p{Cc}/\\\u2028\u2029]/u.test(plain)) return null;
    parts.push(plain);
  }
  if (parts.slice(0, -1).includes('')) return null;
  // encodeURIComponent also encodes what a path may hold as it is; browsers do not, so `/@a:b` stays one address.
  const encoded = parts.map((part) =>
    encodeURIComponent(part).replace(/%(?:40|3A|24|26|2B|2C|3B|3D)/g, decodeURIComponent),
  );
  return `/${encoded.join('/')}`;
}

function decode(part: string): string | undefined {
  try {
    const plain = decodeURIComponent(part);
    return plain.isWellFormed() ? plain : undefined;
  } catch {
    return undefined;
  }
}
