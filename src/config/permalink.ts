import { alternatives, nearest } from './nearest.ts';
import { isReserved } from './reserved.ts';
import type { Parsed } from './wrong.ts';

const placeholders = ['year', 'month', 'day', 'slug'];

/** Reads the pattern of posts' addresses: `/posts/:slug`, `/:year/:month/:slug/`. */
export function parsePermalink(text: string): Parsed<string> {
  const pattern = text.trim();
  const found = [...pattern.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => name);
  const unknown = found.find((name) => !placeholders.includes(name));
  if (unknown !== undefined) {
    const guess =
      nearest(unknown, placeholders) ?? { title: 'slug', name: 'slug', filename: 'slug' }[unknown.toLowerCase()];
    const known = `It may hold ${alternatives(placeholders.map((name) => `:${name}`))}`;
    return {
      what: `The permalink "${pattern}" has :${unknown}, which is not known.`,
      mend: guess ? `Write :${guess}.` : `${known}.`,
    };
  }
  if (!found.includes('slug')) {
    return {
      what: `The permalink "${pattern}" has no :slug, so all posts would have one address.`,
      mend: `Write ${`/${pattern}/:slug`.replace(/\/+/g, '/')}.`,
    };
  }
  if (!pattern.startsWith('/'))
    return { what: `The permalink "${pattern}" does not begin with a slash.`, mend: `Write /${pattern}.` };
  if (!/^(\/[A-Za-z0-9._~:-]+)+\/?$/.test(pattern) || /\/\.{1,2}(\/|$)/.test(pattern)) {
    return {
      what: `The permalink "${pattern}" holds characters that an address cannot have.`,
      mend: 'Use letters, digits, dots, hyphens, single slashes and the placeholders, as in /posts/:slug.',
    };
  }
  // Notes have their addresses there, so a post and a note would want the same one.
  if (isReserved(pattern.replace(/:[a-z]+/g, '0')) || /^\/notes\//i.test(pattern))
    return {
      what: `The permalink "${pattern}" leads to addresses that Postern needs itself.`,
      mend: 'Write another beginning, such as /posts/:slug.',
    };
  return { value: pattern };
}
