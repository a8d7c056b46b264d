/** As much of a remark as its place in a thread follows from. */
export interface Linked {
  uri: string;
  /** What it answers; null or unknown here: the post. */
  parent: string | null;
  published: Date;
  /** Where two were published at the same instant. */
  key: number;
}

/** A remark at its place. */
export interface Placed<Remark extends Linked> {
  remark: Remark;
  /** 0 for what answers the post, up to `deepest`. */
  depth: number;
  /** Whom it answers, where its place does not say so: below `deepest` all stand side by side. */
  answers: Remark | null;
}

/** What is deeper stands flat: more would leave no room for words on a narrow screen. */
export const deepest = 2;

/**
 * Puts the remarks that may be shown in the order in which they are read: each below what it answers, the oldest first.
 * What answers something that is not among them (held, deleted) stands below the nearest of its forebears that is. Pure.
 * @param hidden the parents of remarks that are not shown, by their URIs: what leads from a reply to a forebear.
 */
export function makeThread<Remark extends Linked>(
  shown: readonly Remark[],
  hidden: ReadonlyMap<string, string | null> = new Map(),
): Placed<Remark>[] {
  const known = new Map(shown.map((remark) => [remark.uri, remark]));
  const ordered = [...shown].sort(older);
  const parents = new Map(ordered.map((remark) => [remark, forebear(remark.parent, known, hidden)]));
  openRings(parents);
  return inOrder(Map.groupBy(ordered, (remark) => parents.get(remark) ?? null));
}

/** The nearest remark above that is shown; null: the post. */
function forebear<Remark extends Linked>(
  parent: string | null,
  known: ReadonlyMap<string, Remark>,
  hidden: ReadonlyMap<string, string | null>,
): Remark | null {
  const passed = new Set<string>();
  for (let uri = parent; uri !== null && !passed.has(uri); uri = hidden.get(uri) ?? null) {
    const found = known.get(uri);
    if (found) return found;
    passed.add(uri);
  }
  return null;
}

/** Remarks that answer one another have no beginning: the oldest of them answers the post. */
function openRings<Remark>(parents: Map<Remark, Remark | null>): void {
  const rooted = new Set<Remark>();
  for (const remark of parents.keys()) {
    const way = new Set<Remark>();
    let at: Remark | null = remark;
    while (at !== null && !rooted.has(at) && !way.has(at)) {
      way.add(at);
      at = parents.get(at) ?? null;
    }
    if (at !== null && way.has(at)) parents.set(at, null);
    for (const one of way) rooted.add(one);
  }
}

// Without recursion: how long a chain gets is for strangers to say.
function inOrder<Remark extends Linked>(below: ReadonlyMap<Remark | null, Remark[]>): Placed<Remark>[] {
  const placed: Placed<Remark>[] = [];
  const open: { remark: Remark; parent: Remark | null; level: number }[] = [];
  const push = (parent: Remark | null, level: number): void => {
    for (const remark of (below.get(parent) ?? []).toReversed()) open.push({ remark, parent, level });
  };
  push(null, 0);
  for (let next = open.pop(); next; next = open.pop()) {
    const { remark, parent, level } = next;
    placed.push({ remark, depth: Math.min(level, deepest), answers: level > deepest ? parent : null });
    push(remark, level + 1);
  }
  return placed;
}

function older(a: Linked, b: Linked): number {
  return a.published.getTime() - b.published.getTime() || a.key - b.key;
}
