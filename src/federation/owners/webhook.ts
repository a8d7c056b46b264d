import type { Place, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { type OpenReport, readInOrder, readReports } from '../../conversation/desk/pending.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, inArray, isNull } from '../../database/drizzle.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import { version } from '../../version.ts';
import { createGuard, type Guard } from '../guard/guard.ts';
import { wordsIn } from './messages.ts';
import { type Waiting, waitingOf } from './notice.ts';

/** The kind of the jobs that post to the owner's own address; the subject is the instant of the message. */
const posting = 'webhook';

/** Five attempts in some six hours. */
const pauses = [60_000, 5 * 60_000, 30 * 60_000, 5 * 3600_000];

interface Details {
  remarks: number[];
  more: number;
  reports: number[];
}

/** The step that has it posted: what is told is read again then, since it may have been decided by then. */
export function hookJob(
  jobs: Pick<Jobs, 'add'>,
  query: Query,
  hook: URL,
  { told: { keys, more }, reports }: { told: { keys: number[]; more: number }; reports: number[] },
  now: Date,
): Step {
  const details: Details = { remarks: keys, more, reports };
  return jobs.add(query, { kind: posting, subject: now.toISOString(), host: hook.host, details, due: now }, now);
}

export interface Webhook {
  works: Readonly<Record<string, Work>>;
  close(): Promise<void>;
}

/** Posts what waits to the address that the owner named. It may be on the owner's own network, and nothing else there is reached. */
export function createWebhook({
  site,
  place,
  database,
  log,
}: {
  site: Site;
  place: Pick<Place, 'webhook'>;
  database: Database;
  log: Log;
}): Webhook {
  const { webhook } = place;
  const guard = guardFor(webhook, site);
  const { reports } = database.tables;

  const post: Work = async ({ details, attempts }, now): Promise<Done> => {
    const over: Done = { effect: null, again: null };
    if (!webhook || !guard) return over;
    const wanted = { remarks: [], more: 0, reports: [], ...details } as Details;
    const held = (await readInOrder(database, wanted.remarks)).filter(
      ({ state, author }) => state === 'held' && author,
    );
    const which = and(isNull(reports.closed), inArray(reports.key, wanted.reports.length > 0 ? wanted.reports : [0]));
    const complaints = await readReports(database, wanted.reports.length, which);
    if (held.length + wanted.more + complaints.length === 0) return over;
    const body = JSON.stringify(hookBody(site, { held, more: wanted.more, reports: complaints }));
    const answer = await guard.post(webhook.href, { headers: { 'content-type': 'application/json' }, body });
    if ('status' in answer && answer.status >= 200 && answer.status < 300) return over;
    const pause = pauses[attempts];
    // Never the address, which is secret: what failed may name it.
    const why = 'status' in answer ? `answered ${answer.status}` : answer.failed;
    if (pause === undefined) log.warn('POSTERN_WEBHOOK could not be told what waits, and is not tried again.', { why });
    return pause === undefined ? over : { effect: null, again: new Date(now.getTime() + pause) };
  };

  return {
    works: { [posting]: post },
    close: async () => guard?.close(),
  };
}

/** What is posted: docs/comments.md says it in words. Pure. */
export function hookBody(
  site: Site,
  { held, more, reports }: { held: Listed[]; more: number; reports: OpenReport[] },
): object {
  const words = wordsIn(site.language);
  const waiting = held.map((remark): [Listed, Waiting] => [remark, waitingOf(remark, site.language)]);
  const count = held.length + more;
  const told = [
    ...(count > 0 ? [words.waits(count, site.title).replace(/:$/, '')] : []),
    ...(reports.length > 0 ? [words.reported(reports.length).replace(/:$/, '')] : []),
  ];
  return {
    blog: absolute(site, '/'),
    text: told.join(' '),
    held: waiting.map(([{ received, published, visibility, post }, { key, kind, name, handle, text, url, why }]) => ({
      ...{ number: key, kind, visibility, by: { name, handle: `@${handle}` }, text, url, why: words.why(why) },
      post: post && { title: post.title, url: absolute(site, post.permalink) },
      ...{ published: published.toISOString(), received: received.toISOString() },
    })),
    more,
    reports: reports.map(({ key, remark, post, account, text, received }) => ({
      ...{ number: key, comment: remark, post, account, text, received: received.toISOString() },
    })),
  };
}

/** Lets exactly that host and port be reached, wherever it is, and follows no redirect. */
function guardFor(webhook: URL | null, site: Pick<Site, 'origin' | 'base'>): Guard | null {
  if (!webhook) return null;
  const port = webhook.port || (webhook.protocol === 'https:' ? '443' : '80');
  return createGuard({
    allowed: [`${webhook.hostname}:${port}`],
    userAgent: `Postern/${version} (+${absolute(site, '/')})`,
    sign: async () => ({}),
    // It is posted to, and asked for nothing.
    isRefused: () => true,
  });
}
