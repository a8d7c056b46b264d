import type { Config } from '../../config.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import type { Database } from '../../database/database.ts';
import type { Call, Terminal } from '../command.ts';
import { many } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { openSite } from '../site.ts';
import { spell } from '../spell.ts';

export { subjectOf } from '../../conversation/desk/subject.ts';

/** What `postern comments` works with. */
export interface Room {
  config: Config;
  database: Database;
  close(): Promise<void>;
}

/** Opens the blog that the command works on; null after saying why there is none. */
export async function openComments(call: Call): Promise<Room | null> {
  const config = await openSite(call);
  if (!config) return null;
  const { openDatabase } = await import('../../database/database.ts');
  const database = await openDatabase(config.place.database);
  return { config, database, close: () => database.close() };
}

/** The comments of these numbers, in their order; null after saying which of them are not there. */
export async function findComments(
  { database }: Room,
  numbers: readonly number[],
  terminal: Terminal,
): Promise<Listed[] | null> {
  const { listRemarks } = await import('../../conversation/desk/list.ts');
  const found = new Map((await listRemarks(database, { keys: numbers })).map((one) => [one.key, one]));
  const missing = numbers.filter((number) => !found.has(number));
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'There is no comment' : 'There are no comments';
    terminal.error(`${what} ${inWords(missing)}. See: ${spell(terminal.environment, 'comments')}`);
    return null;
  }
  return numbers.flatMap((number) => found.get(number) ?? []);
}

/** `1`, `1 and 2`, `1, 2 and 3`. */
export function inWords(numbers: readonly number[]): string {
  const last = numbers.at(-1) ?? '';
  return numbers.length > 1 ? `${numbers.slice(0, -1).join(', ')} and ${last}` : String(last);
}

/** Who wrote it: a handle; of an answer of ours its account. */
export function writer({ author, account, state }: Pick<Listed, 'author' | 'account' | 'state'>): string {
  if (author) return `@${harmless(author.handle)}`;
  return state === 'gone' || account === null ? 'nobody any more' : account;
}

/** `3 comments`; `1 comment and 2 likes and boosts`; empty: nothing. */
export function amountOf({ remarks, reactions }: { remarks: number; reactions: number }): string {
  const said = remarks > 0 ? [many(remarks, 'comment')] : [];
  return [
    ...said,
    ...(reactions > 0 ? [many(reactions, 'like or boost').replace('like or boosts', 'likes and boosts')] : []),
  ].join(' and ');
}
