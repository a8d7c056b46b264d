import type { Place, Site } from '../../config.ts';
import type { TextView } from '../../theme/theme.ts';

/** What /privacy says, as far as it depends on how the blog is set up. */
export interface Facts {
  title: string;
  contact: Site['contact'];
  /** Handles of the blog's accounts, `@james@blog.example.com`; empty: it takes no part in the fediverse. */
  accounts: string[];
  comments: Pick<Site['comments'], 'rule' | 'links' | 'words' | 'languages'>;
  /** Who is told of what waits, beside whoever reads it at this blog. */
  told: { owners: boolean; service: boolean };
  /** Who tells readers of feeds at once: `own`, `none`, or the URL of another hub. */
  hub: Site['hub'];
  /** What is kept, and for how many days; null: it says so itself. */
  kept: { what: string; days: number | null }[];
}

/** What one language says. */
export type Words = (facts: Facts) => Pick<TextView, 'title' | 'description' | 'sections'>;

export function factsOf({ site, place }: { site: Site; place: Pick<Place, 'webhook'> }, kept: Facts['kept']): Facts {
  const { title, contact, accounts, comments, owners, hub } = site;
  const isTold = comments.tell !== 'never';
  return {
    ...{ title, contact, comments, hub, kept },
    accounts: accounts.map(({ user, host }) => `@${user}@${host}`),
    told: { owners: isTold && owners.length > 0, service: isTold && place.webhook !== null },
  };
}
