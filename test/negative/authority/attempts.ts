import type { Got } from '../../gate/send.ts';
import type { Json, StrangerUser } from '../../support/stranger.ts';
import { until } from '../../support/until.ts';
import type { Attempt } from '../attempt.ts';
import type { Stand } from '../stand.ts';
import type { Town } from '../towns.ts';

/** Where an attempt is made: the town of somebody whose things are touched, and the next one. */
export interface Here {
  town: Town;
  far: Town;
  stand: Stand;
}

/** Who says what, properly signed. */
export type Saying = (here: Here) => [by: StrangerUser, said: Json];

/** An actor → who that is, in a town. */
export const parties: Record<string, (here: Here) => StrangerUser> = {
  'somebody else there': ({ town }) => town.neighbour,
  'somebody elsewhere': ({ far }) => far.neighbour,
  'a follower elsewhere': ({ far }) => far.victim,
  'the author’s own account': ({ stand }) => stand.home.makkes,
};
/** Those who have done nothing here that they could take back. */
export const [near, elsewhere] = Object.entries(parties) as [Party, Party];
export type Party = [name: string, find: (here: Here) => StrangerUser];

let turn = 0;

/** Towns take turns, since each server may send only so much. */
export function attempt(name: string, saying: Saying, own: Partial<Attempt> = {}): Attempt {
  const place = turn;
  turn += 1;
  return {
    name,
    status: 202,
    says: own.status === undefined ? 'Accepted.' : '',
    make: (stand) => sayAt(stand, place, saying),
    ...own,
  };
}

/** Says it, and waits until what it had looked for is over. */
export async function sayAt(stand: Stand, place: number, saying: Saying): Promise<Got> {
  const here = hereAt(stand, place);
  const [by, said] = saying(here);
  const got = await stand.say(by, said);
  await overHeard(stand);
  return got;
}

export function hereAt(stand: Stand, place: number): Here {
  const { towns } = stand;
  const [town, far] = [towns[place % towns.length], towns[(place + 1) % towns.length]];
  if (!town || !far) throw new Error('There are no towns.');
  return { town, far, stand };
}

/** What was heard of is looked for later. */
export async function overHeard(stand: Stand): Promise<void> {
  await until(() => stand.rows.of('jobs').every(({ kind }) => kind !== 'hearsay'));
}
