import { isIP } from 'node:net';
import { loadPseudonym, type Pseudonym } from '../../conversation/erase/pseudonym.ts';
import type { Database } from '../../database/database.ts';
import { inArray } from '../../database/drizzle.ts';
import { withThoseAbove } from '../blocklist/read-domain.ts';
import { actorName, hostName } from '../spelling.ts';
import { hashedName } from './hashed.ts';

type Readable = Pick<Database, 'query' | 'tables'>;

/** Whether an actor is blocked, by its own id or by its domain. */
export function createIsBlocked(database: Readable): (actor: URL) => Promise<boolean> {
  const { blocks } = database.tables;
  return async (actor) => {
    const found = await database.query
      .select()
      .from(blocks)
      .where(inArray(blocks.name, namesOf(actor, await loadPseudonym(database))))
      .limit(1);
    return found.length > 0;
  };
}

/** Whether the owner blocked a server, whatever is wanted there. */
export function createIsBlockedHost(database: Readable): (url: URL) => Promise<boolean> {
  const isBlocked = createIsBlocked(database);
  return (url) => isBlocked(new URL('/', url));
}

/** Every name under which a block would cover an actor: its own, its host's, and those above that. */
export function namesOf(actor: URL, pseudonym: Pseudonym | null): string[] {
  const host = hostName(actor);
  const own = [actorName(actor), ...(pseudonym ? [hashedName(pseudonym, actor)] : [])];
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return [...own, host];
  return [...own, ...withThoseAbove(host)];
}
