import { classes } from './allow-list.ts';
import { linkAddress } from './link.ts';
import type { Mark } from './tree.ts';

const most = 8;
const alone: readonly (readonly string[])[] = [['a'], ['rt', 'rp']];

/** What an inline element makes of its text; null: nothing. */
export function markOf(tag: string, attributes: ReadonlyMap<string, string>): Mark | null {
  const kept = new Map<string, string>();
  if (tag === 'a') {
    const address = linkAddress(attributes.get('href') ?? '');
    if (address === null) return null;
    kept.set('href', address);
  }
  const known = classes.get(tag);
  const names = (attributes.get('class') ?? '').split(/[\t\n\f\r ]+/).filter((name) => known?.has(name));
  if (names.length > 0) kept.set('class', [...new Set(names)].sort().join(' '));
  return tag === 'span' && names.length === 0 ? null : { tag, attributes: kept };
}

/**
 * The marks of what is within one more element. What is so already is not so twice; a link in a link, and a reading in a
 * reading, is the inner one alone, since that is how browsers would part them.
 */
export function marked(marks: readonly Mark[], mark: Mark | null): readonly Mark[] {
  if (!mark || marks.some((other) => isSame(other, mark))) return marks;
  const rivals = alone.find((tags) => tags.includes(mark.tag)) ?? [];
  const others = marks.filter(({ tag }) => !rivals.includes(tag));
  const isReading = mark.tag === 'rt' || mark.tag === 'rp';
  if (others.length >= most || (isReading && !others.some(({ tag }) => tag === 'ruby'))) return marks;
  return [...others, mark];
}

function isSame(one: Mark, other: Mark): boolean {
  return (
    one.tag === other.tag &&
    one.attributes.size === other.attributes.size &&
    [...one.attributes].every(([name, value]) => other.attributes.get(name) === value)
  );
}
