import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { request } from 'node:http';

/** What a process has at one moment, seen from outside. Sizes in bytes. */
export interface Sample {
  /** Milliseconds since the gauge began. */
  at: number;
  /** How much of the load was done: 0 to 1. */
  progress: number;
  resident: number;
  anonymous: number;
  /** The most that was ever resident. */
  highest: number;
  threads: number;
  /** Open descriptors, by what they are. */
  descriptors: Record<string, number>;
  database: number;
  wal: number;
  shm: number;
  /** Seconds of processor time until then. */
  processor: number;
}

export interface Gauge {
  samples: Sample[];
  /** How long `/healthz` took each time, in milliseconds: it waits for nothing but the loop. */
  probes: number[];
  /** One more, now. */
  take(): Promise<Sample>;
  stop(): Promise<void>;
}

/** Looks at a process each second, and asks it for its health four times a second. */
export function startGauge(server: { pid: number; url: string }, database: string, progress: () => number): Gauge {
  const begun = performance.now();
  const samples: Sample[] = [];
  const probes: number[] = [];
  let isOver = false;

  async function take(): Promise<Sample> {
    const [status, descriptors, sizes, processor] = await Promise.all([
      readFile(`/proc/${server.pid}/status`, 'utf8'),
      descriptorsOf(server.pid),
      Promise.all(['', '-wal', '-shm'].map((end) => sizeOf(database + end))),
      processorOf(server.pid),
    ]);
    const number = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const [main = 0, wal = 0, shm = 0] = sizes;
    const sample = {
      at: performance.now() - begun,
      progress: progress(),
      resident: number('VmRSS') * 1024,
      anonymous: number('RssAnon') * 1024,
      highest: number('VmHWM') * 1024,
      threads: number('Threads'),
      ...{ descriptors, database: main, wal, shm, processor },
    };
    samples.push(sample);
    return sample;
  }

  const every = async (milliseconds: number, work: () => Promise<unknown>): Promise<void> => {
    while (!isOver) {
      const from = performance.now();
      await work();
      const left = milliseconds - (performance.now() - from);
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    }
  };
  const running = [
    every(1000, take),
    every(250, async () => {
      const took = await probe(server.url);
      if (took !== null) probes.push(took);
    }),
  ];
  return {
    samples,
    probes,
    take,
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };
}

/** How long an answer took; null: there was none. */
function probe(url: string): Promise<number | null> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const asking = request(`${url}/healthz`, { agent: false, timeout: 30_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - begun));
      response.on('error', () => resolve(null));
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(null));
    asking.end();
  });
}

/** Open descriptors of a process, by what they are. */
export async function descriptorsOf(pid: number): Promise<Record<string, number>> {
  const folder = `/proc/${pid}/fd`;
  // Where there is no such folder, nothing is known of them.
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => null)));
  const counts: Record<string, number> = {};
  for (const target of targets) {
    if (target === null) continue;
    const kind = /^(socket|pipe)/.exec(target)?.[1] ?? /^anon_inode:\[?(\w+)/.exec(target)?.[1] ?? 'file';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

async function processorOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // User and system, in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

export function countOf(descriptors: Record<string, number>): number {
  return Object.values(descriptors).reduce((all, count) => all + count, 0);
}
