import type { Chance } from '../chance.ts';

/** What is written before one `postern publish`: posts by their slugs, each with the number of its text. */
export interface Round {
  written: Map<string, number>;
  removed: string[];
}

const newEach = 4;

/** New posts in each round, then, beside them, edits and removals of earlier ones: as many as are asked for, if there is room. */
export function planRounds(
  chance: Chance,
  { posts, edits, removals }: { posts: number; edits: number; removals: number },
): Round[] {
  const all = Math.ceil(posts / newEach) + 1;
  const variants = new Map<string, number>();
  const left = { posts, edits, removals };
  return Array.from({ length: all }, (_, index): Round => {
    const round: Round = { written: new Map(), removed: [] };
    const share = (many: number): number => (index === 0 ? 0 : Math.ceil(many / (all - index)));
    const earlier = [...variants.keys()];
    const some = (many: number): string[] =>
      Array.from({ length: Math.min(many, earlier.length) }, () =>
        earlier.splice(chance.under(earlier.length), 1),
      ).flat();
    // None is both edited and removed in one round.
    const [edited, removed] = [some(share(left.edits)), some(share(left.removals))];
    for (const slug of edited) variants.set(slug, (variants.get(slug) ?? 0) + 1);
    for (const slug of edited) round.written.set(slug, variants.get(slug) ?? 1);
    for (const slug of removed) variants.delete(slug);
    round.removed = removed;
    for (let count = 0; count < newEach && left.posts > 0; count += 1) {
      const slug = `post-${posts - left.posts + 1}`;
      left.posts -= 1;
      variants.set(slug, 1);
      round.written.set(slug, 1);
    }
    left.edits -= edited.length;
    left.removals -= removed.length;
    return round;
  });
}

export function fileOf(slug: string, variant: number): string {
  return `---\ntitle: About ${slug}\nid: ${slug}\n---\n\nWords of ${slug}, version ${variant}.\n`;
}

/** Which text a letter carries; null: none. */
export function variantOf(text: string): number | null {
  const [, number] = /version (\d+)/.exec(text) ?? [];
  return number === undefined ? null : Number(number);
}
