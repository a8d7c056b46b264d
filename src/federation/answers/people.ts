import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Words } from '../../conversation/answers/answers.ts';
import type { Named } from '../../conversation/answers/named.ts';
import type { Database } from '../../database/database.ts';
import { and, eq, inArray, sql } from '../../database/drizzle.ts';
import { actorId, profilePath } from '../addresses.ts';
import { readWho } from '../followers/who.ts';

/** Somebody who can be told of an answer. */
export interface Reached extends Named {
  inbox: string;
  /** One for all who are on that server; null: there is none. */
  sharedInbox: string | null;
}

type Where = Pick<Site, 'origin' | 'base' | 'accounts'>;

/** As many names of a text are looked up. */
const mostNames = 20;

export type Known = ReturnType<typeof createKnown>;

/** People who are known here, as answers name them. */
export function createKnown({ site, database }: { site: Where; database: Pick<Database, 'query' | 'tables'> }) {
  const { query, tables } = database;
  const { hosts, inboxes, people } = tables;
  const columns = {
    uri: people.uri,
    user: people.user,
    host: hosts.name,
    url: people.url,
    inbox: inboxes.uri,
    sharedInbox: sql<
      string | null
    >`(select shared.uri from ${inboxes} shared where shared.key = ${people.sharedInbox})`,
  };
  const select = () =>
    query
      .select(columns)
      .from(people)
      .innerJoin(hosts, eq(hosts.key, people.host))
      .innerJoin(inboxes, eq(inboxes.key, people.inbox));

  return {
    /** By the ids of their actors, in no order. */
    async byUri(uris: readonly string[]): Promise<Reached[]> {
      return uris.length === 0 ? [] : (await select().where(inArray(people.uri, [...uris]))).map(reached);
    },

    /** Those whom an answer names and who are still known: of whoever is gone, no name is told to anybody any more. */
    async still<Said extends Pick<Words, 'addressed' | 'named'>>(said: Said): Promise<Said> {
      const all = said.addressed ? [said.addressed, ...said.named] : said.named;
      const uris = all.map(({ uri }) => uri);
      const rows = uris.length === 0 ? [] : await select().where(inArray(people.uri, uris));
      const there = new Set([...rows.map(({ uri }) => uri), ...site.accounts.map((account) => actorId(site, account))]);
      const isThere = ({ uri }: Named): boolean => there.has(uri);
      const addressed = said.addressed && isThere(said.addressed) ? said.addressed : null;
      return { ...said, addressed, named: said.named.filter(isThere) };
    },

    /** By `user@host`, as somebody wrote it. */
    async byHandle(handles: readonly string[]): Promise<Reached[]> {
      const found: Reached[] = [];
      for (const handle of handles.slice(0, mostNames)) {
        const who = readWho(handle);
        if (!who || !('user' in who)) continue;
        // What a text can name so is ASCII, which all engines fold alike.
        const isIt = and(eq(hosts.name, who.host), sql`lower(${people.user}) = ${who.user}`);
        const [row] = await select().where(isIt).orderBy(people.key).limit(1);
        if (row) found.push(reached(row));
      }
      return found;
    },
  };
}

interface Row {
  uri: string;
  user: string;
  host: string;
  url: string | null;
  inbox: string;
  sharedInbox: string | null;
}

function reached({ uri, user, host, url, inbox, sharedInbox }: Row): Reached {
  const href = url !== null && /^https?:/i.test(url) ? url : uri;
  return { uri, user, handle: `${user}@${host}`, href, inbox, sharedInbox };
}

/** The blog's own accounts among these handles. */
export function ownAmong(site: Where, handles: readonly string[]): Named[] {
  return handles.flatMap((handle) => {
    const account = site.accounts.find(({ user, host }) => `${user}@${host}`.toLowerCase() === handle.toLowerCase());
    return account ? [namedOf(site, account)] : [];
  });
}

function namedOf(site: Pick<Site, 'origin' | 'base'>, account: Account): Named {
  const { user, host } = account;
  const href = absolute(site, profilePath(account));
  return { uri: actorId(site, account), user, handle: `${user}@${host}`, href };
}
