import { isObject } from '../inbox/reference.ts';
import { pageOf } from '../remarks/page.ts';
import { listOf, mediumAddress } from '../remarks/value.ts';
import type { Person } from './person.ts';

const actorTypes = new Set(['Application', 'Group', 'Organization', 'Person', 'Service']);

/** What an index of the database can hold, in bytes. */
const longestUrl = 2000;
const longestUser = 100;
const longestName = 200;

/**
 * Reads an actor's document (ActivityPub §4.1). Strict where it concerns to whom we send: the inboxes must be on the
 * actor's own origin, or one server could have us knock at another.
 * @param id the id that the document must have, as it stands.
 * @returns null when this is no actor that could be sent anything.
 */
export function readPerson(document: unknown, id: string): Person | null {
  if (!isObject(document) || document.id !== id || !isActor(document.type)) return null;
  const home = readUrl(id);
  const inbox = home && inboxAt(document.inbox, home);
  if (!home || !inbox) return null;
  const { sharedInbox } = isObject(document.endpoints) ? document.endpoints : {};
  const user = userName(document.preferredUsername) ?? userName(lastPart(home)) ?? home.hostname;
  return {
    uri: id,
    user,
    host: home.host,
    name: plainName(document.name) || user,
    inbox,
    sharedInbox: inboxAt(sharedInbox, home),
    url: pageOf(document.url, id),
    avatar: avatarOf(document.icon),
    isDiscoverable: document.discoverable === true,
    isIndexable: document.indexable === true,
  };
}

function isActor(type: unknown): boolean {
  return [type].flat().some((one) => typeof one === 'string' && actorTypes.has(one));
}

/** The first of its pictures, as an Image or as an address alone. */
function avatarOf(icon: unknown): string | null {
  const [first] = listOf(icon);
  const address = mediumAddress(isObject(first) ? (first.url ?? first.href) : first);
  return address !== null && Buffer.byteLength(address) <= longestUrl ? address : null;
}

/** An absolute URL that a server may have. Whether it may be asked is for the guard to say. */
function readUrl(value: unknown): URL | null {
  if (typeof value !== 'string' || /[\s\\\p{Cc}]/u.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && /^https?:$/.test(url.protocol);
  return isPlain && Buffer.byteLength(value) <= longestUrl && url.href.length <= longestUrl ? url : null;
}

/** In one spelling, so that it is one inbox; a fragment is never sent. */
function inboxAt(value: unknown, home: URL): string | null {
  const url = readUrl(value);
  if (!url || url.origin !== home.origin) return null;
  url.hash = '';
  return url.href;
}

/** As handles have it: letters and digits of any script, and what may stand between them. */
function userName(value: unknown): string | null {
  return typeof value === 'string' && value.length <= longestUser && /^[\p{L}\p{M}\p{N}_.-]+$/u.test(value)
    ? value
    : null;
}

function lastPart({ pathname }: URL): string {
  const last = pathname.split('/').findLast((part) => part !== '') ?? '';
  return last.replace(/^@/, '');
}

/** One line of text. What changes the direction of all that follows it (UAX #9) is left out as control characters are. */
function plainName(value: unknown): string {
  if (typeof value !== 'string') return '';
  const line = value
    .slice(0, 4 * longestName)
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
  return [...line.trim().toWellFormed()].slice(0, longestName).join('');
}
