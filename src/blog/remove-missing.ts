import type { Site } from '../config.ts';
import type { Problem } from '../problem.ts';
import type { Doubts } from './doubts.ts';
import type { IndexQueries, Removable } from './index-queries.ts';
import { judgeRemovals, type Removals } from './removal.ts';
import { type Report, touched } from './report.ts';
import type { Survey } from './survey.ts';
import type { Batch } from './write.ts';

/**
 * Hides the posts whose files are gone, and deletes those that were hidden long enough. The answer is why nothing
 * more was taken away, or null.
 */
export async function removeMissing(
  { queries, site, doubts }: { queries: IndexQueries; site: Pick<Site, 'publish'>; doubts: Doubts },
  { gone, isEmpty }: Pick<Survey, 'gone' | 'isEmpty'>,
  {
    confirmed,
    now,
    write,
    report,
  }: { confirmed: boolean; now: Date; write(batch: Batch): Promise<void>; report: Report },
): Promise<Problem | null> {
  const lost = (await queries.livePosts(gone)).map((row) => ({ ...row, withdrawn: false }));
  const hidden = await queries.hiddenPosts();
  const doubted = new Set(hidden.length === 0 ? [] : (await doubts.find()).map(({ gone: { key } }) => key));
  const missing = [...lost, ...hidden].map((row) => ({ ...row, isDoubted: doubted.has(row.key) }));
  const total = missing.length === 0 ? 0 : (await queries.countLive()) + missing.length - lost.length;
  const rules = { total, isEmpty, confirmed, wait: site.publish.removal, now };
  const { hide, delete: deleted, held } = judgeRemovals(missing, rules);
  const posts = new Map<number, Removable>(missing.map((row) => [row.key, row]));
  const rowsOf = (keys: { key: number }[]): Removable[] =>
    keys.map(({ key }) => posts.get(key)).filter((row) => row !== undefined);
  const isHidden = new Set(hide.map(({ key }) => key));
  const kept = new Set(lost.filter(({ key }) => !isHidden.has(key)).map(({ path }) => path));
  const batch: Batch = {
    steps: [],
    sources: [],
    hide: rowsOf(hide),
    delete: rowsOf(deleted),
    // What is held back must be found gone again the next time.
    forget: gone.filter((path) => !kept.has(path)),
    // A new file may be one of them. In an empty folder there is none, and all of them would be read again afterwards.
    miss: isEmpty ? [] : [...kept],
  };
  const { hide: hides = [], delete: deletes = [], forget = [], miss = [] } = batch;
  if (hides.length + deletes.length + forget.length + miss.length > 0) await write(batch);
  const isDeleted = new Set(deleted.map(({ key }) => key));
  report.vanished.push(...rowsOf(hide.filter(({ key }) => !isDeleted.has(key))).map(touched));
  report.deleted.push(...rowsOf(deleted).map(touched));
  return held && heldProblem(held);
}

/** Its severity says whether the folder can be believed: an accident is an error, and stops all else that would be sent. */
function heldProblem({ what, back, missing, isAccident }: NonNullable<Removals['held']>): Problem {
  return {
    path: 'content',
    line: null,
    severity: isAccident ? 'error' : 'warning',
    what,
    mend: `${back}; if ${missing === 1 ? 'it is' : `all ${missing} are`} to go, confirm it with \`postern publish --confirm-removals\`.`,
  };
}
