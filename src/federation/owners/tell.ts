import type { Account, Place, Site } from '../../config.ts';
import { type Pending, readPending, type ToldTo, toldSteps } from '../../conversation/desk/pending.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { seed } from '../../jobs/seed.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { People } from '../people/people.ts';
import { whenToTell } from './moments.ts';
import { type Addressee, directMessage, newNoticeId } from './note.ts';
import { mostListed, noticeHtml, type Told, waitingOf } from './notice.ts';
import type { Owner, Owners } from './owners.ts';
import { createPast } from './past.ts';
import { telling } from './soon.ts';
import { hookJob } from './webhook.ts';

/** The kind of the job that looks now and then whether something was passed by. */
const rounding = 'tell-round';

/** The kind of the job that lets go of what was told. */
const letting = 'tell-past';

const minute = 60_000;
const day = 24 * 60 * minute;

/** When the owners were told lately, and of what. */
interface Lately {
  at: Date[];
  to: ToldTo;
}

/** Of so many that were listed it is looked whether they were edited since. */
const mostLately = 200;

/** The row of `caches` that holds when the owners were told lately, and up to where. */
const toldLately = 'told';

export interface TellParts {
  site: Site;
  place: Pick<Place, 'webhook'>;
  database: Database;
  owners: Pick<Owners, 'proven'>;
  people: Pick<People, 'find'>;
  ledger: Pick<Ledger, 'add'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** Whether an account may be seen by other servers. */
  isOn(account: Account): boolean;
  log: Log;
}

export interface Telling {
  /** Once, before there is a worker. */
  begin(now: Date): Promise<void>;
  works: Readonly<Record<string, Work>>;
}

/** Tells the owners what waits: gathered for a minute, so that a flood is one message. */
export function createTelling(parts: TellParts): Telling {
  const { site, place, database, owners, people, ledger, isBlocked, isOn, log } = parts;
  const { query, tables } = database;
  const { caches, notices } = tables;
  const jobs = createJobs(database);
  const [account] = site.accounts;

  /** Whoever is written to; those of whom no inbox is known are left out until they are looked at again. */
  async function addressees(): Promise<Addressee[]> {
    if (!account || !isOn(account)) return [];
    const found = await Promise.all((await owners.proven()).map(({ actor }: Owner) => people.find(actor)));
    return found.filter((person) => person !== null);
  }

  async function readLately(): Promise<Lately> {
    const [row] = await query.select().from(caches).where(eq(caches.key, toldLately));
    const kept = row ? (JSON.parse(row.value) as { at?: string[]; decision?: number; remarks?: number[] }) : {};
    const { at = [], decision = 0, remarks = [] } = kept;
    return { at: at.map((text) => new Date(text)), to: { decision, remarks } };
  }

  function noteLately(builder: Query, { at, to }: Lately, decision: number, told: number[], now: Date): Step {
    const kept = [...at.filter((instant) => instant.getTime() > now.getTime() - day), now];
    const remarks = [...new Set([...to.remarks, ...told])].slice(-mostLately);
    const value = JSON.stringify({ at: kept.map((instant) => instant.toISOString()), decision, remarks });
    return builder
      .insert(caches)
      .values({ key: toldLately, value, stored: now })
      .onConflictDoUpdate({ target: caches.key, set: { value, stored: now } });
  }

  /** What is told of it. Whoever was blocked this moment is left out. */
  async function whatOf({ remarks, count, reports, reportCount }: Pending): Promise<Told & { keys: number[] }> {
    const heard = [];
    for (const remark of remarks)
      if (remark.author && !(await isBlocked(new URL(remark.author.uri)))) heard.push(remark);
    return {
      waiting: heard.map((remark) => waitingOf(remark, site.language)),
      keys: heard.map(({ key }) => key),
      more: count - remarks.length,
      reports: reports.map(({ remark, post, account: about, text }) => ({
        about: remark === null ? (post ?? about) : `#${remark}`,
        text,
      })),
      moreReports: reportCount - reports.length,
    };
  }

  const tell: Work = async (_job, now): Promise<Done> => {
    const nothing: Done = { effect: null, again: null };
    // Where nobody is there to be told, the next round looks again.
    const to = site.comments.tell === 'never' ? [] : await addressees();
    if (site.comments.tell === 'never' || (to.length === 0 && place.webhook === null)) return nothing;
    const lately = await readLately();
    const pending = await readPending(database, mostListed, lately.to);
    if (pending.since === null) return nothing;
    const due = whenToTell(site, { since: pending.since, told: lately.at, now });
    if (due === null || due > now) return { effect: null, again: due };

    const told = await whatOf(pending);
    const isNothing = told.waiting.length + told.more + told.reports.length === 0;
    const content = noticeHtml(told, site);
    const messages = to.map((owner) => {
      const id = newNoticeId();
      return {
        id,
        owner: owner.uri,
        message: directMessage({ id, content, to: owner, about: null, now }, { site, account: account as Account }),
      };
    });
    const steps = (builder: Query): Step[] => [
      ...messages.flatMap(({ id, owner, message }) => [
        builder.insert(notices).values({ id, owner, account: message.account, remarks: told.keys, made: now }),
        ...ledger.add(builder, message, now),
      ]),
      ...(place.webhook
        ? [hookJob(jobs, builder, place.webhook, { told, reports: pending.reports.map(({ key }) => key) }, now)]
        : []),
    ];
    if (!isNothing) log.info('The owners are told what waits.');
    return {
      effect: (builder) => [
        ...toldSteps(database, builder, pending, lately.to, now),
        ...(isNothing ? [] : [...steps(builder), noteLately(builder, lately, pending.last.decision, told.keys, now)]),
      ],
      again: null,
    };
  };

  /** What waits and was passed by is told. */
  const round: Work = async (_job, now): Promise<Done> => ({
    effect: (builder) => [jobs.add(builder, { kind: telling, subject: '', due: now }, now)],
    again: new Date(now.getTime() + 10 * minute),
  });

  return {
    async begin(now) {
      await seed(database, [rounding, letting], now);
      // `comments.tell` may be another since.
      await database.atomically((builder) => [jobs.sooner(builder, { kind: telling, subject: '' }, now)]);
    },
    works: { [telling]: tell, [rounding]: round, [letting]: createPast(database) },
  };
}
