import type { Parsed } from './wrong.ts';

/** Where the blog lives: `https://blog.example.com` and `/blog`, neither with a slash at the end. */
export interface Address {
  origin: string;
  base: string;
}

/** Reads the blog's URL. It may carry a path, and nothing after it. */
export function parseAddress(text: string): Parsed<Address> {
  const written = text.trim();
  if (!URL.canParse(written) || !/^[a-z]+:\/\//i.test(written)) return withoutScheme(written);
  const url = new URL(written);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return {
      what: `The url "${written}" begins with ${url.protocol}//, which is not the web.`,
      mend: `Write https://${url.host}${url.pathname}`.replace(/\/$/, '').concat('.'),
    };
  }
  const base = url.pathname.replace(/\/+$/, '');
  const clean = `${url.protocol}//${url.host}${base}`;
  const extra = surplus(url);
  if (extra)
    return {
      what: `The url "${written}" carries ${extra}, which an address of a blog cannot have.`,
      mend: `Write ${clean}.`,
    };
  if (url.hostname.endsWith('.')) {
    return {
      what: `The host of the url "${written}" ends with a dot.`,
      mend: `Write ${clean.replace(url.hostname, url.hostname.replace(/\.+$/, ''))}.`,
    };
  }
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(base)) {
    return {
      what: `The path of the url, "${base}", holds characters that do not survive every server.`,
      mend: 'Use letters, digits, dots, hyphens and single slashes only, as in https://example.com/blog.',
    };
  }
  return { value: { origin: url.origin, base } };
}

/** True for a host on which only this machine answers: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}

function surplus(url: URL): string | null {
  if (url.username || url.password) return 'a user name or password';
  if (url.search) return 'a query (what follows the ?)';
  if (url.hash) return 'a fragment (what follows the #)';
  return null;
}

function withoutScheme(written: string): Parsed<Address> {
  const bare = written.replace(/^(https?:)?\/*/i, '').replace(/\/+$/, '');
  const local = isLoopback(bare.replace(/(:\d+)?(\/.*)?$/, ''));
  const guess = `${local ? 'http' : 'https'}://${bare}`;
  const usable = /^[^\s@/]+\.[^\s@]+$|^localhost/i.test(bare) && URL.canParse(guess);
  return {
    what: `The url "${written}" is not a whole address.`,
    mend: usable ? `Write ${guess}.` : 'Write a whole address such as https://blog.example.com.',
  };
}
