import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type App, startApp } from '../../src/app.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config.ts';
import { createLog, type Log } from '../../src/log.ts';
import { formatProblem } from '../../src/problem.ts';
import { freePort } from './free-port.ts';
import { migratedSqlite } from './migrated.ts';
import { makeSite, plainConfig, type TemporarySite } from './site.ts';
import { unforced } from './unforced.ts';

/** A whole blog on a real folder, a real database and a real port of this machine. */
export interface TestBlog {
  app: App;
  site: TemporarySite;
  /** Everything that the owner was told. */
  logged: string[];
  /** Asks over a socket; redirects are not followed. */
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** The text of a page that must be there. */
  text(path: string, headers?: Record<string, string>): Promise<string>;
  /** Stops the server; the folder stays. */
  stop(): Promise<void>;
  /** Starts it anew on the same folder, as after a crash or an upgrade. */
  restart(): Promise<void>;
  /** Stops the server and removes the folder. */
  dispose(): Promise<void>;
}

export interface BlogOptions {
  clock?: Clock;
  environment?: Record<string, string>;
  /**
   * Its public URL is where it listens, also after `restart`, and servers on this machine may be asked: so that it can be
   * followed. With a name, that stands in the URL in place of 127.0.0.1.
   */
  reachable?: boolean | 'localhost';
  /** In place of `logged`. */
  log?: Log;
}

/** Builds and starts a blog from its files: path → text. */
export async function startBlog(
  files: Record<string, string | Uint8Array | null>,
  { clock = systemClock, environment = {}, reachable = false, log: given }: BlogOptions = {},
): Promise<TestBlog> {
  const port = reachable ? await freePort() : 0;
  const url = `url: http://${reachable === 'localhost' ? reachable : '127.0.0.1'}:${port}`;
  const yaml = String(files['postern.yaml'] ?? plainConfig).replace(/^url:.*$/m, url);
  const site = await makeSite(reachable ? { ...files, 'postern.yaml': yaml } : files);
  const reach: Record<string, string> = reachable ? { POSTERN_ALLOW_PRIVATE_ADDRESSES: 'loopback' } : {};
  const logged: string[] = [];
  const log = given ?? createLog({ log: 'pretty', logLevel: 'info' }, (line) => logged.push(line), clock.now);
  const start = async (): Promise<App> => {
    const settings = await configOf(site.folder, {
      POSTERN_HOST: '127.0.0.1',
      ...reach,
      ...environment,
    });
    await migratedBefore(settings);
    const app = await startApp({ ...settings, place: { ...settings.place, port } }, { clock, log });
    unforced(app.database);
    return app;
  };

  const blog: TestBlog = {
    app: await start(),
    site,
    logged,
    get: (path, headers = {}, method = 'GET') => fetch(blog.app.url + path, { headers, method, redirect: 'manual' }),
    async text(path, headers) {
      const response = await blog.get(path, headers);
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return response.text();
    },
    stop: () => blog.app.close(),
    async restart() {
      await blog.app.close();
      blog.app = await start();
    },
    async dispose() {
      await blog.app.close();
      await site.dispose();
    },
  };
  return blog;
}

/** A file of SQLite that is not there yet is a copy of one that was migrated. Whether it is migrated at all, other tests say. */
async function migratedBefore({ place: { database } }: Config): Promise<void> {
  if (/^postgres(ql)?:/.test(database) || existsSync(database)) return;
  await mkdir(dirname(database), { recursive: true, mode: 0o700 });
  await writeFile(database, await migratedSqlite(), { mode: 0o600 });
}

async function configOf(folder: string, environment: Record<string, string>): Promise<Config> {
  const reading = await readConfig(folder, environment);
  if (reading.state !== 'ready') throw new Error(reading.problems.map(formatProblem).join('\n'));
  return reading.config;
}
