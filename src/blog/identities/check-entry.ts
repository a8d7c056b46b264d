import { kindOf } from '../../content/front-matter.ts';
import { isEntryPath } from '../../content/scan.ts';
import type { Announced, Deleted, IdentityEntry } from './entry.ts';

type Written = Record<string, unknown>;

/** What a line says, or what is wrong with it: the end of a sentence that begins with the line. */
export function checkEntry(written: Written): IdentityEntry | string {
  const { id, generation, path, address, guid, was = [], earlier = [], in: database = null } = written;
  // It stands in addresses.
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,200}$/.test(id)) return 'has no `id`';
  if (!isCount(generation)) return 'has no `generation`';
  if (typeof path !== 'string' || !isContentPath(path)) return 'has no `path` of a file in the content folder';
  if (!isAddress(address)) return 'has no `address`';
  if (typeof guid !== 'string' || guid === '') return 'has no `guid`';
  const firstPublished = instantOf(written.firstPublished);
  if (!firstPublished) return 'has no instant at `firstPublished`';
  const deleted = written.deleted === undefined ? null : checkDeleted(written);
  if (typeof deleted === 'string') return deleted;
  const announced = checkAnnounced(written, deleted !== null);
  if (typeof announced === 'string' && announced !== 'silent') return announced;
  if (!Array.isArray(was) || !was.every(isAddress)) return 'has no list of addresses at `was`';
  if (!Array.isArray(earlier)) return 'has no list at `earlier`';
  if (database !== null && (typeof database !== 'string' || !/^[A-Za-z0-9_-]{1,40}$/.test(database)))
    return 'has no name of a database at `in`';
  const former: IdentityEntry['earlier'] = [];
  for (const one of earlier as Written[]) {
    const found = isObject(one) && isCount(one.generation) && one.generation < generation ? checkDeleted(one) : '';
    if (typeof found === 'string') return 'has something at `earlier` that is no deleted generation';
    former.push({ generation: Number(one.generation), ...found });
  }
  return { id, generation, path, address, guid, firstPublished, announced, deleted, was, earlier: former, database };
}

function checkAnnounced(written: Written, isDeleted: boolean): Announced | 'silent' | null | `has ${string}` {
  const { announced, silent, by, digest, updated } = written;
  if (announced === undefined) return silent === true && !isDeleted ? 'silent' : null;
  const at = instantOf(announced);
  if (!at) return 'has no instant at `announced`';
  if (typeof by !== 'string' || by === '') return 'has no `by`, the account that announced it';
  // Without it the next look would send everything again as an edit.
  if (!isDeleted && (typeof digest !== 'string' || digest === '')) return 'has no `digest` of what was announced';
  const edited = updated === undefined ? null : instantOf(updated);
  if (updated !== undefined && !edited) return 'has no instant at `updated`';
  return { at, by, digest: typeof digest === 'string' ? digest : null, updated: edited };
}

function checkDeleted({ deleted, formerType = null }: Written): Deleted | string {
  const at = instantOf(deleted);
  if (!at) return 'has no instant at `deleted`';
  if (formerType !== null && formerType !== 'Article' && formerType !== 'Note')
    return 'has neither Article nor Note at `formerType`';
  return { at, formerType };
}

export function isObject(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An instant as JSON has it, and as both engines can keep it. */
export function instantOf(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return null;
  const instant = new Date(value);
  return instant.getUTCFullYear() > 0 ? instant : null;
}

/** PostgreSQL counts no further. */
const mostCounted = 2_147_483_647;
/** PostgreSQL refuses to index longer ones. */
const longest = 2000;

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= mostCounted;
}

function isContentPath(path: string): boolean {
  return (
    isShort(path) &&
    isEntryPath(path) &&
    kindOf(path) !== null &&
    !path.split('/').some((part) => part === '' || part === '..')
  );
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/') && isShort(value);
}

function isShort(text: string): boolean {
  return Buffer.byteLength(text) <= longest && !text.includes('\0');
}
