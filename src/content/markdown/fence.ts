import type { Token } from 'markdown-it';

/** What stands behind the three backticks: ```` ```ts title="x.ts" {2,4-6} ````. */
export interface Fence {
  /** In lower case; null for plain text. */
  language: string | null;
  title: string | null;
  /** 1-based numbers of the lines to mark. */
  marked: Set<number>;
}

const mostMarks = 10_000;

/** What a block of code says of itself; an indented one says nothing. */
export function fenceOf(token: Token): Fence {
  return readFence(token.type === 'fence' ? token.info : '');
}

/** Reads a fence's info string. */
export function readFence(info: string): Fence {
  const language = /^[^\s{"]+/.exec(info.trim())?.[0]?.toLowerCase() ?? null;
  const title = /\btitle=(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(info);
  return {
    language: language?.includes('=') ? null : language,
    title: title?.[1] ?? title?.[2] ?? title?.[3] ?? null,
    marked: readMarks(/\{([\d,\s-]+)\}/.exec(info)?.[1] ?? ''),
  };
}

function readMarks(list: string): Set<number> {
  const marked = new Set<number>();
  for (const part of list.split(',')) {
    const [from = 0, to = from] = part.split('-').map((number) => Number.parseInt(number, 10));
    for (let line = from; line <= to && line > 0 && marked.size < mostMarks; line += 1) marked.add(line);
  }
  return marked;
}
