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
    if (child.type === 'image') return shown(String(child.attrGet('src') ?? ''), line, plainText(child.children ?? []));
    if (child.type === 'link_open') return linked(String(child.attrGet('href') ?? ''), line);
    if (child.type !== 'html_inline') return [];
    const at = line;
    line += lineEnds(child.content);
    return inMarkup(child.content, at);
  });
}

function shown(url: string, line: number, alt: string | null): File[] {
  const src = localFile(url);
  if (src !== null) return [{ src, line, alt }];
  return isForeign(url) ? [{ src: trimUrl(url), line, alt, foreign: true }] : [];
}

function linked(url: string, line: number): File[] {
  const src = localFile(url);
  return src !== null && isFile(src) ? [{ src, line, alt: null }] : [];
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}

const tag = /<([a-z]+)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi;
const attribute = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

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
    if (found[1]?.toLowerCase() === 'a') files.push(...linked(attributes.get('href') ?? '', line));
    for (const name of ['src', 'poster']) files.push(...shown(attributes.get(name) ?? '', line, alt));
    for (const { url } of candidates(attributes.get('srcset') ?? '')) files.push(...shown(url, line, alt));
  }
  return files;
}
