import { isObject } from '../inbox/reference.ts';

/** What an index of the database can hold, in bytes. */
const longest = 2_000;

/** No object of any server names more of one kind; the rest of a longer list is not looked at. */
const most = 200;

/** The values of a property, which JSON-LD lets stand alone or in a list. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.slice(0, most) : [value];
}

/** An id or address that a server may have, as it stands; null when it is none. Whether it may be asked is the guard's. */
export function addressOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > longest || Buffer.byteLength(value) > longest) return null;
  if (!/^https?:\/\//i.test(value) || /[\s\\\p{Cc}\p{Cs}]/u.test(value) || !URL.canParse(value)) return null;
  const { username, password, href } = new URL(value);
  return username === '' && password === '' && href.length <= longest ? value : null;
}

/** The first of the things that a property names which has an id: by itself, or by an object that has it. */
export function firstId(value: unknown): string | null {
  return firstAddress(value, 'id');
}

/** The first address of a property: by itself, or by a Link (its `href`). */
export function firstHref(value: unknown): string | null {
  return firstAddress(value, 'href');
}

function firstAddress(value: unknown, name: 'id' | 'href'): string | null {
  for (const one of listOf(value)) {
    const address = addressOf(isObject(one) ? one[name] : one);
    if (address !== null) return address;
  }
  return null;
}

/** An address by https alone, in one spelling: of a picture, film, sound or emoji. */
export function mediumAddress(value: unknown): string | null {
  for (const one of listOf(value)) {
    const address = addressOf(isObject(one) ? (one.href ?? one.url) : one);
    if (address !== null && new URL(address).protocol === 'https:') return new URL(address).href;
  }
  return null;
}

/** Its text; '' when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function originOf(address: string): string {
  return new URL(address).origin;
}
