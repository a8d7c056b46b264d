import type { Posts } from '../blog/posts.ts';
import type { Account } from '../config.ts';
import type { Post } from '../content/post.ts';
import type { ReadStanding } from './announce/told.ts';
import { federates, type Outgoing, type Told } from './documents/post.ts';

/** A post as much as its Create in an outbox needs it. */
export type Posted = Outgoing & { told: Told };

/** What each account posted: the newest first. Read anew after a change. */
export interface Outbox {
  of(account: Account): Promise<Posted[]>;
}

// Few enough that no page waits behind one reading.
const batch = 200;

export function createOutbox(posts: Posts, standing: ReadStanding): Outbox {
  let change = -1;
  let lists: Promise<Map<string, Posted[]>> | null = null;

  // All accounts at once: whoever told of a post keeps it, also when other authors stand on it now.
  async function read(): Promise<Map<string, Posted[]>> {
    const posted = new Map<string, Posted[]>();
    for (let offset = 0; ; offset += batch) {
      const some = await posts.list({ limit: batch, offset });
      for (const [post, { account, told }] of await standing(some.filter(federates))) {
        const list = posted.get(account.id) ?? [];
        list.push({ ...needed(post), told });
        posted.set(account.id, list);
      }
      if (some.length < batch) return posted;
    }
  }

  return {
    async of(account) {
      const now = posts.change();
      if (now !== change) lists = null;
      change = now;
      if (!lists) {
        const reading = read();
        lists = reading;
        reading.catch(() => {
          if (lists === reading) lists = null;
        });
      }
      return (await lists).get(account.id) ?? [];
    },
  };
}

function needed({ id, generation, federate, unlisted }: Post): Outgoing {
  return { id, generation, federate, unlisted };
}
