/** `http:`, `mailto:` … in lower case, or null for a path. Browsers ignore white space and line ends within it. */
export function schemeOf(url: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** A URL as a browser reads it: without spaces around it, and without tabs, line ends and controls in it. */
export function trimUrl(url: string): string {
  return url.replace(/^[\p{Cc} ]+|[\p{Cc} ]+$/gu, '').replace(/\p{Cc}/gu, '');
}

/**
 * The file beside the post that a URL in its text names: `./a%20b.jpg?x#y` → `a b.jpg`. Null for URLs, for paths from
 * the blog's root and for fragments.
 */
export function localFile(url: string): string | null {
  const text = trimUrl(url);
  if (text === '' || /^[#/?\\]/.test(text) || schemeOf(text)) return null;
  const path = text.split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path).replace(/^(?:\.\/)+/, '') || null;
  } catch {
    return path;
  }
}

/** Whether a URL leads to another server, or (`data:`) to no server at all. */
export function isForeign(url: string): boolean {
  const text = trimUrl(url);
  return schemeOf(text) !== null || /^[/\\]{2}/.test(text);
}

/** What a link's target must end in to be a file of the post's rather than another page. */
export function isFile(path: string): boolean {
  return /\.[a-z0-9]{1,8}$/i.test(path) && !/\.(?:md|markdown|html?)$/i.test(path);
}

/** The candidates of a `srcset`: `a.jpg 1x, b.jpg 2x`. A comma within a URL does not end it. */
export function candidates(srcset: string): { url: string; size: string }[] {
  return srcset
    .split(/,\s+|,$/)
    .map((part) => part.trim().split(/\s+/))
    .flatMap(([url, ...size]) => (url ? [{ url, size: size.join(' ') }] : []));
}
