import { decisionSteps } from '../../conversation/desk/decide.ts';
import { listRemarks } from '../../conversation/desk/list.ts';
import { subjectOf } from '../../conversation/desk/subject.ts';
import { answerOwner } from '../../conversation/moderation/owner-word.ts';
import type { Database } from '../../database/database.ts';
import type { Effect } from '../inbox/incoming.ts';

/** More than these nobody wrote before their proof was found. */
const most = 100;

/** What somebody wrote before they were known to be the author waits no longer. */
export async function letIn(
  database: Pick<Database, 'query' | 'tables'>,
  person: number | null,
  now: Date,
): Promise<Effect> {
  if (person === null) return () => [];
  const held = await listRemarks(database, { people: [person], states: ['held'], limit: most });
  const fit = held.filter((one) => answerOwner('approve', subjectOf(one, false)).answer === 'done');
  const decision = { state: 'shown' as const, why: 'owner', by: 'rule' };
  return (query) => fit.flatMap((one) => decisionSteps(database, query, one, decision, now));
}
