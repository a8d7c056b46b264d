import type { Query, Step } from '../../database/database.ts';
import { hostOf } from '../../jobs/host.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import { isObject } from '../inbox/reference.ts';
import { originOf } from '../remarks/value.ts';
import { readCollection } from './collection.ts';
import type { Seeking } from './found.ts';

/** The kind of the jobs that look for what was answered to a reply and sent to others alone; the subject is the reply. */
const looking = 'below';

const [minute, hour] = [60_000, 3600_000];
/** When it is first looked at, and how long it is left alone after each look; then it is over, until something new comes. */
const first = 10 * minute;
const pauses = [hour, 6 * hour, 24 * hour];

/** Of one look: the reply itself, and so many pages. */
const pagesPerLook = 3;
export const idsPerLook = 100;
/** The same conversation is named by many replies, and read once in so long. */
const isLate = 50 * minute;

const over: Done = { effect: null, again: null };

/** The step that has a branch of a thread looked at: what was answered to this reply. It waits once. */
export function lookBelow(jobs: Pick<Jobs, 'add'>, query: Query, uri: string, now: Date): Step {
  const due = new Date(now.getTime() + first);
  return jobs.add(query, { kind: looking, subject: uri, host: hostOf(uri), due }, now);
}

/**
 * Looks at a reply on its own server for what was answered to it: in its `replies`, and in its `context` (FEP-7888), which
 * has the whole conversation as that server knows it. What is not known here is fetched from its own server, by jobs.
 */
export function createBelow({
  remarks,
  places,
  budget,
  loader,
  seek,
  isBlocked,
}: Seeking): Readonly<Record<string, Work>> {
  const lately = new Map<string, number>();

  function isRead(context: string, now: Date): boolean {
    const last = lately.get(context);
    if (last !== undefined && now.getTime() - last < isLate) return true;
    if (lately.size > 1_000) lately.clear();
    lately.set(context, now.getTime());
    return false;
  }

  return {
    async [looking]({ subject: uri, attempts }, now) {
      const known = await remarks.find(uri);
      const { row, author } = known ?? {};
      if (row?.kind !== 'reply' || row.post === null || !['shown', 'held'].includes(row.state)) return over;
      if (author === null || author === undefined || (await isBlocked(new URL(author)))) return over;
      const place = await places.parent(uri);
      if (place.state !== 'post') return over;
      const pause = pauses[attempts];
      const again = pause === undefined ? null : new Date(now.getTime() + pause);
      const host = new URL(uri).host;
      if (!budget.take({ post: row.post, host }, now)) return { effect: null, again };

      const load = await loader();
      const document = await load(uri).then(
        (found) => found.document,
        () => null,
      );
      // Its loader believes it at its own id alone.
      if (!isObject(document) || document.id !== uri) return { effect: null, again };
      const limits = { origin: originOf(uri), load, fetches: { left: pagesPerLook }, most: idsPerLook };
      const { ids } = await readCollection(document.replies, limits);
      const { context } = document;
      // What stands above it on the same server names the same one.
      const isTop = row.parent === null || hostOf(row.parent) !== host;
      const isAsked = isTop && typeof context === 'string' && !places.isOurs(context) && !isRead(context, now);
      const others = isAsked ? (await readCollection(context, limits)).ids : [];
      const effect = await seek(new Set([...ids, ...others]), { post: row.post }, now);
      return { effect, again };
    },
  };
}
