import type { Account, Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import type { Log } from '../../log.ts';
import type { Problem } from '../../problem.ts';
import { actorId, hostOf } from '../addresses.ts';
import type { Guard } from '../guard/guard.ts';
import { ask } from './finger.ts';

/** Whether the hosts of handles lead here. Until one does, its account must not be seen by other servers. */
export interface Loops {
  holds(account: Pick<Account, 'id'>): boolean;
  /** Reads what was found before, without asking anyone. */
  load(): Promise<void>;
  /** Asks the other hosts: those that do not hold each time, the others once an hour. */
  check(): Promise<void>;
  problems(): Problem[];
}

const hour = 3600_000;

/**
 * The loop of a handle on another host than the blog: that host must say that the handle is the actor here, or servers
 * would learn the account under two names. A loop that held stays closed while the other host is silent; an answer
 * that leads elsewhere opens it.
 */
export function createLoops({
  site,
  database,
  guard,
  now,
  log,
}: {
  site: Site;
  database: Database;
  guard: Guard;
  now(): Date;
  log: Log;
}): Loops {
  const { caches } = database.tables;
  const outside = site.accounts.filter(({ host }) => host !== hostOf(site));
  const ids = new Set(outside.map(({ id }) => id));
  const held = new Map<string, Date>();
  const problems = new Map<string, Problem>();
  const keyOf = ({ user, host }: Account): string => `loop:${user}@${host}`;

  async function read(account: Account): Promise<void> {
    const rows = await database.query
      .select()
      .from(caches)
      .where(eq(caches.key, keyOf(account)));
    const [row] = rows;
    if (row?.value === actorId(site, account)) held.set(account.id, row.stored);
    else held.delete(account.id);
  }

  async function close(account: Account): Promise<void> {
    const stored = now();
    const value = actorId(site, account);
    if (!held.has(account.id)) log.info(`@${account.user}@${account.host} leads here: it federates.`);
    held.set(account.id, stored);
    problems.delete(account.id);
    await database.query
      .insert(caches)
      .values({ key: keyOf(account), value, stored })
      .onConflictDoUpdate({ target: caches.key, set: { value, stored } });
  }

  async function open(account: Account, why: string, lasting: boolean): Promise<void> {
    const problem = explain(site, account, why, held.has(account.id) && !lasting);
    if (problems.get(account.id)?.what !== problem.what) log.warn(problem.what, { mend: problem.mend });
    problems.set(account.id, problem);
    if (!lasting) return;
    held.delete(account.id);
    await database.query.delete(caches).where(eq(caches.key, keyOf(account)));
  }

  async function checkOne(account: Account): Promise<void> {
    await read(account);
    const last = held.get(account.id);
    if (last && now().getTime() - last.getTime() < hour) return;
    // Not `finger`: it would ask this very blog whether it is itself, which many networks cannot do from inside.
    const found = await ask(guard, `${account.user}@${account.host}`);
    if ('unanswered' in found) return open(account, found.unanswered, false);
    if ('wrong' in found) return open(account, `what it answers ${found.wrong}`, true);
    if (found.actor === actorId(site, account)) return close(account);
    return open(account, `it names the actor ${found.actor}`, true);
  }

  return {
    holds: ({ id }) => !ids.has(id) || held.has(id),
    problems: () => [...problems.values()],
    async load() {
      await Promise.all(outside.map(read));
    },
    async check() {
      await Promise.all(outside.map(checkOne));
    },
  };
}

function explain(site: Site, { user, host }: Account, why: string, still: boolean): Problem {
  const state = still ? 'It held before, so federation goes on' : 'Federation stays off for this account until it does';
  return {
    path: 'postern.yaml',
    line: null,
    severity: still ? 'warning' : 'error',
    what: `${host} does not lead to this blog for @${user}@${host}: ${why}. ${state}; it is asked again every few minutes.`,
    mend:
      `Make https://${host}/.well-known/webfinger redirect to ${site.origin}/.well-known/webfinger with its query, ` +
      'or serve what `postern webfinger export` writes.',
  };
}
