import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import type { Log } from '../../log.ts';
import type { Problem } from '../../problem.ts';
import type { Guard } from '../guard/guard.ts';
import { finger } from './finger.ts';
import type { Jrd } from './jrd.ts';

/** What is known of accounts on other hosts: the last good answer of each. */
export interface Elsewhere {
  jrd(handle: string): Jrd | null;
  /** The id of the account's actor, if its host ever told. */
  actor(handle: string): string | null;
  /** Reads what is kept, without asking anyone. */
  load(): Promise<void>;
  /** Asks again where the last good answer is a week old or missing. */
  refresh(): Promise<void>;
  problems(): Problem[];
}

interface Known {
  jrd: Jrd;
  actor: string;
}

const week = 7 * 24 * 3600_000;
/** How long a host is left in peace after it failed, while an older answer serves. */
const pause = 3600_000;

/** Accounts on other hosts, by handle, kept in `caches`. A bad answer changes nothing but the list of problems. */
export function createElsewhere({
  handles,
  database,
  guard,
  now,
  log,
}: {
  handles: string[];
  database: Database;
  guard: Guard;
  now(): Date;
  log: Log;
}): Elsewhere {
  const { caches } = database.tables;
  const known = new Map<string, Known & { stored: Date }>();
  const tried = new Map<string, number>();
  const problems = new Map<string, Problem>();

  async function read(handle: string): Promise<void> {
    const rows = await database.query
      .select()
      .from(caches)
      .where(eq(caches.key, `webfinger:${handle}`));
    const [row] = rows;
    if (row) known.set(handle, { ...(JSON.parse(row.value) as Known), stored: row.stored });
  }

  async function keep(handle: string, { jrd, actor }: Known): Promise<void> {
    const stored = now();
    const value = JSON.stringify({ jrd, actor });
    known.set(handle, { jrd, actor, stored });
    problems.delete(handle);
    await database.query
      .insert(caches)
      // No expiry: the last good answer is kept for as long as there is no better one.
      .values({ key: `webfinger:${handle}`, value, stored })
      .onConflictDoUpdate({ target: caches.key, set: { value, stored } });
  }

  async function refreshOne(handle: string): Promise<void> {
    await read(handle);
    const kept = known.get(handle);
    const time = now().getTime();
    if (kept && time - kept.stored.getTime() < week) return;
    if (kept && time - (tried.get(handle) ?? 0) < pause) return;
    tried.set(handle, time);
    const found = await finger(guard, handle);
    if ('jrd' in found) return keep(handle, found);
    const problem = explain(handle, found, kept !== undefined);
    if (problems.get(handle)?.what !== problem.what) log.warn(problem.what, { mend: problem.mend });
    problems.set(handle, problem);
  }

  return {
    jrd: (handle) => known.get(handle)?.jrd ?? null,
    actor: (handle) => known.get(handle)?.actor ?? null,
    problems: () => [...problems.values()],
    async load() {
      await Promise.all(handles.map(read));
    },
    async refresh() {
      await Promise.all(handles.map(refreshOne));
    },
  };
}

function explain(
  handle: string,
  found: { unanswered: string } | { wrong: string; calls?: string },
  kept: boolean,
): Problem {
  const meanwhile = kept ? 'The last good answer is still given.' : 'Until then WebFinger answers 503 for it.';
  const base = { path: 'postern.yaml', line: null, severity: 'warning' as const };
  if ('unanswered' in found) {
    const what = `The server of @${handle} does not answer: ${found.unanswered}. ${meanwhile}`;
    return { ...base, what, mend: 'Nothing need be done if it is only down; it is asked again.' };
  }
  const what = `What is said of @${handle} ${found.wrong}. ${meanwhile}`;
  const mend = found.calls ? `Write @${found.calls} if that is the account.` : 'Check the handle, and ask its server.';
  return { ...base, what, mend };
}
