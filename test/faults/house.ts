import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { freePort } from '../support/free-port.ts';
import { type Server, type Surroundings, serve } from '../support/postern.ts';
import { makeSite, plainConfig, type TemporarySite } from '../support/site.ts';
import type { Reply } from '../support/stranger/send.ts';
import { type Stranger, startStranger } from '../support/stranger.ts';
import { until } from '../support/until.ts';

/** A blog that is served by a process of its own, and a server of other make that follows it. */
export interface House {
  site: TemporarySite;
  server: Server;
  stranger: Stranger;
  /** Where its actor and its inbox are. */
  actor: string;
  inbox: string;
  get(path: string, accept?: string): Promise<Response>;
  /** The status of a path; 0 where there was no answer. */
  status(path: string, accept?: string): Promise<number>;
  /** Somebody new follows: what the inbox answers. */
  follow(name: string): Promise<Reply & { activity: Record<string, unknown> }>;
  /** Everybody who follows, counted by what is shown to other servers. */
  followers(): Promise<number>;
  /** The statuses of what is read: a page, a feed, WebFinger, the actor, the outbox, a picture. */
  read(): Promise<number[]>;
  /** How many descriptors its process has. */
  descriptors(): number;
  /** Lets it look at the whole folder now, as it does every half a minute: by the sign that Kubernetes gives. */
  sweep(): Promise<void>;
  restart(surroundings?: Surroundings): Promise<void>;
  close(): Promise<void>;
}

/** What `read` answers when all is well. */
export const allRead = [200, 200, 200, 200, 200, 200, 200];

export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

/** Starts both. Posts `first` (with a picture) and `second` are there; `files` come beside them. */
export async function build(
  files: Record<string, string | Uint8Array> = {},
  surroundings: Surroundings | ((folder: string) => Surroundings) = {},
): Promise<House> {
  const port = await freePort();
  const site = await makeSite({
    'postern.yaml': plainConfig.replace(/^url:.*$/m, `url: http://127.0.0.1:${port}`),
    'content/posts/first.md': '---\ntitle: First\ndate: 2026-01-02\n---\n\n![A dot](dot.png)\n',
    'content/posts/dot.png': picture,
    'content/posts/second.md': '---\ntitle: Second\ndate: 2026-01-03\n---\n\nText.\n',
    'public/robots-of-old.txt': 'public',
    ...files,
  });
  const given = typeof surroundings === 'function' ? surroundings(site.folder) : surroundings;
  const start = (more: Surroundings) =>
    serve(['--site', site.folder], {
      ...more,
      environment: {
        POSTERN_HOST: '127.0.0.1',
        POSTERN_PORT: String(port),
        POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback',
        ...more.environment,
      },
    });
  const stranger = await startStranger();
  const origin = `http://127.0.0.1:${port}`;
  const actor = `${origin}/ap/actors/james`;
  const get = (path: string, accept = '*/*') =>
    fetch(origin + path, { headers: { accept, connection: 'close' }, redirect: 'manual' });
  const status = async (path: string, accept?: string) => {
    try {
      const response = await get(path, accept);
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  };
  const house: House = {
    site,
    stranger,
    actor,
    inbox: `${actor}/inbox`,
    server: await start(given),
    get,
    status,
    follow(name) {
      const by = stranger.users.find((user) => user.name === name) ?? stranger.addUser(name);
      return stranger.follow(actor, house.inbox, { by });
    },
    async followers() {
      const response = await get('/ap/actors/james/followers', 'application/activity+json');
      return ((await response.json()) as { totalItems: number }).totalItems;
    },
    async read() {
      const page = await (await get('/posts/first').catch(() => null))?.text();
      const dot = /\/media\/[\w/.-]+\.png/.exec(page ?? '')?.[0] ?? '/no-picture';
      return Promise.all([
        status('/posts/first'),
        status('/feed.xml'),
        status('/.well-known/webfinger?resource=acct:james@127.0.0.1:'.concat(String(port))),
        status('/ap/actors/james', 'application/activity+json'),
        status('/ap/actors/james/outbox', 'application/activity+json'),
        status(dot),
        status('/robots-of-old.txt'),
      ]);
    },
    descriptors: () => readdirSync(`/proc/${house.server.pid}/fd`).length,
    async sweep() {
      await site.write('content/..turned', '');
      await site.remove('content/..turned');
    },
    async restart(more = given) {
      await house.server.stop('SIGKILL');
      house.server = await start(more);
    },
    async close() {
      await house.server.stop('SIGKILL');
      await stranger.close();
      await site.dispose();
    },
  };
  // Its keys are made at the first question, and that is no fault to be tried.
  await until(async () => (await status('/ap/actors/james', 'application/activity+json')) === 200, 30_000);
  return house;
}

/** Sets a soft limit of a process that runs: `fsize` in bytes of any file that it writes, `nofile` in descriptors. */
export function limit({ pid }: { pid: number }, what: 'fsize' | 'nofile', most: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--${what}=${most}:`]);
}

/**
 * Asks for a page again and again while something goes on, and tells the longest time that one took, in milliseconds, and
 * every status that came.
 */
export async function askingMeanwhile(
  { status }: Pick<House, 'status'>,
  path: string,
  act: () => Promise<unknown>,
  every = 20,
): Promise<{ longest: number; statuses: Set<number>; asked: number }> {
  let isOver = false;
  const found = { longest: 0, statuses: new Set<number>(), asked: 0 };
  const asking = (async () => {
    while (!isOver) {
      const begun = performance.now();
      // Never from what was rendered before.
      found.statuses.add(await status(`${path}?${found.asked}`));
      found.longest = Math.max(found.longest, performance.now() - begun);
      found.asked += 1;
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  })();
  await act().finally(() => {
    isOver = true;
  });
  await asking;
  return found;
}
