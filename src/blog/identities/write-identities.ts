import { type IdentitiesHead, type IdentityEntry, identitiesVersion } from './entry.ts';

/**
 * The text of the file: JSON in which each post is one line of its own, in the order of their ids. The commas stand in
 * front, so that a line that is added, changed or taken out touches no other, and git merges it.
 */
export function writeIdentities(entries: readonly IdentityEntry[], head: IdentitiesHead): string {
  const lines = entries.map(lineOf);
  return joinLines(lines, head);
}

/** The same from lines that `lineOf` made, in any order: for whoever makes them bit by bit. */
export function joinLines(lines: readonly IdentityLine[], head: IdentitiesHead): string {
  const sorted = [...lines].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const first = { postern: 'identities', version: identitiesVersion, url: head.url, ...instant('since', head.since) };
  return `[${JSON.stringify(first)}\n${sorted.map(({ text }) => `,${text}\n`).join('')}]\n`;
}

export interface IdentityLine {
  id: string;
  text: string;
}

/**
 * Writes into each line in whose life it came to be so. A line that says the same already stays as it is, whoever wrote it:
 * so a database that began with the lines of another one takes over those alone that it changes.
 * @param name of this database; null: it has none.
 * @param lines of posts as this database knows them, without a name.
 * @param found what the file has now.
 */
export function nameLines(
  lines: readonly IdentityLine[],
  name: string | null,
  found: readonly IdentityEntry[],
): IdentityLine[] {
  const names = new Map<string, Map<string, string | null>>();
  for (const entry of found) {
    const { text } = lineOf({ ...entry, database: null });
    const known = names.get(entry.id) ?? new Map<string, string | null>();
    // Of two that say the same, as after a merge, its own is left.
    if (!known.has(text) || entry.database === name) known.set(text, entry.database);
    names.set(entry.id, known);
  }
  return lines.map(({ id, text }) => {
    const before = names.get(id)?.get(text);
    return { id, text: withName(text, before === undefined ? name : before) };
  });
}

function withName(text: string, name: string | null): string {
  return name === null ? text : `${text.slice(0, -1)},"in":${JSON.stringify(name)}}`;
}

export function lineOf(entry: IdentityEntry): IdentityLine {
  const { id, generation, path, address, guid, firstPublished, announced, deleted, was, earlier, database } = entry;
  const line = {
    ...{ id, generation, path, address, guid, firstPublished },
    ...(announced === 'silent' ? { silent: true } : {}),
    ...(announced === null || announced === 'silent'
      ? {}
      : {
          announced: announced.at,
          by: announced.by,
          ...(announced.digest === null ? {} : { digest: announced.digest }),
          ...instant('updated', announced.updated),
        }),
    ...(deleted ? gone(deleted) : {}),
    ...(was.length > 0 ? { was: [...was].sort() } : {}),
    ...(earlier.length > 0 ? { earlier: earlier.map((one) => ({ generation: one.generation, ...gone(one) })) } : {}),
  };
  return { id, text: withName(JSON.stringify(line), database) };
}

function gone({ at, formerType }: { at: Date; formerType: string | null }): object {
  return { deleted: at, ...(formerType === null ? {} : { formerType }) };
}

function instant(name: string, value: Date | null): object {
  return value === null ? {} : { [name]: value };
}
