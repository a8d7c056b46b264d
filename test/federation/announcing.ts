import { createHash } from 'node:crypto';
import type { Account, Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { asc } from '../../src/database/drizzle.ts';
import { type Announcer, createAnnouncer } from '../../src/federation/announce/announcer.ts';
import type { Ledger } from '../../src/federation/ledger/ledger.ts';
import { type Publishing, startPublishing } from '../blog/publishing.ts';
import type { Engine } from '../support/databases.ts';
import { blogSite, james } from './sample.ts';

/** A blog whose followers are told, as far as the ledger: nothing is delivered. */
export interface Announcing extends Publishing {
  announcer: Announcer;
  /** Another one on the same database, as in another process. */
  another(own?: AnnouncingOptions): Announcer;
  /** Everything that was ever written into the ledger, in its order. */
  sent(): Promise<{ id: string; type: string; account: string; subject: string; audience: string; document: Wire }[]>;
  /** `Create /ap/posts/hello`, … of what was written since it was last asked for. */
  news(): Promise<string[]>;
  /** Lets time pass. */
  later(milliseconds: number): void;
  logged: string[];
}

export type Wire = Record<string, unknown> & { object: Record<string, unknown> };

export interface AnnouncingOptions {
  publish?: Partial<Site['publish']>;
  accounts?: Account[];
  isOn?(account: Account): boolean;
  /** Objects of which nothing can be written into the ledger. */
  refuses?(subject: string): boolean;
}

export const minute = 60_000;
const ada: Account = { ...james, id: '2', user: 'ada', name: 'Ada' };

/** A ledger that only keeps: what is announced, not how it is delivered. */
export function keepingLedger(
  { tables: { activities } }: Database,
  refuses: (subject: string) => boolean = () => false,
): Pick<Ledger, 'add'> {
  return {
    add(query, { id, json, audience, ...outgoing }, created) {
      if (refuses(outgoing.subject)) throw new Error('This one is refused.');
      const row = {
        ...{ ...outgoing, uri: id, json, created, cursor: null },
        audience: typeof audience === 'string' ? audience : ('listed' as const),
        digest: createHash('sha256').update(json).digest('base64'),
      };
      return [query.insert(activities).values(row).onConflictDoNothing()];
    },
  };
}

export async function startAnnouncing(
  engine: Engine,
  content: Record<string, string> = {},
  options: AnnouncingOptions = {},
): Promise<Announcing> {
  const publishing = await startPublishing(engine, content);
  const { database, clock } = publishing;
  const logged: string[] = [];
  const say = (line: string): void => void logged.push(line);
  let told = 0;

  function another({
    publish = {},
    accounts = [james, ada],
    isOn = () => true,
    refuses,
  }: AnnouncingOptions = options): Announcer {
    const { folder } = publishing.site;
    const pauses = { auto: true, settle: minute, quiet: 10 * minute, removal: 24 * 60 * minute, ...publish };
    return createAnnouncer({
      site: { ...blogSite, origin: 'https://blog.example', folder, accounts, publish: pauses },
      ...{ database, ledger: keepingLedger(database, refuses), isOn, clock: { now: () => clock.now } },
      log: { info: say, warn: say, error: say },
    });
  }

  const sent: Announcing['sent'] = async () => {
    const { activities } = database.tables;
    const rows = await database.query.select().from(activities).orderBy(asc(activities.key));
    return rows.map(({ uri, type, account, subject, audience, json }) => ({
      ...{ id: uri, type, account, subject, audience, document: JSON.parse(json ?? '') as Wire },
    }));
  };

  return {
    ...publishing,
    announcer: another(),
    another,
    sent,
    logged,
    async news() {
      const all = await sent();
      const news = all.slice(told).map(({ type, subject }) => `${type} ${subject}`);
      told = all.length;
      return news;
    },
    later(milliseconds) {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
  };
}
