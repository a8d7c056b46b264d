import type { Site } from '../../config.ts';
import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { and, eq, gt, inArray, isNotNull } from '../../database/drizzle.ts';
import type { Tables } from '../../database/schema.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Done, Work } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { Problem } from '../../problem.ts';
import type { People } from '../people/people.ts';
import { reading } from '../threads/adopt.ts';
import { hostOf } from '../webfinger/check-jrd.ts';
import { letIn } from './let-in.ts';
import { type Look, type ProveParts, prove } from './prove.ts';

/** An account elsewhere that is the author's. */
export interface Owner {
  /** `makkes@hachyderm.io`, in lower case. */
  handle: string;
  /** The actor's id. */
  actor: string;
}

/** The accounts of `owners` in postern.yaml, as far as they are proven. */
export interface Owners {
  /** Whether an actor is the author. */
  isOwner(actor: string): Promise<boolean>;
  /** Those that are believed now. */
  proven(): Promise<Owner[]>;
  /** Whoever is no longer on the list is no owner; the others are looked at as soon as there is a worker. */
  begin(): Promise<void>;
  works: Readonly<Record<string, Work>>;
  problems(): Problem[];
}

type Row = Tables['owners']['$inferSelect'];

/** The kind of the jobs that look at a profile; the subject is the handle. */
const looking = 'owner';

const hour = 3600_000;
const day = 24 * hour;
/** So long a proof is believed that could not be looked at again. */
const believed = 30 * day;

export interface OwnersParts extends Omit<ProveParts, 'site'> {
  site: Pick<Site, 'origin' | 'base' | 'accounts' | 'owners'>;
  database: Database;
  people: Pick<People, 'find' | 'save' | 'leave'>;
  now(): Date;
  log: Log;
}

/** What is known of the owners is in the database: every process that judges or shows sees the same. */
export function createOwners(parts: OwnersParts): Owners {
  const { site, database, people, now, log } = parts;
  const { tables } = database;
  const { owners, jobs } = tables;
  const handles = [...new Set(site.owners.map((handle) => handle.toLowerCase()))];
  const problems = new Map<string, Problem>();
  const waiting = createJobs(database);

  const isBelieved = () =>
    and(
      isNotNull(owners.proven),
      gt(owners.checked, new Date(now().getTime() - believed)),
      inArray(owners.handle, handles),
    );

  async function rowOf(handle: string): Promise<Row | null> {
    const [row] = await database.query.select().from(owners).where(eq(owners.handle, handle));
    return row ?? null;
  }

  function tell(handle: string, said: string | null): void {
    if (said === null) return void problems.delete(handle);
    const problem = problemOf(handle, said);
    if (problems.get(handle)?.what !== problem.what) log.warn(problem.what, { mend: problem.mend });
    problems.set(handle, problem);
  }

  /** What becomes of the row of an owner who was looked at, and whether that is seen on pages. */
  function written(row: Row | null, look: Look, instant: Date): { values: Omit<Row, 'handle'>; isSeen: boolean } {
    const before = row?.proven ?? null;
    const actor = row?.actor ?? null;
    if (look.state === 'unread') {
      const isPast = row !== null && instant.getTime() - row.checked.getTime() >= believed;
      const proven = isPast ? null : before;
      const values = { actor, proven, checked: row?.checked ?? instant, why: said(look) };
      return { values, isSeen: before !== null && proven === null };
    }
    if (look.state === 'unsaid')
      return {
        values: { actor: look.actor ?? actor, proven: null, checked: instant, why: said(look) },
        isSeen: before !== null,
      };
    const isSame = before !== null && actor === look.person.uri;
    return {
      values: { actor: look.person.uri, proven: isSame ? before : instant, checked: instant, why: null },
      isSeen: !isSame,
    };
  }

  async function lookAt(handle: string, instant: Date): Promise<Done> {
    const row = await rowOf(handle);
    const look = await prove(handle, parts);
    const { values, isSeen } = written(row, look, instant);
    tell(handle, values.why);
    const isNew = look.state === 'proven' && isSeen;
    if (isNew) log.info(`@${handle} is believed to be yours: its profile links to this blog.`);
    const known = isNew && values.actor !== null ? await people.find(values.actor) : null;
    const welcome = await letIn(database, known?.key ?? null, instant);
    const former = row?.actor && row.actor !== values.actor ? row.actor : null;
    return {
      effect: (query) => [
        query
          .insert(owners)
          .values({ handle, ...values })
          .onConflictDoUpdate({ target: owners.handle, set: values }),
        ...(look.state === 'proven' ? people.save(query, look.person, instant) : []),
        ...(former === null ? [] : [people.leave(query, former)]),
        ...welcome(query),
        ...(isSeen ? lookAtThreads(query, instant) : []),
        ...(isSeen ? [countUp(query, tables, instant)] : []),
      ],
      again: new Date(instant.getTime() + (look.state === 'proven' ? day : hour)),
    };
  }

  /** Whose threads lead readers away is asked anew when that changes. */
  const lookAtThreads = (query: Query, due: Date): Step[] => [
    query
      .update(jobs)
      .set({ due })
      .where(and(eq(jobs.kind, reading), gt(jobs.due, due))),
  ];

  return {
    async isOwner(actor) {
      if (handles.length === 0) return false;
      const found = await database.query
        .select()
        .from(owners)
        .where(and(eq(owners.actor, actor), isBelieved()))
        .limit(1);
      return found.length > 0;
    },
    async proven() {
      if (handles.length === 0) return [];
      const rows = await database.query.select().from(owners).where(isBelieved()).orderBy(owners.handle);
      const known = rows.flatMap(({ handle, actor }) => (actor === null ? [] : { handle, actor }));
      // Two handles may lead to one account.
      return [...new Map(known.map((owner) => [owner.actor, owner])).values()];
    },
    async begin() {
      const instant = now();
      const rows = await database.query.select().from(owners);
      const kept = rows.filter(({ handle }) => handles.includes(handle));
      const struck = rows.filter(({ handle }) => !handles.includes(handle));
      for (const { handle, why } of kept) if (why !== null) problems.set(handle, problemOf(handle, why));
      await database.atomically((query) => [
        ...struck.map(({ handle }) => query.delete(owners).where(eq(owners.handle, handle))),
        ...struck.flatMap(({ actor }) => (actor === null ? [] : [people.leave(query, actor)])),
        ...handles.map((subject) =>
          waiting.add(query, { kind: looking, subject, host: hostOf(subject), due: instant }, instant),
        ),
        // Those that were to be looked at later are looked at now.
        query.update(jobs).set({ due: instant }).where(eq(jobs.kind, looking)),
        ...(struck.some(({ proven }) => proven !== null)
          ? [...lookAtThreads(query, instant), countUp(query, tables, instant)]
          : []),
      ]);
    },
    works: {
      [looking]: async ({ subject }, instant) =>
        handles.includes(subject) ? lookAt(subject, instant) : { effect: null, again: null },
    },
    problems: () => [...problems.values()],
  };
}

/** As `owners.why` has it: what is wrong, and what to do about it. */
function said({ why, mend }: { why: string; mend: string }): string {
  return `${why.replaceAll('\n', ' ')}\n${mend}`;
}

/** The same as a problem of postern.yaml. */
export function problemOf(handle: string, said: string): Problem {
  const [why = '', mend = ''] = said.split('\n');
  const what = `@${handle} of \`owners\` is not looked upon as yours, or not for long: ${why}.`;
  return { path: 'postern.yaml', line: null, severity: 'warning', what, mend };
}
