import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { blog, type Company, meet } from '../gate/company.ts';
import { type Got, type Sent, send } from '../gate/send.ts';
import { type Server, serve } from '../support/postern.ts';
import { makeSite, type TemporarySite } from '../support/site.ts';
import type { Json, StrangerUser } from '../support/stranger.ts';
import { until } from '../support/until.ts';
import { createExits, type Exits } from './exits.ts';
import { site as files, furnish, pages } from './furnish.ts';
import { openRows, type Rows } from './rows.ts';

/** A blog with everything that could be lost, served by a process of its own, and two servers that know it. */
export interface Stand extends Company {
  /** Where it really listens: `http://127.0.0.1:40123`. */
  address: string;
  site: TemporarySite;
  server: Server;
  rows: Rows;
  /** What has left the server, by name or address. */
  exits: Exits;
  /** A client's address that was not used before, as the proxy before the blog would name it. */
  visitor(): string;
  send(sent: Sent): Promise<Got>;
  /** Signs as that user and sends; `own` is said in place of a Follow's parts. */
  say(by: StrangerUser, own: Json, inbox?: string): Promise<Got>;
  /** Asks for a path, written as it is given. */
  ask(target: string, lines?: Sent['lines'], method?: string, body?: string | Buffer): Promise<Got>;
  /** What must not change. */
  state(): Promise<State>;
}

/** Everything that a refused request could have changed. */
export interface State {
  /** Table → its rows, as text. */
  rows: Record<string, string>;
  /** Path → status and the tag of its content. */
  pages: Record<string, string>;
}

const watcher = fileURLToPath(new URL('./watch-exits.ts', import.meta.url));

export async function openStand(): Promise<Stand> {
  const company = await meet({ now: () => new Date() });
  const site = await makeSite(files(company));
  const watched = `${site.folder}/exits.txt`;
  await writeFile(watched, '');
  const environment = {
    POSTERN_ALLOW_PRIVATE_ADDRESSES: company.hosts,
    POSTERN_HOST: '127.0.0.1',
    POSTERN_TRUST_PROXY: 'loopback',
    POSTERN_LOG_LEVEL: 'error',
    WATCHED_EXITS: watched,
  };
  const server = await serve(['--site', site.folder], { environment, node: ['--import', watcher] });
  const rows = openRows(`${site.folder}/data/postern.db`);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let visitors = 0;
  let said = 0;

  const stand: Stand = {
    ...company,
    address: server.url,
    site,
    server,
    rows,
    exits: createExits(watched, [company.stranger.host, company.other.host]),
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
    async state() {
      const shown = await Promise.all(pages.map(async (path) => [path, await look(server.url, path, agent)] as const));
      return { rows: rows.read(), pages: Object.fromEntries(shown) };
    },
    async close() {
      rows.close();
      agent.destroy();
      await server.stop();
      await company.close();
      await site.dispose();
    },
  };
  await until(() => rows.of('announcements').length > 0, 30_000);
  await furnish(stand);
  return stand;
}

/** Status and tag; whether a tag changes with every byte that it is for, the tests of pages say. */
function look(address: string, path: string, agent: Agent): Promise<string> {
  const headers = { host: new URL(blog).host, 'x-forwarded-for': '203.0.113.7' };
  return new Promise((resolve, reject) => {
    request(`${address}${path}`, { agent, headers, method: 'HEAD' }, (response) => {
      response.on('end', () => resolve(`${response.statusCode} ${response.headers.etag}`)).resume();
    })
      .on('error', reject)
      .end();
  });
}
