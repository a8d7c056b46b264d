import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Medium } from '../content/post.ts';
import { shortage } from '../content/shortage.ts';
import type { Database } from '../database/database.ts';
import { isThere, writeWhole } from './files.ts';
import { filmSize } from './film-size.ts';
import { mediumHash } from './hash.ts';
import { kindOf } from './kind.ts';
import { lookAgain } from './look-again.ts';
import { mediumName } from './name.ts';
import { showPicture } from './picture.ts';
import { mediaRows, type Remembered } from './rows.ts';
import { createSizes, type Sizes } from './sized.ts';
import { findSource } from './source.ts';
import { turns } from './turns.ts';

export interface Media {
  /**
   * Makes an author's file ready to be served, once for the same bytes. `source` is relative to the site's folder:
   * `content/posts/hello/hills.jpg`. A problem is what is wrong and what to do, in one or two sentences; where nothing is
   * wrong with the file, and it may succeed the next time, it is `passing`.
   */
  prepare(source: string): Promise<Prepared>;
  /** The file under data/media to stream; made again if it went missing; null when it cannot be had. */
  open(medium: Pick<Medium, 'hash' | 'name'>): Promise<{ path: string } | null>;
  sizes: Sizes;
  /** What live posts show. */
  shown(): Promise<Medium[]>;
}

type Prepared = Medium | { problem: string; passing?: boolean };

export interface MediaParts {
  database: Database;
  site: { folder: string };
  now(): Date;
  /** Called after each new file, with how many there were since the start. */
  onPrepared?(count: number): void;
}

/** The pictures and other files of the site: from where the author keeps them to `data/media/<hash>/<name>`. */
export function createMedia({ database, site, now, onPrepared = () => {} }: MediaParts): Media {
  const rows = mediaRows(database, now);
  const turn = turns(2);
  const running = new Map<string, Promise<Prepared>>();
  const making = new Map<string, Promise<Medium | { problem: string }>>();
  let prepared = 0;
  const placeOf = ({ hash, name }: Pick<Medium, 'hash' | 'name'>) => join(site.folder, 'data', 'media', hash, name);

  function prepare(source: string): Promise<Prepared> {
    const asked =
      running.get(source) ?? turn(() => make(source).catch(unmade), true).finally(() => running.delete(source));
    running.set(source, asked);
    return asked;
  }

  async function make(source: string): Promise<Medium | { problem: string }> {
    const found = await findSource(site.folder, source);
    if ('problem' in found) return found;
    const known = await rows.bySource(source, found.stamp);
    if (known && (await isThere(placeOf(known.medium)))) return current(known, source, found.stamp);

    const bytes = await found.read();
    const hash = mediumHash(bytes);
    const other = making.get(hash);
    const asked = other ?? keep(hash, bytes, source, found.stamp).finally(() => making.delete(hash));
    making.set(hash, asked);
    const medium = await asked;
    if (other && !('problem' in medium)) await rows.put(medium, source, found.stamp);
    return medium;
  }

  async function current({ medium, isOld }: Remembered, source: string, stamp: string): Promise<Medium> {
    if (!isOld) return medium;
    const seen = await lookAgain(medium, await readFile(placeOf(medium)));
    await rows.put(seen, source, stamp);
    return seen;
  }

  /** Whoever comes with the same bytes waits until the name is written down: else it would get another. */
  async function keep(
    hash: string,
    bytes: Buffer,
    source: string,
    stamp: string,
  ): Promise<Medium | { problem: string }> {
    const medium = await produce(hash, bytes, source, stamp);
    if (!('problem' in medium)) await rows.put(medium, source, stamp);
    return medium;
  }

  /** The same bytes at another path are the same medium, under the name that it got first. */
  async function produce(
    hash: string,
    bytes: Buffer,
    source: string,
    stamp: string,
  ): Promise<Medium | { problem: string }> {
    const same = await rows.byHash(hash);
    if (same && (await isThere(placeOf(same.medium)))) return current(same, source, stamp);
    const shown = await show(bytes, source);
    if ('problem' in shown) return shown;
    const medium = { hash, ...shown.medium, name: same?.medium.name ?? shown.medium.name };
    await writeWhole(placeOf(medium), shown.bytes);
    prepared += 1;
    onPrepared(prepared);
    return medium;
  }

  async function open(medium: Pick<Medium, 'hash' | 'name'>): Promise<{ path: string } | null> {
    if (!/^[0-9a-f]{32}$/.test(medium.hash) || !/^[a-z0-9-][a-z0-9.-]*$/.test(medium.name)) return null;
    const path = placeOf(medium);
    if (await isThere(path)) return { path };
    const source = await rows.sourceOf(medium.hash);
    if (source === null) return null;
    await prepare(source);
    return (await isThere(path)) ? { path } : null;
  }

  const sizes = createSizes({ placeOf, open, ...rows, turn, now });
  return { prepare, open, sizes, shown: rows.shown };
}

/** What the system refuses is a problem: a full disk, missing rights, a file that went meanwhile. A failing database is none. */
function unmade(error: unknown): Prepared {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
  const why = shortage(error) ?? `it cannot be read, or not be written into data/media (${error.code})`;
  return { problem: `${why[0]?.toUpperCase()}${why.slice(1)}.`, passing: true };
}

async function show(
  bytes: Buffer,
  source: string,
): Promise<{ bytes: Buffer; medium: Omit<Medium, 'hash'> } | { problem: string }> {
  const kind = kindOf(bytes, source);
  if (kind.problem !== undefined) return { problem: kind.problem };
  const film = { bytes, width: null, height: null, tint: null, ...filmSize(bytes, kind.type) };
  const shown = kind.picture ? await showPicture(bytes, kind.picture) : film;
  if ('problem' in shown) return shown;
  const { width, height, tint } = shown;
  const name = mediumName(source, kind.extension);
  const size = shown.bytes.length;
  return { bytes: shown.bytes, medium: { name, type: kind.type, size, width, height, ...(tint ? { tint } : {}) } };
}
