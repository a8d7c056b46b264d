import { join } from 'node:path';
import { readCandidate } from '../../blog/read-candidate.ts';
import type { Site } from '../../config.ts';
import type { Entry as Written } from '../../content/entry.ts';
import type { Medium } from '../../content/post.ts';
import { decide } from '../../federation/announce/decide.ts';
import { federates } from '../../federation/documents/post.ts';
import type { Entry, Fate } from './entry.ts';
import { none } from './fate.ts';

/** A file whose date lies ahead. */
export interface Scheduled {
  path: string;
  stamp: string;
  due: Date;
}

// Of a file that is not published yet, nothing is made.
const unmade: Medium = { hash: '', name: '', type: '', size: 0, width: null, height: null };

/** What will be published by itself, and when; the files are read for their titles. */
export async function readScheduled(site: Site, files: Scheduled[]): Promise<Entry[]> {
  const folder = join(site.folder, 'content');
  const entries: Entry[] = [];
  for (const { path, stamp, due } of files) {
    const read = await readCandidate(folder, { path, stamp }, site, async () => unmade);
    if (read?.entry) entries.push(scheduledEntry(read.entry, due, site));
  }
  return entries;
}

/** A file that will appear at an instant. Pure. */
export function scheduledEntry(written: Written, due: Date, site: Pick<Site, 'publish' | 'accounts'>): Entry {
  const { id, kind, path, title } = written;
  return {
    ...{ what: 'scheduled', id, generation: null, kind, path: `content/${path}`, title, address: null, from: null },
    ...{ appears: due, page: 'appears', removal: null, followers: fateAt(due, written, site) },
  };
}

function fateAt(
  due: Date,
  { kind, federate }: Written,
  { publish, accounts }: Pick<Site, 'publish' | 'accounts'>,
): Fate {
  if (kind === 'page') return { ...none, state: 'nothing', why: 'page' };
  if (accounts.length === 0) return { ...none, state: 'nothing', why: 'no account' };
  const post = {
    ...{ isHidden: false, federates: federates({ federate, kind }), isInsisted: federate === 'yes', revision: 1 },
    ...{ changed: due, date: due, isAwaited: true, isRested: true, isMinor: false },
  };
  const untold = { announcement: null, digest: null, isCrowded: false, isDoubted: false };
  const known = { post, object: { isGone: false, made: due }, ...untold };
  const decision = decide(known, { publish, now: due, isAsked: false, isWanted: false });
  if (decision.kind === 'silent') return { ...none, state: 'silent', why: decision.why };
  return { ...none, state: 'waits', why: 'scheduled', message: 'new', at: 'at' in decision ? decision.at : null };
}
