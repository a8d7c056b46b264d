import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/database/database.ts';
import { gte, isNotNull } from '../../src/database/drizzle.ts';
import { createPeer, type Json, type Peer, receive } from '../followers-hold/peers.ts';
import { createChance } from './chance.ts';
import { addFollowers } from './ledger.ts';
import { type Server, serve } from './postern.ts';
import { makeSite } from './site.ts';
import { until } from './until.ts';

const launcher = fileURLToPath(new URL('../../bin/postern.js', import.meta.url));

/** What came of a blog whose processes were killed with SIGKILL, whatever they did. */
export interface Held {
  kills: number;
  /** What followers hold otherwise than the blog shows it, in words. */
  wrong: string[];
  objects: number;
  arrivals: number;
  /** How often the same came once more to the same inbox. */
  doubled: number;
}

interface Written {
  id: string;
  path: string;
  variant: number;
  isThere: boolean;
}

const yaml = `url: http://localhost:3000
timezone: UTC
accounts:
  - handle: james
publish: { settle: 1s, quiet: 2s, removal: 1h }
`;

/**
 * Writes, edits, renames and removes posts of a real blog, publishes by its server and by commands, and kills both at
 * moments that follow from the seed; in the end its followers must hold what it shows.
 */
export async function killWhateverItDoes({ seed, steps }: { seed: number; steps: number }): Promise<Held> {
  const { next: chance } = createChance(seed);
  const under = (most: number): number => Math.floor(chance() * most);
  const peers = new Map<string, Peer>();
  const listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const peer = peers.get(`http://${request.headers.host}${request.url}`);
      const answer = peer && receive(peer, Buffer.concat(chunks).toString(), new Date(), 1);
      setTimeout(() => response.writeHead(answer && 'status' in answer ? answer.status : 404).end(), 20);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  for (const user of 'abcdef') {
    const inbox = `http://127.0.0.1:${port}/users/${user}/inbox`;
    peers.set(inbox, createPeer(inbox, new Date()));
  }

  const site = await makeSite({ 'postern.yaml': yaml, 'content/posts/first.md': '---\ntitle: First\n---\nx\n' });
  const words = ['--site', site.folder];
  const environment = {
    ...{ POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback', POSTERN_HOST: '127.0.0.1', POSTERN_LOG_LEVEL: 'warn' },
  };
  let server: Server | null = null;
  let kills = 0;
  const written: Written[] = [];

  const save = ({ id, path, variant }: Written): Promise<void> =>
    site.write(`content/${path}`, `---\ntitle: About ${id}\nid: ${id}\n---\n\nWords of ${id}: ${variant}.\n`);

  async function restart(): Promise<void> {
    kills += 1;
    const dying = server;
    server = null;
    await dying?.stop('SIGKILL');
    server = await serve(words, { environment });
  }

  /** A command; `limit`: killed after so many milliseconds. */
  async function publish(own: string[], limit: number | null = null): Promise<number | null> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(POSTERN_|NODE_OPTIONS$|VITEST)/.test(name));
    const env = { ...Object.fromEntries(inherited), ...environment };
    const child = spawn(process.execPath, [launcher, 'publish', ...own, ...words], { env, stdio: 'ignore' });
    const timer = limit === null ? undefined : setTimeout(() => child.kill('SIGKILL'), limit);
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (...end) => resolve(end)),
    );
    clearTimeout(timer);
    if (signal !== null) kills += 1;
    return code;
  }

  async function step(): Promise<void> {
    const there = written.filter(({ isThere }) => isThere);
    const one = there[under(there.length)];
    const choice = under(10);
    if (choice < 3 || !one) {
      const id = `post-${written.length + 1}`;
      const post = { id, path: `posts/${id}.md`, variant: 1, isThere: true };
      written.push(post);
      await save(post);
    } else if (choice < 6) {
      one.variant += 1;
      await save(one);
    } else if (choice < 7) {
      await site.remove(`content/${one.path}`);
      one.path = `posts/${one.id}-moved-${one.variant}.md`;
      await save(one);
    } else if (choice < 8) {
      await site.remove(`content/${one.path}`);
      one.isThere = false;
    } else if (choice < 9) {
      const back = written.find(({ isThere }) => !isThere);
      if (back) {
        Object.assign(back, { isThere: true, variant: back.variant + 1 });
        await save(back);
      }
    }
    const how = under(6);
    if (how < 2) await publish(how === 0 ? [] : ['--confirm-removals'], chance() < 0.5 ? 200 + under(600) : null);
    else if (how < 4) await pause(under(3000));
    if (chance() < 0.3) await restart();
  }

  try {
    server = await serve(words, { environment });
    const database = await openDatabase(`${site.folder}/data/postern.db`);
    const { activities, announcements, deliveries } = database.tables;
    try {
      await until(async () => (await database.query.$count(announcements)) > 0, 30_000);
      await addFollowers(database, 'james', [...peers.keys()]);
      for (let count = 0; count < steps; count += 1) await step();
      await restart();
      await publish(['--confirm-removals']);
      const named = written.filter(({ isThere }) => isThere).map(({ path }) => `content/${path}`);
      // Exits with 3 because of those that were sent already.
      if (named.length > 0) await publish(['--announce', ...named]);
      await until(async () => {
        const open = await database.query.$count(activities, gte(activities.cursor, 0));
        return open + (await database.query.$count(deliveries, isNotNull(deliveries.due))) === 0;
      }, 120_000);
    } finally {
      await database.close();
    }
    const { url } = server;
    const wrong: string[] = [];
    for (const peer of peers.values()) wrong.push(...(await compare(peer, written, url)));
    const all = [...peers.values()];
    const arrivals = all.reduce((sum, peer) => sum + peer.arrivals.length, 0);
    const different = all.reduce((sum, peer) => sum + new Set(peer.arrivals.map(({ id }) => id)).size, 0);
    const objects = all[0] ? all[0].held.size + all[0].burnt.size : 0;
    return { kills, wrong, objects, arrivals, doubled: arrivals - different };
  } finally {
    await server?.stop();
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
    await site.dispose();
  }
}

/** What a follower holds against what is in the files, and against what the blog answers. */
async function compare({ inbox, held, burnt }: Peer, written: Written[], url: string): Promise<string[]> {
  const wrong: string[] = [];
  const get = async (uri: string): Promise<{ status: number; object: Json }> => {
    const answer = await fetch(url + new URL(uri).pathname, { headers: { accept: 'application/activity+json' } });
    const text = await answer.text();
    return { status: answer.status, object: text.startsWith('{') ? (JSON.parse(text) as Json) : {} };
  };
  const copies = [...held.values()];
  for (const { id, variant, isThere } of written) {
    const own = copies.filter(({ name }) => name === `About ${id}`);
    const isRight = isThere
      ? own.length === 1 && String(own[0]?.content).includes(`Words of ${id}: ${variant}.`)
      : own.length === 0;
    if (!isRight) wrong.push(`${inbox}: ${id} should be ${isThere ? variant : 'gone'}, and is ${JSON.stringify(own)}`);
  }
  if (copies.length !== written.filter(({ isThere }) => isThere).length) wrong.push(`${inbox} holds ${copies.length}`);
  for (const [uri, copy] of held) {
    const { '@context': _context, ...object } = (await get(uri)).object;
    if (JSON.stringify(object) !== JSON.stringify(copy)) wrong.push(`${inbox}: ${uri} is shown otherwise`);
  }
  for (const uri of burnt) if ((await get(uri)).status !== 410) wrong.push(`${inbox}: ${uri} is not gone`);
  return wrong;
}
