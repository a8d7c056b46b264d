import denied from './denied.json' with { type: 'json' };

interface Denied {
  name: string;
  why: string;
  versions?: string[];
  /** All before that one, all from that one on, and all but that one. */
  below?: string;
  from?: string;
  not?: string;
}

/** Why a version of a package must not be used; null: nothing is known against it. */
export function denialOf({ name, version }: { name: string; version: string }): string | null {
  const found = (denied as Denied[]).find((one) => one.name === name && isMeant(one, version));
  return found?.why ?? null;
}

function isMeant({ versions, below, from, not }: Denied, version: string): boolean {
  return (
    (versions?.includes(version) ?? false) ||
    (below !== undefined && compare(version, below) < 0) ||
    (from !== undefined && compare(version, from) >= 0) ||
    (not !== undefined && version !== not)
  );
}

/** By the three numbers; what follows a hyphen comes before the version itself. */
function compare(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => {
    const [numbers = '', ...early] = version.split('-');
    return [...numbers.split('.').map(Number), early.length > 0 ? 0 : 1];
  });
  for (const [index, number] of (left ?? []).entries()) {
    const difference = number - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
