import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createChance } from '../chance.ts';
import { serve } from '../postern.ts';
import { makeSite } from '../site.ts';
import { openWorld } from './world.ts';

/** How often a server had forced to the disk what it answered 202 to, as the system saw it. */
export interface Synced {
  answers: number;
  /** Before how many of them the log of the database was written and forced, nothing being written to it after that. */
  forced: number;
  /** How often it was forced in all. */
  times: number;
}

/**
 * Follows a real server by strace while it takes in activities on SQLite, one after the other.
 * @returns null where there is no strace, or it may not follow another process.
 */
export async function countSynced(activities: number): Promise<Synced | null> {
  if (spawnSync('strace', ['-V']).status !== 0) return null;
  const world = await openWorld(1, createChance(1));
  const site = await makeSite({ 'content/posts/one.md': '---\ntitle: One\n---\n\nText.\n' });
  const environment = {
    ...{ POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback', POSTERN_HOST: '127.0.0.1', POSTERN_LOG_LEVEL: 'warn' },
  };
  const server = await serve(['--site', site.folder], { environment });
  try {
    const [stranger] = world.strangers;
    if (!stranger) return null;
    const origin = 'http://localhost:3000';
    const by = world.newcomer(stranger).user;
    const deliver = async (): Promise<void> => {
      const like = stranger.activity('Like', `${origin}/ap/posts/one`, { by });
      const { status, text } = await stranger.deliver(`${origin}/ap/inbox`, like, { by, through: server.url });
      if (status !== 202) throw new Error(`${status} ${text}`);
    };
    // The key is fetched, and all code is read.
    await deliver();
    const file = join(site.folder, 'calls');
    const calls = ['-y', '-s', '20', '-e', 'trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg'];
    // The database is written by the first thread, which is also the one that answers.
    const strace = spawn('strace', [...calls, '-o', file, '-p', String(server.pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(strace, 'close');
    const [said] = await Promise.race([once(strace.stderr, 'data'), ended]);
    if (!/attached/.test(String(said))) return null;
    for (let count = 0; count < activities; count += 1) await deliver();
    strace.kill('SIGINT');
    await ended;
    return readCalls(await readFile(file, 'utf8'));
  } finally {
    await server.stop();
    await world.close();
    await site.dispose();
  }
}

/** What strace wrote, line by line in the order of the calls. */
export function readCalls(text: string): Synced {
  const found: Synced = { answers: 0, forced: 0, times: 0 };
  // Since the answer before: whether the log was written, and whether all of that was forced.
  let isWritten = false;
  let isForced = false;
  for (const line of text.split('\n')) {
    if (/^pwrite64\(\d+<[^>]*-wal>/.test(line)) [isWritten, isForced] = [true, false];
    if (/^f(?:data)?sync\(\d+<[^>]*-wal>.*= 0$/.test(line)) {
      isForced = true;
      found.times += 1;
    }
    if (!line.includes('HTTP/1.1 202')) continue;
    found.answers += 1;
    if (isWritten && isForced) found.forced += 1;
    [isWritten, isForced] = [false, false];
  }
  return found;
}
