import { detailsOf, objectPath } from '../../blog/row.ts';
import { absolute, type Site } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, ne, or } from '../../database/drizzle.ts';

/** A post that its author named. */
export interface Chosen {
  /** As it was named. */
  name: string;
  /** Its object. */
  uri: string;
  /** Whether it says `federate: false`. */
  isKeptBack: boolean;
}

/**
 * Published posts, by what their author calls them: a file (`content/posts/hello.md`), a slug, an id or
 * an address. With a name that fits none, or several, comes a sentence.
 */
export async function findPosts(
  { query, tables: { posts } }: Database,
  site: Site,
  names: readonly string[],
): Promise<{ chosen: Chosen[]; wrong: string[] }> {
  const chosen = new Map<string, Chosen>();
  const wrong: string[] = [];
  for (const name of names) {
    const path = name.replace(/^\.\//, '').replace(/^content\//, '');
    const home = absolute(site, '/').replace(/\/$/, '');
    const address = name.startsWith(home) ? name.slice(home.length) : name;
    const found = await query
      .select({ id: posts.id, generation: posts.generation, path: posts.path, details: posts.details })
      .from(posts)
      .where(
        and(
          eq(posts.state, 'live'),
          ne(posts.kind, 'page'),
          or(eq(posts.path, path), eq(posts.slug, name), eq(posts.id, name), eq(posts.permalink, address)),
        ),
      );
    // A slug may stand on a post and on a note; whatever else fits is one.
    const exact = found.filter((post) => post.path === path || post.id === name);
    const [only, ...others] = exact.length > 0 ? exact : found;
    if (!only) wrong.push(`There is no published post "${name}". Name its file, slug or address.`);
    else if (others.length > 0) {
      const paths = [only, ...others].map((post) => `content/${post.path}`).join(' and ');
      wrong.push(`"${name}" is the slug of ${paths}. Name the file.`);
    } else {
      const uri = objectPath(only.id, only.generation);
      chosen.set(uri, { name, uri, isKeptBack: detailsOf(only).federate === 'no' });
    }
  }
  return { chosen: [...chosen.values()], wrong };
}
