import type { Token } from 'markdown-it';
import type { Outline } from '../markdown.ts';
import { plainText } from './plain-text.ts';
import { candidates, isFile, isForeign, localFile, trimUrl } from './sources.ts';

type File = Outline['files'][number];

/** Every file that a text shows, and every local one that it links to, each place with its line. */
export function filesIn(tokens: readonly Token[]): File[] {
  const files: File[] = [];
  for (const token of tokens) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === 'html_block') files.push(...inMarkup(token.content, line));
    if (token.type === 'inline') files.push(...inLine(token.children ?? [], line));
  }
  return files;
}

function inLine(children: readonly Token[], first: number): File[] {
  let line = first;
  return children.flatMap((child) => {
    if (child.type === 'softbreak' || child.type === 'hardbreak') line += 1;
    if (child.type === 'image') {
      const words = plainText(child.children ?? []);
      return shown(String(child.attrGet('src') ?? ''), line, words, words.trim() === '');
    }
    if (child.type === 'link_open') return linked(String(child.attrGet('href') ?? ''), line);
    // The caption of a picture in a gallery.
    if (child.type === 'gallery_item_close') return inLine(child.children ?? [], line);
    if (child.type !== 'html_inline') return [];
    const at = line;
    line += lineEnds(child.content);
    return inMarkup(child.content, at);
  });
}

function shown(url: string, line: number, alt: string | null, isWordless = false): File[] {
  const src = localFile(url);
  const wordless = isWordless ? { wordless: true as const } : {};
  if (src !== null) return [{ src, line, alt, ...wordless }];
  return isForeign(url) ? [{ src: trimUrl(url), line, alt, foreign: true, ...wordless }] : [];
}

function linked(url: string, line: number): File[] {
  const src = localFile(url);
  return src !== null && isFile(src) ? [{ src, line, alt: null }] : [];
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}

const tag = /<([a-z]+)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi;
const attribute = /([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

/** The same in raw HTML. */
function inMarkup(markup: string, first: number): File[] {
  const files: File[] = [];
  let [line, counted] = [first, 0];
  for (const found of markup.matchAll(tag)) {
    line += lineEnds(markup.slice(counted, found.index));
    counted = found.index;
    const attributes = new Map<string, string>();
    for (const [, name = '', double, single, bare] of (found[2] ?? '').matchAll(attribute)) {
      attributes.set(name.toLowerCase(), (double ?? single ?? bare ?? '').replaceAll('&amp;', '&'));
    }
    const alt = attributes.get('alt') ?? null;
    const isWordless = found[1]?.toLowerCase() === 'img' && alt === null;
    if (found[1]?.toLowerCase() === 'a') files.push(...linked(attributes.get('href') ?? '', line));
    files.push(...shown(attributes.get('src') ?? '', line, alt, isWordless));
    files.push(...shown(attributes.get('poster') ?? '', line, alt));
    for (const { url } of candidates(attributes.get('srcset') ?? '')) files.push(...shown(url, line, alt));
  }
  return files;
}
