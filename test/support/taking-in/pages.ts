import type { Counts } from './seen.ts';

/** What the blog itself says of how much came. */
export interface Pages {
  followers: number;
  /** By the post's name. `shown`: on its page, 0 where it says nothing. */
  posts: Map<string, Counts & { shown: number }>;
}

type Totals = Record<string, { totalItems: number }>;

/** Asks a blog as other servers and as readers do. */
export async function readPages(url: string, names: readonly string[]): Promise<Pages> {
  const followers = (await ask(`${url}/ap/actors/james/followers`)) as unknown as { totalItems: number };
  const posts: Pages['posts'] = new Map();
  for (const name of names) {
    const object = await ask(`${url}/ap/posts/${name}`);
    const page = await (await fetch(`${url}/posts/${name}`)).text();
    const shown = /<section class="replies"[\s\S]*?<h2>[^<]*<small>(\d+)<\/small>/.exec(page)?.[1] ?? '0';
    posts.set(name, {
      replies: object.replies?.totalItems ?? 0,
      likes: object.likes?.totalItems ?? 0,
      boosts: object.shares?.totalItems ?? 0,
      shown: Number(shown),
    });
  }
  return { followers: followers.totalItems, posts };
}

async function ask(address: string): Promise<Totals> {
  const answer = await fetch(address, { headers: { accept: 'application/activity+json' } });
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
  return (await answer.json()) as Totals;
}
