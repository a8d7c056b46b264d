import { readFile } from 'node:fs/promises';
import { type Blocklist, readBlocklist, type Unread, unreadReasons } from '../../federation/blocklist/read.ts';
import type { Terminal } from '../command.ts';
import { cut } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { counted } from '../site.ts';

const longest = 16 * 1024 * 1024;
const shown = 10;

/** Reads the file of a list of blocks; null after saying why it cannot be. */
export async function readList(file: string, terminal: Terminal): Promise<Blocklist | null> {
  const text = await readText(file);
  if (text instanceof Error) {
    terminal.error(`${file} ${text.message}`);
    return null;
  }
  const list = readBlocklist(text);
  if (list.entries.length > 0) return list;
  tellUnread(list.unread, terminal);
  terminal.error(`${file} names no domain. It should be a list as Mastodon exports it, or one domain a line.`);
  return null;
}

/** Tells the lines that were not understood: the first ones, and how many more. */
export function tellUnread(unread: readonly Unread[], terminal: Terminal): void {
  for (const { line, text, why } of unread.slice(0, shown))
    terminal.error(`line ${line}: ${cut(harmless(text), 60)}: ${unreadReasons[why]}.`);
  const more = unread.length - shown;
  if (more > 0) terminal.error(`And ${counted(more, 'line')} more; --json names all of them.`);
}

async function readText(file: string): Promise<string | Error> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > longest) return new Error('is larger than 16 MiB, which no list of servers is.');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new Error('is not there.');
    if (error instanceof TypeError) return new Error('is not UTF-8 text. Save it as UTF-8.');
    return new Error(`cannot be read (${code ?? 'unknown reason'}).`);
  }
}
