/** An element of a document of ours, in the order in which they open. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  /** Names of the elements around it, from outside in. */
  around: string[];
}

const empty = /^(?:area|base|br|col|hr|img|input|link|meta|source|track|wbr)$/;
const piece = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9:-]*(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)/giy;
const attribute = /\s+([a-z][a-z0-9:-]*)(?:="([^"]*)")?/gi;

/** Elements that close by themselves where another begins are not among ours: whoever opens one closes it. */
export function readPage(markup: string): Element[] {
  const open: string[] = [];
  const elements: Element[] = [];
  for (let at = 0; at < markup.length; ) {
    piece.lastIndex = at;
    const found = piece.exec(markup);
    if (!found) throw new Error(`No HTML of ours: ${markup.slice(at, at + 80)}`);
    at = piece.lastIndex;
    const [whole, slash, written = '', values = '', closed] = found;
    const name = written.toLowerCase();
    if (name === '') continue;
    if (slash) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>, before ${markup.slice(at, at + 80)}`);
      continue;
    }
    const attributes: Record<string, string> = {};
    for (const [, key = '', value = ''] of values.matchAll(attribute)) {
      if (key in attributes) throw new Error(`${whole} says ${key} twice`);
      attributes[key] = value;
    }
    elements.push({ name, attributes, around: [...open] });
    if (empty.test(name) || closed) continue;
    open.push(name);
    if (name !== 'script' && name !== 'style') continue;
    at = markup.indexOf(`</${name}>`, at);
    if (at < 0) throw new Error(`<${name}> has no end`);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is left open`);
  return elements;
}

const ownPictures = /^\/(?!\/)/;

/**
 * What is in a page or a piece of one that no text may bring there: empty where it is as it should be.
 * @param pictures where they may come from.
 */
export function harmIn(markup: string, pictures = ownPictures): string[] {
  const elements = readPage(markup);
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : id));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two of id ${id}`);
  return [...twice, ...elements.flatMap((one) => harmOf(one, pictures))];
}

function harmOf({ name, attributes }: Element, pictures: RegExp): string[] {
  const harm: string[] = [];
  const isData = name === 'script' && attributes.type === 'application/ld+json';
  if (/^(?:script|iframe|object|embed|base|frame|applet|svg)$/.test(name) && !isData) harm.push(`<${name}>`);
  for (const [key, value] of Object.entries(attributes)) {
    if (/^(?:on.*|srcdoc|formaction|background|ping)$/i.test(key)) harm.push(`<${name} ${key}>`);
    if (name === 'img' && key === 'src') {
      if (!pictures.test(value)) harm.push(`a picture from ${value}`);
    } else if (/^(?:href|src|action|poster|cite)$/i.test(key) && !leadsSomewhere(value)) harm.push(`${key}=${value}`);
    if (name === 'meta' && key === 'http-equiv') harm.push('a refresh');
  }
  return harm;
}

function leadsSomewhere(address: string): boolean {
  const text = address.replaceAll('&amp;', '&').replaceAll('&#39;', "'");
  if (/^[\s\p{Cc}]/u.test(text)) return false;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  return scheme === undefined || !/^(?:javascript|vbscript|data|file|blob|filesystem|about)$/.test(scheme);
}
