import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../bin/postern.js', import.meta.url));

/** What came of a command: its exit code, and what it said. */
export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

export interface Surroundings {
  /** The folder in which it is typed. */
  folder?: string;
  environment?: Record<string, string>;
  /** Arguments of Node itself. */
  node?: string[];
  /** The words of a command that starts it, and becomes it: as `unshare`. */
  within?: string[];
  /** In place of `serve`: for `launch`. */
  command?: string;
}

/** Runs `postern …` as a real process, nobody at its terminal, and waits until it ends. */
export function postern(words: string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const child = start(words, surroundings);
  const said = listen(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

/** A `postern serve` that runs until it is told to stop. */
export interface Server {
  url: string;
  pid: number;
  said: { out: string; err: string };
  /** Waits until it has said something, in either stream. */
  says(pattern: RegExp): Promise<void>;
  /** Sends a signal, and waits for nothing. */
  signal(signal: NodeJS.Signals): void;
  /** Sends SIGTERM and waits; the answer is the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `postern serve` on a free port, and waits until it says where it is. */
export function serve(words: string[], surroundings: Surroundings = {}): Promise<Server> {
  return launch(words, surroundings).ready;
}

/** A `postern serve` that is being started: it can be killed before it is ready, which then fails. */
export interface Launched extends Pick<Server, 'said' | 'says' | 'signal' | 'stop'> {
  pid: number;
  ready: Promise<Server>;
}

/** Starts the same, and waits for nothing. */
export function launch(words: string[], { environment = {}, command = 'serve', ...rest }: Surroundings = {}): Launched {
  const child = start([command, ...words], { ...rest, environment: { POSTERN_PORT: '0', ...environment } });
  const said = listen(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const says = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(said.out) || pattern.test(said.err)) resolve();
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      child.on('close', (code) => reject(new Error(`It ended with ${code} and said: ${said.out}${said.err}`)));
      look();
    });
  const place = /https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):\d+/;
  const launched = {
    pid: child.pid ?? 0,
    said,
    says,
    signal: (signal: NodeJS.Signals) => void child.kill(signal),
    stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
  const ready = says(place).then(() => ({ ...launched, url: place.exec(said.out + said.err)?.[0] ?? '' }));
  // Whoever kills it first need not wait for it.
  ready.catch(() => {});
  return { ...launched, ready };
}

function start(words: string[], { folder, environment = {}, node = [], within = [] }: Surroundings): ChildProcess {
  const [program = process.execPath, ...before] = within;
  const node24 = within.length > 0 ? [process.execPath] : [];
  const child = spawn(program, [...before, ...node24, ...node, launcher, ...words], {
    cwd: folder,
    env: ownEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** None of them outlives us, whatever we die of that lets us say so. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The environment of a process that is started: ours without what is said to Postern or to vitest, and what is given. */
export function ownEnvironment(given: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(POSTERN_|NODE_OPTIONS$|VITEST)/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), ...given };
}

function listen(child: ChildProcess): { out: string; err: string } {
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return said;
}
