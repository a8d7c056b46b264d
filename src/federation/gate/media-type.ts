import { isActivityType } from '../accept.ts';
import { once } from './lines.ts';
import { type Check, refuse } from './passage.ts';

/** ActivityPub §7: nothing else is an activity, and a form of a browser is neither. */
export const mediaType: Check = ({ lines }) =>
  isActivityType(once(lines, 'content-type') ?? '')
    ? null
    : refuse(415, 'The media type must be application/activity+json, or application/ld+json with its profile.');

/** Nothing is unpacked: a few bytes could become many. */
export const encoding: Check = ({ lines }) =>
  (lines.get('content-encoding') ?? []).every((coding) => coding.trim().toLowerCase() === 'identity')
    ? null
    : refuse(415, 'The body must not be compressed.');
