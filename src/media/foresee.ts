import type { Medium } from '../content/post.ts';
import type { Database } from '../database/database.ts';
import { mediumHash } from './hash.ts';
import { kindOf } from './kind.ts';
import type { Media } from './media.ts';
import { mediumName } from './name.ts';
import { mediaRows } from './rows.ts';
import { findSource } from './source.ts';

/**
 * Says what the author's files would be served as, and makes nothing of them. A picture that was made before is exactly
 * what it is then; a new one has its address, and is not decoded, so its size is not known, nor whether it is damaged.
 */
export function foreseeMedia(database: Database, site: { folder: string }): Pick<Media, 'prepare'> {
  const rows = mediaRows(database, () => new Date());
  const names = new Map<string, string>();

  return {
    async prepare(source) {
      const found = await findSource(site.folder, source);
      if ('problem' in found) return found;
      const known = await rows.bySource(source, found.stamp);
      if (known) return known.medium;
      const bytes = await found.read();
      const hash = mediumHash(bytes);
      return (await rows.byHash(hash))?.medium ?? unmade(bytes, hash, source);
    },
  };

  function unmade(bytes: Buffer, hash: string, source: string): Medium | { problem: string } {
    const kind = kindOf(bytes, source);
    if (kind.problem !== undefined) return { problem: kind.problem };
    // The same bytes at another path keep the name that they got first.
    const name = names.get(hash) ?? mediumName(source, kind.extension);
    names.set(hash, name);
    return { hash, name, type: kind.type, size: bytes.length, width: null, height: null };
  }
}
