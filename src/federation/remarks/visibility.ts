import type { Visibility } from '../../conversation/remark.ts';
import type { Json } from '../inbox/incoming.ts';
import { isObject } from '../inbox/reference.ts';
import { listOf } from './value.ts';

/** In its three spellings (ActivityPub, section 5.6). */
const everybody = new Set(['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public']);

/**
 * Who may see it. `to` everybody is public; `cc` everybody is quieter, and as open. Whoever is not everybody is a
 * collection of followers, which servers name so in their addresses, or a few people.
 */
export function visibilityOf({ to, cc }: Json, author: string): Visibility {
  const [first, second] = [namesOf(to), namesOf(cc)];
  if (first.some((name) => everybody.has(name))) return 'public';
  if (second.some((name) => everybody.has(name))) return 'unlisted';
  return [...first, ...second].some((name) => isFollowers(name, author)) ? 'followers' : 'direct';
}

/** Whether a document says itself to whom it goes. */
export function isAddressed({ to, cc }: Json): boolean {
  return namesOf(to).length + namesOf(cc).length > 0;
}

function namesOf(value: unknown): string[] {
  return listOf(value)
    .map((one) => (isObject(one) ? one.id : one))
    .filter((one) => typeof one === 'string');
}

function isFollowers(name: string, author: string): boolean {
  if (!URL.canParse(name)) return false;
  const { origin, pathname } = new URL(name);
  return origin === new URL(author).origin && pathname.split('/').includes('followers');
}
