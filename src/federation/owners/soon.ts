import type { Query, Step } from '../../database/database.ts';
import type { Jobs } from '../../jobs/jobs.ts';

/** The kind of the job that tells the owners what waits. */
export const telling = 'tell';

/** So long it is gathered: a flood is one message. */
const gathered = 60_000;

/** The step that has the owners told of what came to wait: a held comment, a report. By whoever writes that, in its transaction. */
export function tellSoon(jobs: Pick<Jobs, 'add'>, query: Query, now: Date): Step {
  return jobs.add(query, { kind: telling, subject: '', due: new Date(now.getTime() + gathered) }, now);
}
