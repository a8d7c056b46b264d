export type Lines = Record<string, string>;

// Written out here once more: what a browser is told is no accident of the code.
export const everywhere: Lines = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
  'strict-transport-security': 'max-age=31536000',
};
const blogPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
export const policies = {
  blog: blogPolicy,
  file: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  film: "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'",
  pdf: "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
};

export const asked = 'public, max-age=0, must-revalidate';
export const forever = 'public, max-age=31536000, immutable';
export const html = { 'content-type': 'text/html; charset=utf-8' };
const sentence = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
export const varies = { vary: 'Accept-Encoding' };
const negotiated = { vary: 'Accept, Accept-Encoding' };
export const open = { 'access-control-allow-origin': '*' };

/** Whole answers that many routes give. */
export const answers = {
  page: { ...html, ...varies, 'cache-control': asked },
  post: { ...html, ...negotiated, 'cache-control': asked },
  notice: { ...html, ...varies, 'cache-control': 'no-store' },
  form: { ...html, ...varies, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
  gone: { ...html, ...varies, 'cache-control': asked },
  moved: { 'cache-control': 'public, max-age=3600' },
  refused: sentence,
  text: { 'content-type': 'text/plain; charset=utf-8', ...varies, 'cache-control': asked },
  health: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  activity: { 'content-type': 'application/activity+json', ...varies, ...open, 'cache-control': 'public, max-age=60' },
  apart: { 'content-type': 'text/plain; charset=utf-8', ...varies, ...open, 'cache-control': 'no-store' },
  inbox: { 'content-type': 'text/plain; charset=utf-8', ...open, 'cache-control': 'no-store' },
} satisfies Record<string, Lines>;
export const feed = (type: string, self: string): Lines => ({
  'content-type': `${type}; charset=utf-8`,
  ...varies,
  'cache-control': 'public, max-age=900',
  'cross-origin-resource-policy': 'cross-origin',
  link: `${self.includes('?') ? '' : '<https://blog.example.com/hub>; rel="hub", '}<https://blog.example.com${self}>; rel="self"`,
});
export const file = (type: string, own: Lines = {}): Lines => ({
  'content-type': type,
  'cache-control': 'public, max-age=3600',
  'accept-ranges': 'bytes',
  ...own,
});
export const medium = { 'cache-control': forever, 'cross-origin-resource-policy': 'cross-origin' };

export interface Case {
  /** The route that answers; a case without one is the listener's. */
  route: string;
  path: string;
  status?: number;
  /** All lines but those of `everywhere`, the policy, and those that tell of the bytes. */
  lines: Lines;
  policy?: keyof typeof policies;
  method?: string;
  headers?: Lines;
  body?: string;
}

/** The route of whatever has none of its own. */
export const rest = 'GET /*';

/** An address of the blog, as a redirect names it. */
export const to = (path: string, lines: Lines = answers.moved): Lines => ({
  ...lines,
  location: `https://blog.example.com${path}`,
});
