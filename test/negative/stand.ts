import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { blog, type Company, meet } from '../gate/company.ts';
import { type Got, type Sent, send } from '../gate/send.ts';
import { type Server, serve } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import { type Json, type Stranger, type StrangerUser, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { createExits, type Exits } from './exits.ts';
import { site as files, furnish, pages } from './furnish.ts';
import { createGlance } from './glance.ts';
import { openRows, type Rows } from './rows.ts';
import { type Home, openHome, openTowns, type Town } from './towns.ts';

/** A blog with everything that could be lost, served by a process of its own, and servers that know it. */
export interface Stand extends Company {
  /** Where it really listens: `http://127.0.0.1:40123`. */
  address: string;
  site: TemporarySite;
  server: Server;
  rows: Rows;
  /** Changes what stands in the database, behind the server's back. */
  write(change: (database: Sqlite.Database) => void): void;
  /** Several, since one server may send only so much in a minute. Of the first two, `ada` and `bob` are the victims. */
  towns: readonly Town[];
  home: Home;
  /** Somebody who is blocked, on the first server, and a server that is. */
  blocked: { person: StrangerUser; server: Stranger };
  /** What has left the server, by name or address. */
  exits: Exits;
  /** A client's address that was not used before, as the proxy before the blog would name it. */
  visitor(): string;
  send(sent: Sent): Promise<Got>;
  /** Signs as that user and sends; `own` is said in place of a Follow's parts. */
  say(by: StrangerUser, own: Json, inbox?: string): Promise<Got>;
  /** Asks for a path, written as it is given. */
  ask(target: string, lines?: Sent['lines'], method?: string, body?: string | Buffer): Promise<Got>;
  /** What must not change. @param some of the pages; all by default. */
  state(some?: readonly string[]): Promise<State>;
}

/** Everything that a refused request could have changed. */
export interface State {
  /** Table → its rows, as text. */
  rows: Record<string, string>;
  /** Path → status and the tag of its content. */
  pages: Record<string, string>;
}

const mostTowns = 4;

const watcher = fileURLToPath(new URL('./watch-exits.ts', import.meta.url));

export async function openStand(): Promise<Stand> {
  const company = await meet({ now: () => new Date() });
  const [others, home, outcast] = await Promise.all([
    openTowns(mostTowns - 2),
    openHome(company.other),
    startStranger({ host: 'localhost' }),
  ]);
  const { ada, eve, bob } = company.world;
  const towns: Town[] = [
    { server: company.stranger, victim: ada, neighbour: eve },
    { server: company.other, victim: bob, neighbour: company.other.addUser('eve') },
    ...others,
  ];
  const servers = [...towns.map(({ server }) => server), home.server, outcast];
  const hosts = servers.map(({ host }) => host);
  const site = await makeSite(files(home));
  const watched = `${site.folder}/exits.txt`;
  await writeFile(watched, '');
  const environment = {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: hosts.join(','),
    POSTERN_HOST: '127.0.0.1',
    POSTERN_TRUST_PROXY: 'loopback',
    POSTERN_LOG_LEVEL: 'error',
    WATCHED_EXITS: watched,
  };
  const server = await serve(['--site', site.folder], { environment, node: ['--import', watcher] });
  const rows = openRows(`${site.folder}/data/postern.db`);
  const glance = createGlance(server.url, new URL(blog).host, pages);
  let visitors = 0;
  let said = 0;
  const asked: string[] = [];
  const seen = new Map<Stranger, number>();

  const stand: Stand = {
    ...company,
    address: server.url,
    site,
    server,
    rows,
    towns,
    home,
    blocked: { person: company.stranger.addUser('mallory'), server: outcast },
    exits: createExits(watched, hosts),
    // In the order in which they were asked, as far as they were looked at one by one.
    asked() {
      for (const server of servers) {
        for (const { method, url } of server.asked.slice(seen.get(server) ?? 0)) if (method === 'GET') asked.push(url);
        seen.set(server, server.asked.length);
      }
      return [...asked];
    },
    write(change) {
      const database = new Sqlite(`${site.folder}/data/postern.db`);
      change(database);
      database.close();
    },
    visitor() {
      visitors += 1;
      return `198.51.${visitors >> 8}.${visitors & 255}`;
    },
    send(sent) {
      const lines = sent.lines.some(([name]) => /^x-forwarded-for$/i.test(name))
        ? sent.lines
        : [...sent.lines, ['x-forwarded-for', stand.visitor()] as [string, string]];
      return send(server.url, { ...sent, lines });
    },
    say(by, own, inbox = '/ap/inbox') {
      said += 1;
      const id = `${by.id}#negative-${said}`;
      return stand.send(
        company.prepare({
          inbox,
          say: ({ '@context': context }) => ({ '@context': context, id, actor: by.id, ...own }),
          sign: () => ({ keyId: by.keyId, key: by.key().privateKey }),
        }),
      );
    },
    ask: (target, lines = [], method = 'GET', body = '') =>
      stand.send({ method, target, lines: [['host', new URL(blog).host], ...lines], body: Buffer.from(body) }),
    async state(some) {
      return { pages: await glance.look(some), rows: rows.read() };
    },
    async close() {
      rows.close();
      glance.close();
      await server.stop();
      await Promise.all([company.close(), ...servers.slice(2).map((one) => one.close())]);
      await site.dispose();
    },
  };
  await until(() => rows.of('announcements').length > 0, 30_000);
  await furnish(stand);
  return stand;
}
