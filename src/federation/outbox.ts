import type { Posts } from '../blog/posts.ts';
import type { Account, Site } from '../config.ts';
import type { Post } from '../content/post.ts';
import { accountOf } from './addresses.ts';
import { federates, type Outgoing } from './documents/post.ts';

/** What each account posted: of each post as much as its Create needs, the newest first. Read anew after a change. */
export interface Outbox {
  of(account: Account): Promise<Outgoing[]>;
}

// Few enough that no page waits behind one reading.
const batch = 200;

export function createOutbox(site: Site, posts: Posts): Outbox {
  let change = -1;
  const lists = new Map<string, Promise<Outgoing[]>>();

  async function read(account: Account): Promise<Outgoing[]> {
    const outgoing: Outgoing[] = [];
    for (let offset = 0; ; offset += batch) {
      const some = await posts.list({ author: account.id, limit: batch, offset });
      // A post by two accounts goes out in the name of the first.
      outgoing.push(...some.filter((post) => federates(post) && accountOf(site, post)?.id === account.id).map(needed));
      if (some.length < batch) return outgoing;
    }
  }

  return {
    of(account) {
      const now = posts.change();
      if (now !== change) lists.clear();
      change = now;
      let list = lists.get(account.id);
      if (!list) {
        list = read(account);
        lists.set(account.id, list);
        list.catch(() => lists.delete(account.id));
      }
      return list;
    },
  };
}

function needed({ id, generation, federate, unlisted, firstPublished }: Post): Outgoing {
  return { id, generation, federate, unlisted, firstPublished };
}
