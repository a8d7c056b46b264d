import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { eq } from '../../database/drizzle.ts';

/** The row of `settings` that holds the secret from which the address of the private feed is made. */
const secretSetting = 'held-feed';

/** What opens the private feed of what waits: a part of its address, which nobody can guess. */
export interface FeedKey {
  /** The token; made when it is first asked for. */
  token(now: Date): Promise<string>;
  /** Another one; the old address leads nowhere from then on. */
  renew(now: Date): Promise<string>;
  /** Whether this is the token. It takes as long whatever is asked. */
  opens(token: string): Promise<boolean>;
}

export function createFeedKey({ query, tables: { settings } }: Pick<Database, 'query' | 'tables'>): FeedKey {
  async function secret(): Promise<string | null> {
    const [row] = await query.select().from(settings).where(eq(settings.name, secretSetting));
    return row?.value ?? null;
  }

  const fresh = (now: Date) => ({ name: secretSetting, value: randomBytes(32).toString('base64url'), changed: now });

  async function token(now: Date): Promise<string> {
    await query.insert(settings).values(fresh(now)).onConflictDoNothing();
    return tokenOf((await secret()) ?? '');
  }

  return {
    token,
    async renew(now) {
      const { value, ...row } = fresh(now);
      await query
        .insert(settings)
        .values({ ...row, value })
        .onConflictDoUpdate({ target: settings.name, set: { value, changed: now } });
      return token(now);
    },
    async opens(asked) {
      const kept = await secret();
      const isSame = timingSafeEqual(digest(asked), digest(tokenOf(kept ?? randomBytes(32).toString('base64url'))));
      return kept !== null && isSame;
    },
  };
}

function tokenOf(secret: string): string {
  return createHmac('sha256', secret).update('the feed of what waits').digest('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
