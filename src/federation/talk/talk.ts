import type { Place, Site } from '../../config.ts';
import { createReactions, type Reactions } from '../../conversation/reactions.ts';
import { createRemarks, type Remarks } from '../../conversation/remarks.ts';
import { countUp } from '../../database/change.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { Work } from '../../jobs/worker.ts';
import { forgetting } from '../erase/forgetting.ts';
import type { Followers } from '../followers/followers.ts';
import { readAddress } from '../gate/address.ts';
import type { Loaders } from '../load.ts';
import { tellSoon } from '../owners/soon.ts';
import type { People } from '../people/people.ts';
import { createFindQuotable } from '../quotes/account.ts';
import { createClimb } from './climb.ts';
import { createEarly, type Early } from './early.ts';
import { createJudging, type Judging } from './judging.ts';
import { createPlaces, type Places } from './places.ts';
import { createSpeaker, createTake, type Take } from './take.ts';
import { createWaiting } from './waiting.ts';

export interface TalkParts {
  site: Pick<Site, 'origin' | 'base' | 'accounts' | 'comments' | 'quotes'>;
  place: Pick<Place, 'allowPrivateAddresses'>;
  database: Database;
  people: People;
  followers: Pick<Followers, 'of'>;
  isBlocked(actor: URL): Promise<boolean> | boolean;
  /** Whether an actor is a proven account of the author's; without it nobody is. */
  isOwner?(actor: string): Promise<boolean> | boolean;
  loaders(): Promise<Pick<Loaders, 'forOneTask'>>;
}

/** The conversation, as what comes to an inbox meets it. */
export interface Talk {
  take: Take;
  speaker: ReturnType<typeof createSpeaker>;
  places: Places;
  early: Early;
  judging: Judging;
  remarks: Remarks;
  reactions: Reactions;
  /** What is shown has changed: the last step of a transaction. */
  changed(query: Query, now: Date): Step;
  /** What else is kept of an actor that is gone is taken out next: its key, what was sent to its inbox, what it reported. */
  forget(query: Query, actor: string, inbox: string | null, now: Date): Step;
  /** What is done later, by the kind of the job. */
  works: Readonly<Record<string, Work>>;
}

export function createTalk({
  site,
  place,
  database,
  people,
  followers,
  isBlocked,
  loaders,
  ...parts
}: TalkParts): Talk {
  const { isOwner = () => false } = parts;
  const jobs = createJobs(database);
  const remarks = createRemarks(database, { whenHeld: (query, now) => tellSoon(jobs, query, now) });
  const early = createEarly(database);
  const isAskable = (reference: string): boolean => readAddress(reference, place.allowPrivateAddresses) !== null;
  const places = createPlaces({ site, database, remarks, isAskable });
  const quotable = createFindQuotable(site, database);
  const judging = createJudging({ site, remarks, followers, quotable, isBlocked, isOwner });
  const waiting = createWaiting({ remarks, people, judging, jobs });
  const take = createTake({ site, database, remarks, people, jobs, places, early, judging, waiting });
  const loader = async () => (await loaders()).forOneTask();
  return {
    ...{ take, places, early, judging, remarks },
    speaker: createSpeaker(people),
    reactions: createReactions(database),
    changed: (query, now) => countUp(query, database.tables, now),
    forget: (query, actor, inbox, now) =>
      jobs.add(query, { kind: forgetting, subject: actor, details: inbox === null ? {} : { inbox }, due: now }, now),
    works: createClimb({ database, remarks, places, jobs, waiting, take, isBlocked, loader }),
  };
}
