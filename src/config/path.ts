import type { Parsed } from './wrong.ts';

/** Reads a path of this blog: it begins with a slash, and has no query, fragment or empty part. */
export function parseSitePath(text: string): Parsed<string> {
  const path = text.trim();
  if (/^[a-z]+:\/\//i.test(path))
    return { what: `"${path}" is a whole address.`, mend: `Write only its path, such as /feed.xml.` };
  if (!path.startsWith('/')) return { what: `"${path}" does not begin with a slash.`, mend: `Write /${path}.` };
  if (/[\s?#\\:*]|\/\/|\/\.{1,2}(\/|$)/.test(path)) {
    return {
      what: `"${path}" is not a plain path.`,
      mend: 'Write a path without spaces, ?, #, :, * and double slashes, such as /blog/index.xml.',
    };
  }
  return { value: path };
}

/** Reads where a link of the menu leads: a path of this blog, or a URL with http, https or mailto. */
export function parseLink(text: string): Parsed<string> {
  const link = text.trim();
  if (link.startsWith('/') && !link.startsWith('//') && !/[\s\\]/.test(link)) return { value: link };
  if (/^(https?:\/\/|mailto:)\S+$/i.test(link) && URL.canParse(link)) return { value: link };
  const guess = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/i.test(link)
    ? `https://${link}`
    : `/${/^[a-z0-9/-]+$/i.test(link) ? link : 'archive'}`;
  return { what: `"${link}" leads nowhere.`, mend: `Write a path of this blog or a whole address, such as ${guess}.` };
}

/** Reads the path of a file in the site's folder: relative, and never out of it. */
export function parseFilePath(text: string): Parsed<string> {
  const path = text.trim().replace(/^\.\//, '');
  if (/^[a-z]+:\/\//i.test(path))
    return {
      what: `"${path}" is an address.`,
      mend: 'Copy the picture into this folder and write its path, such as media/james.jpg.',
    };
  if (/^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)|\0/i.test(path) || path === '') {
    return {
      what: `"${path}" leads out of the blog's folder.`,
      mend: 'Write a path inside it, such as media/james.jpg.',
    };
  }
  return { value: path.replaceAll('\\', '/') };
}
