import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server as SocketServer } from 'node:net';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/database.ts';
import { gt } from '../../src/database/drizzle.ts';
import { addFollowers } from '../support/ledger.ts';
import { postern } from '../support/postern.ts';
import { until } from '../support/until.ts';
import { askingMeanwhile, build } from './house.ts';

/** How a blog fared most of whose followers are on servers that are gone. */
export interface Outlived {
  /** Seconds until every server had been tried once. */
  tried: number;
  /** Seconds from the end of `postern publish` until the healthy server had the next post. */
  healthy: number;
  /** Seconds of processor time for a second of waiting, while all the dead ones wait. */
  idle: number;
  /** The longest a page took meanwhile, in milliseconds. */
  page: number;
  /** Rows of the ledger after two posts, and how many of them wait. */
  rows: { deliveries: number; waiting: number; activities: number; hosts: number };
  /** The database's file, in bytes. */
  size: number;
  /** Descriptors of the server: those of dead connections must not pile up. */
  descriptors: number;
  /** What SIGTERM was answered with while some servers did not answer, and after how many seconds. */
  code: number | null;
  ended: number;
}

/**
 * @param options.dead servers where nobody listens.
 * @param options.silent servers that take the connection and never say a word.
 * @param options.watch seconds for which it is watched how the server waits.
 */
export async function outliveDeadPeers({
  dead,
  silent,
  watch,
}: {
  dead: number;
  silent: number;
  watch: number;
}): Promise<Outlived> {
  const house = await build({}, { environment: { POSTERN_LOG_LEVEL: 'warn' } });
  const { site, stranger } = house;
  const database = await openDatabase(join(site.folder, 'data/postern.db'));
  const { query, tables } = database;
  const mute = await startSilent(silent);
  const publish = async (name: string): Promise<void> => {
    await site.write(`content/posts/${name}.md`, `---\ntitle: ${name}\n---\n\nText.\n`);
    const outcome = await postern(['publish', '--site', site.folder], {
      environment: { POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback', POSTERN_URL: new URL(house.actor).origin },
    });
    if (outcome.code !== 0) throw new Error(outcome.out + outcome.err);
  };
  const got = (name: string) =>
    until(() => stranger.inbox.some(({ activity }) => JSON.stringify(activity).includes(`/posts/${name}`)), 600_000);
  const since = (begun: number): number => (performance.now() - begun) / 1000;
  try {
    // What is there when federation begins is sent to nobody.
    await until(async () => (await query.$count(tables.announcements)) > 0, 30_000);
    const gone = Array.from({ length: dead }, (_, n) => `http://127.2.${n >> 8}.${n & 255}:9/users/x/inbox`);
    await addFollowers(database, 'james', [...gone, ...mute.inboxes]);
    // The last of them all, so that nobody is before it by chance.
    await house.follow('well');

    const begun = performance.now();
    await publish('one');
    const isTried = async () => (await query.$count(tables.hosts, gt(tables.hosts.failures, 0))) >= dead;
    await until(isTried, 60_000 + dead * 100);
    const tried = since(begun);
    await got('one');

    const [used, from] = [processorTime(house.server.pid), performance.now()];
    const asked = await askingMeanwhile(house, '/posts/first', () => pause(watch * 1000), 500);
    const idle = (processorTime(house.server.pid) - used) / since(from);

    await publish('two');
    const published = performance.now();
    await got('two');
    const healthy = since(published);

    const rows = {
      deliveries: await query.$count(tables.deliveries),
      waiting: await query.$count(tables.deliveries, gt(tables.deliveries.due, new Date(0))),
      activities: await query.$count(tables.activities),
      hosts: await query.$count(tables.hosts),
    };
    const descriptors = house.descriptors();
    const stopping = performance.now();
    const code = await house.server.stop();
    const size = statSync(join(site.folder, 'data/postern.db')).size;
    return { tried, healthy, idle, page: asked.longest, rows, size, descriptors, code, ended: since(stopping) };
  } finally {
    await database.close();
    await house.close();
    await mute.close();
  }
}

async function startSilent(count: number): Promise<{ inboxes: string[]; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  const servers = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => {}));
        socket.resume();
      });
      await new Promise<void>((resolve) => server.listen(0, `127.3.0.${n + 1}`, resolve));
      return server;
    }),
  );
  const inboxes = servers.map((server: SocketServer) => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('A server has no address');
    return `http://${address.address}:${address.port}/users/x/inbox`;
  });
  return {
    inboxes,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Seconds of processor time that a process has had, by Linux's own account (proc(5): utime and stime, in hundredths). */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
