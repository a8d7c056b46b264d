import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ask } from './ask.ts';
import { type Figure, median } from './figure.ts';
import { type Program, startBare } from './program.ts';

/** What Postern answered, for the bare program to answer in the same bytes. */
export interface Recorded {
  path: string;
  etag: string;
  page: { headers: string[]; body: string };
  unchanged: { headers: string[] };
}

export interface Load {
  rounds: number;
  milliseconds: number;
  connections: number;
}

/** Of each connection's own doing, so `node:http` writes them by itself. */
const ofTheConnection = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);
export const accept = { 'accept-encoding': 'br, gzip', accept: 'text/html' };

/** Answers a second for a page and for a 304, Postern against `node:http` with the same bytes, in turns. */
export function measureServing(postern: Program, path: string, load: Load): Promise<Figure[]> {
  return besideBare(postern, path, async (bare, recorded) => {
    const page = await inTurns(postern.port, bare.port, requestOf(path), load);
    const unchanged = await inTurns(postern.port, bare.port, requestOf(path, recorded.etag), load);
    return [
      { what: `a post page (${kilobytes(recorded)} kB, br)`, unit: 'per second', ...page, goal: { ratio: 0.65 } },
      { what: 'a 304 for it', unit: 'per second', ...unchanged, goal: { ratio: 0.65 } },
    ];
  });
}

/** With the bare program that answers for a page what Postern answers. */
export async function besideBare<T>(
  postern: Program,
  path: string,
  measure: (bare: Program, recorded: Recorded) => Promise<T>,
): Promise<T> {
  const recorded = await record(postern.port, path);
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const file = join(folder, 'answer.json');
  await writeFile(file, JSON.stringify(recorded));
  const bare = await startBare('./bare-bytes.ts', [file], path);
  try {
    await check(bare.port, recorded);
    return await measure(bare, recorded);
  } finally {
    await bare.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** How much is sent for the page. */
export function kilobytes({ page }: Recorded): string {
  return (Buffer.from(page.body, 'base64').length / 1000).toFixed(1);
}

async function record(port: number, path: string): Promise<Recorded> {
  const page = await ask(port, path, accept);
  const etag = headerOf(page.headers, 'etag');
  if (page.status !== 200 || !etag) throw new Error(`${path} answers ${page.status} with ETag ${etag}.`);
  const unchanged = await ask(port, path, { ...accept, 'if-none-match': etag });
  if (unchanged.status !== 304) throw new Error(`${path} answers ${unchanged.status} to its own ETag.`);
  const body = page.body.toString('base64');
  return { path, etag, page: { headers: kept(page.headers), body }, unchanged: { headers: kept(unchanged.headers) } };
}

/** Comparing is fair only if the bare program writes what Postern does. */
async function check(port: number, recorded: Recorded): Promise<void> {
  const copy = await record(port, recorded.path);
  if (JSON.stringify(copy) !== JSON.stringify(recorded)) throw new Error('The bare program answers other bytes.');
}

function kept(headers: string[]): string[] {
  return headers.filter((_, index) => !ofTheConnection.has((headers[index - (index % 2)] ?? '').toLowerCase()));
}

function headerOf(headers: string[], name: string): string | undefined {
  const at = headers.findIndex((header, index) => index % 2 === 0 && header.toLowerCase() === name);
  return at === -1 ? undefined : headers[at + 1];
}

export function requestOf(path: string, etag?: string): string {
  const headers = { host: 'bench.example.com', ...accept, ...(etag ? { 'if-none-match': etag } : {}) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\\r\\n');
}

export async function inTurns(
  postern: number,
  bare: number,
  request: string,
  load: Load,
): Promise<Pick<Figure, 'postern' | 'bare' | 'ratio'>> {
  // The first turn warms both up and is not counted.
  for (const port of [postern, bare]) await rate(port, request, load);
  const rates: { postern: number; bare: number }[] = [];
  for (let round = 0; round < load.rounds; round += 1) {
    rates.push({ postern: await rate(postern, request, load), bare: await rate(bare, request, load) });
  }
  return {
    postern: median(rates.map((round) => round.postern)),
    bare: median(rates.map((round) => round.bare)),
    // Within a round both met the same machine, so the ratio is taken there.
    ratio: median(rates.map((round) => round.postern / round.bare)),
  };
}

const run = promisify(execFile);

async function rate(port: number, request: string, { milliseconds, connections }: Load): Promise<number> {
  const load = fileURLToPath(new URL('./load.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [load, `${port}`, `${milliseconds}`, `${connections}`, request], {
    timeout: milliseconds + 30_000,
  });
  return Number(stdout);
}
