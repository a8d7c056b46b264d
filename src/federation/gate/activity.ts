import { readActor, readAddress } from './address.ts';
import { type Check, refuse } from './passage.ts';

const activityStreams = 'https://www.w3.org/ns/activitystreams';

/** Whether the body is JSON of a shape that is safe to read. */
export const json: Check = ({ said }) => (said.fault === null ? null : refuse(400, said.fault));

/** What every activity must have here: an id, a type and an actor, each one string. */
export const names: Check = ({ said, allowed }) => {
  if (said.type === '') return refuse(400, 'The activity must have one type.');
  if (!readAddress(said.id, allowed)) return refuse(400, 'The activity must have an id, which is an https URL.');
  if (!readActor(said.actor, allowed)) return refuse(400, 'The activity must have one actor, named by its https URL.');
  return null;
};

/** ActivityPub §3. The words are read as ActivityStreams means them, whatever other contexts are named beside it. */
export const vocabulary: Check = ({ said }) =>
  [said.activity['@context']].flat().includes(activityStreams)
    ? null
    : refuse(400, 'The activity must name ActivityStreams as its context.');
