import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, sql } from '../../database/drizzle.ts';
import { isAsSeen, type Seen } from '../as-seen.ts';
import { createRemarks } from '../remarks.ts';
import { letGo } from '../speaker.ts';
import { byOwner, type DecidedState } from './decided.ts';
import type { Listed } from './list.ts';

/** What the owner decided about a remark. */
export interface OwnerDecision {
  state: DecidedState;
  /** In the owner's words; empty: none. */
  why: string;
  /** The id of the actor by whom the owner decided it elsewhere; else it was at this machine. */
  by?: string;
}

/**
 * The statements that carry out what the owner decided, note it, and let it be seen at once. Of what is `gone` the text
 * goes, and what is known of its author where nothing else of theirs is here. Throws `Unmet` within its transaction when
 * the remark is not in the state any more in which it was looked at; where it is to be shown, also when it was edited
 * since: nobody approved what it says now.
 */
export function decisionSteps(
  database: Pick<Database, 'query' | 'tables'>,
  query: Query,
  remark: Pick<Listed, keyof Seen | 'author'>,
  { state, why, by = byOwner }: OwnerDecision,
  now: Date,
): Step[] {
  const { tables } = database;
  const { decisions, remarks } = tables;
  const isInState = and(eq(remarks.key, remark.key), eq(remarks.state, remark.state));
  const isVisible = remark.state === 'shown' || state === 'shown';
  return [
    {
      statement: query
        .update(remarks)
        // Whoever puts something back knows that it waits.
        .set(
          state === 'held'
            ? { state, notified: sql`coalesce(${remarks.notified}, ${sql.param(now, remarks.notified)})` }
            : { state },
        )
        .where(state === 'shown' ? isAsSeen(tables, remark) : isInState),
      demand: 1,
    },
    ...(state === 'gone' ? [createRemarks(database).bury(query, remark.key)] : []),
    ...(state === 'gone' && remark.author ? letGo(query, tables, [remark.author.key]) : []),
    query.insert(decisions).values({ remark: remark.key, state, by, why, at: now }),
    ...(isVisible ? [countUp(query, tables, now)] : []),
  ];
}
