import { cut, lineWidth } from '../deliveries/layout.ts';
import type { Entry, What } from './entry.ts';

const words: Record<What, string> = {
  new: 'new',
  edit: 'edit',
  rename: 'renamed',
  return: 'back',
  republish: 'again',
  removal: 'removal',
  scheduled: 'new',
};

const indent = '           ';

/** `  new      The first frost          2026-11-21 09:32`: what it is, its name, and something at the right. */
export function titleLine(entry: Pick<Entry, 'what' | 'title' | 'path' | 'followers'>, right: string): string {
  const { what, title, path, followers } = entry;
  // Whatever happened to it since: followers have not heard of it.
  const isNew = followers.message === 'new' && what !== 'republish';
  const isBack = what === 'scheduled' && followers.why === 'put off';
  const head = `  ${words[isNew ? 'new' : isBack ? 'return' : what].padEnd(7)}  `;
  const room = lineWidth - head.length - (right === '' ? 0 : right.length + 2);
  const name = cut(title ?? path, room);
  return `${head}${right === '' ? name : `${name.padEnd(room)}  ${right}`}`;
}

/** Its file, and the one that it had before, below that. */
export function pathLine({ title, path, from }: Pick<Entry, 'title' | 'path' | 'from'>): string[] {
  const own = title === null ? [] : [`${indent}${path}`];
  if (from === null) return own;
  return [...own, `${indent}was ${from.path === path ? from.address : from.path}`];
}

/** The same on one line. */
export function shortLine({ what, path, from }: Pick<Entry, 'what' | 'path' | 'from'>): string[] {
  const before = from && from.path !== path ? [`${indent}was ${from.path}`] : [];
  return [`  ${words[what].padEnd(7)}  ${path}`, ...before];
}

/** The first few, and how many more there are. */
export function limited<One>(entries: One[], all: boolean, lines: (entry: One) => string[], most = 10): string[] {
  const shown = all || entries.length <= most + 1 ? entries : entries.slice(0, most);
  const rest = entries.length - shown.length;
  return [
    ...shown.flatMap(lines),
    ...(rest > 0 ? [`  and ${rest.toLocaleString('en')} more: postern plan --all`] : []),
  ];
}
