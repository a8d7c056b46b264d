import type { Cover } from '../entry.ts';
import { foldPath } from '../permalink.ts';
import { scalarText, type Values } from './values.ts';
import type { Field } from './yaml.ts';

/** The address that `permalink` asks for, in its one spelling. */
export function readAddress(values: Values): string | null {
  const written = values.text('permalink', 2000);
  const field = values.field('permalink');
  if (written === null || !field) return null;
  const path = foldPath(written);
  if (path === null) {
    values.fault(
      field,
      `"${written}" is no path of this blog.`,
      `Write it from the first slash, without the host: \`${field.key}: /colophon\`.`,
    );
  }
  return path;
}

/** The old paths that lead to this post. */
export function readAliases(values: Values): string[] {
  const field = values.field('aliases');
  if (!field) return [];
  const paths = new Set<string>();
  for (const written of values.list('aliases', 2000)) {
    const path = foldPath(written.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(written) ? written : `/${written}`);
    if (path !== null) paths.add(path);
    else
      values.fault(
        field,
        `"${written}" is no path of this blog.`,
        'Write it from the first slash, without host, query and fragment: `/2019/old.html`.',
      );
  }
  return [...paths];
}

/** What an id may be made of: it stands in addresses, and never changes. */
export const idForm = /^[A-Za-z0-9_-]{1,100}$/;

export function readId(values: Values): string | null {
  const id = values.text('id');
  const field = values.field('id');
  if (id === null || !field || idForm.test(id)) return id;
  values.fault(
    field,
    `\`${field.key}\` may hold letters from a to z, digits, \`-\` and \`_\`, at most 100.`,
    'Write another one, or remove the line.',
  );
  return null;
}

const coverKeys = { src: ['src', 'image', 'url', 'path'], alt: ['alt'], caption: ['caption', 'title'] } as const;

/** A picture as a path or URL, or as a map of `src`, `alt` and `caption`. */
export function readCover(values: Values): Cover | null {
  const field = values.field('cover');
  if (!field) return null;
  const fields: Field[] = Array.isArray(field.node) ? field.node : [{ ...field, key: 'src' }];
  const read = (name: keyof typeof coverKeys): string | null => {
    const found = fields.find(({ key }) => coverKeys[name].some((known) => known === key.toLowerCase()));
    return found ? scalarText(found.node) : null;
  };
  const src = read('src');
  if (!src) {
    values.fault(
      field,
      `\`${field.key}\` names no picture.`,
      `Write \`${field.key}: { src: hills.jpg, alt: "What it shows" }\`.`,
    );
    return null;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(src) && !/^https?:\/\//i.test(src)) {
    values.fault(
      field,
      `"${src}" is neither a path nor an address on the web.`,
      'Write the path of a picture beside the post.',
    );
    return null;
  }
  const alt = read('alt');
  if (alt === null) {
    const mend = `Write \`${field.key}: { src: ${src}, alt: "What it shows" }\`; \`alt: ""\` if it only decorates.`;
    values.fault(field, 'The cover has no text for those who cannot see it.', mend, 'warning');
  }
  return { src, alt: alt ?? '', caption: read('caption') };
}
