import { DOMParser, type Element } from '@xmldom/xmldom';
import { SaxesParser } from 'saxes';

const voidElement = /<(meta|link|img|input|br|hr|wbr|source)\b([^>]*)>/g;

/** The document as a tree; throws where a tag is not closed, an attribute not quoted or a character not escaped. */
export function read(page: string): Element {
  const xml = page.replace('<!doctype html>', '').replace(voidElement, '<$1$2/>').trim();
  const checker = new SaxesParser();
  checker.on('error', (error) => {
    throw error;
  });
  checker.write(xml).close();
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  if (!root) throw new Error('The page is empty.');
  return root;
}

export const elements = (within: Element, name = '*'): Element[] => [...within.getElementsByTagName(name)];

export const byClass = (within: Element, name: string): Element[] =>
  elements(within).filter((element) => classes(element).includes(name));

export const classes = (element: Element): string[] =>
  (element.getAttribute('class') ?? '').split(/\s+/).filter(Boolean);

export const attribute = (element: Element | undefined, name: string): string | null =>
  element?.getAttribute(name) ?? null;

export const text = (element: Element | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

export const links = (page: Element, rel: string): Element[] =>
  elements(page, 'link').filter((link) => attribute(link, 'rel') === rel);

/** The content of every `<meta>` with this name or property. */
export const metas = (page: Element, name: string): (string | null)[] =>
  elements(page, 'meta')
    .filter((meta) => (attribute(meta, 'property') ?? attribute(meta, 'name')) === name)
    .map((meta) => attribute(meta, 'content'));

export function structuredData(page: Element): Record<string, unknown> {
  return JSON.parse(elements(page, 'script')[0]?.textContent ?? 'null');
}

/** The microformats of an element: its properties by name, not those of formats nested in it (microformats2 parsing). */
export function properties(root: Element): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  visit(root);
  return found;

  function visit(parent: Element): void {
    for (const child of [...parent.childNodes].filter((node) => node.nodeType === 1) as Element[]) {
      for (const name of classes(child)) {
        const [prefix = '', ...rest] = name.split('-');
        if (!['p', 'u', 'dt', 'e'].includes(prefix)) continue;
        const property = rest.join('-');
        found[property] = [...(found[property] ?? []), value(prefix, child)];
      }
      if (!classes(child).some((name) => name.startsWith('h-'))) visit(child);
    }
  }
}

function value(prefix: string, element: Element): string {
  const from: Record<string, string[]> = {
    u: ['href', 'src', 'value'],
    dt: ['datetime', 'value'],
    p: ['value'],
    e: [],
  };
  const attributes = (from[prefix] ?? []).map((name) => attribute(element, name));
  return attributes.find((found) => found !== null) ?? text(element);
}
