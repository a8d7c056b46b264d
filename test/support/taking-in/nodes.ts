import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../chance.ts';
import { freePort } from '../free-port.ts';
import { type Launched, launch } from '../postern.ts';

/** The processes of one blog, each started again whenever it is killed. */
export interface Nodes {
  /** Where those listen that take activities in; some may be down. */
  urls: string[];
  kills: number;
  /** Kills the next one in turn, at once, and starts it again; `twice`: kills that too while it starts. */
  kill(twice?: boolean): Promise<void>;
  /** Waits until all are up, and ends them kindly. */
  end(): Promise<void>;
  /** Waits until all are up. */
  up(): Promise<void>;
  /** What the processes have said to their owner since the start. */
  said: string[];
}

/** So long, in milliseconds, a start may take that is killed: some are not ready then, and some have just begun to answer. */
const longestStart = 1200;

/**
 * Starts processes of one blog on one database, the first of them several times: it is killed while it starts and makes the
 * tables.
 * @param roles of each, as POSTERN_ROLE has them; `worker` takes nothing in.
 */
export async function startNodes(
  folder: string,
  { roles, environment, chance }: { roles: string[]; environment: Record<string, string>; chance: Chance },
  { early }: { early: number },
): Promise<Nodes> {
  const ports = await Promise.all(roles.map(() => freePort()));
  const running = new Map<number, Launched>();
  const said: string[] = [];
  let turn = 0;

  const start = (index: number): Launched => {
    const [role = 'all', port] = [roles[index], ports[index]];
    const own = { ...environment, POSTERN_ROLE: role, POSTERN_PORT: String(port) };
    const node = launch(['--site', folder], { environment: own });
    running.set(index, node);
    return node;
  };

  async function killOne(index: number): Promise<void> {
    const dying = running.get(index);
    if (!dying) return;
    running.delete(index);
    nodes.kills += 1;
    await dying.stop('SIGKILL');
    said.push(dying.said.err);
  }

  const nodes: Nodes = {
    urls: ports.filter((_, index) => roles[index] !== 'worker').map((port) => `http://127.0.0.1:${port}`),
    kills: 0,
    said,
    async kill(twice = false) {
      const index = turn % roles.length;
      turn += 1;
      if (!running.has(index)) return;
      await killOne(index);
      if (twice) {
        start(index);
        await pause(100 + chance.under(longestStart));
        await killOne(index);
      }
      await start(index).ready;
    },
    async up() {
      await Promise.all([...running.values()].map(({ ready }) => ready));
    },
    async end() {
      const ending = [...running.values()];
      running.clear();
      await Promise.all(ending.map((node) => node.stop()));
      said.push(...ending.map((node) => node.said.err));
    },
  };

  for (let count = 0; count < early; count += 1) {
    start(0);
    await pause(150 + chance.under(longestStart / 2));
    await killOne(0);
  }
  for (const index of roles.keys()) start(index);
  await nodes.up();
  return nodes;
}
