/** Addresses of the blog itself, lower case and without a slash at the end. */
const taken = new Set(
  `/ /page /tags /archive /series /feed.xml /atom.xml /feed.json /rss.xml /index.xml /feed.atom /index.rss /feed /rss
  /comments/feed.xml /held /ap /.well-known /nodeinfo /interact /report /subscribe /search /privacy /imprint
  /blogroll /blogroll.opml /healthz /readyz /metrics
  /opensearch.xml /sitemap.xml /robots.txt /favicon.ico /icon.svg /media /preview /admin`.split(/\s+/),
);
const takenBelow = [
  '/page/',
  '/tags/',
  '/series/',
  '/languages/',
  '/ap/',
  '/held/',
  '/.well-known/',
  '/nodeinfo/',
  '/media/',
  '/cards/',
  '/preview/',
  '/admin/',
];
const takenForm = [/^\/@/, /^\/archive\/\d{4}$/, /^\/theme-[^/]*\.css$/, /\/comments\.xml$/];

/** Pages that the blog writes where the author writes none. */
const replaceable = new Set(['/privacy', '/imprint', '/blogroll']);

/** Whether an author's own page may stand at this address, although it belongs to the blog itself. */
export function mayBeReplaced(path: string): boolean {
  return replaceable.has(path);
}

/** Whether an address belongs to the blog itself. `more` are further ones, such as additional feeds. */
export function isReserved(path: string, more: readonly string[] = []): boolean {
  const plain = withoutSlash(path.toLowerCase());
  return (
    taken.has(plain) ||
    takenBelow.some((start) => plain.startsWith(start)) ||
    takenForm.some((form) => form.test(plain)) ||
    more.some((address) => withoutSlash(address.toLowerCase()) === plain)
  );
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
