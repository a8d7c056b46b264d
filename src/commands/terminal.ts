import process from 'node:process';
import { createInterface, type Interface } from 'node:readline';
import { shortage } from '../content/shortage.ts';
import type { Terminal } from './command.ts';

/** Milliseconds that a server leaves at its end to whoever reads what it says. */
const farewell = 1000;

/** The terminal, or pipe, that this process was started on; `close` lets the process end after questions were asked. */
export function processTerminal(): Terminal & { close(): void } {
  let isServer = false;
  // `postern list | head` closes our output early, which is nothing to complain about.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isServer) return;
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`What was to be printed could not be written: ${shortage(error) ?? error.message}.\n`);
    process.exit(1);
  });
  // A log that cannot be written (its disk is full, its reader gone) is no reason to end; there is nobody to tell.
  process.stderr.on('error', () => {});
  let questions: Questions | null = null;
  let isUnderWay = false;
  function progress(line: string | null): void {
    if (line === null && !isUnderWay) return;
    process.stderr.write(`\r\x1b[K${line ?? ''}`);
    isUnderWay = line !== null;
  }
  return {
    out(line) {
      progress(null);
      process.stdout.write(`${line}\n`);
    },
    error(line) {
      progress(null);
      process.stderr.write(`${line}\n`);
    },
    ...(process.stderr.isTTY ? { progress } : {}),
    interactive: Boolean(process.stdin.isTTY && process.stdout.isTTY),
    environment: process.env,
    now: () => new Date(),
    async ask(question, otherwise) {
      questions ??= new Questions();
      return (await questions.ask(`${question} ${otherwise ? `[${otherwise}] ` : ''}`)).trim() || otherwise;
    },
    outlive: () => {
      isServer = true;
    },
    close() {
      questions?.close();
      // What waits for a reader who does not read, or for a stranger who does not answer, would keep the process alive.
      if (isServer) setTimeout(() => process.exit(), farewell).unref();
    },
  };
}

/** Lines that were typed before their question are kept for it. Ctrl+C and Ctrl+D end the process. */
class Questions {
  readonly #lines: Interface;
  readonly #typed: string[] = [];
  #waiting: ((line: string) => void) | null = null;
  #closed = false;

  constructor() {
    this.#lines = createInterface({ input: process.stdin, output: process.stdout });
    this.#lines.on('line', (line) => {
      if (!this.#waiting) this.#typed.push(line);
      this.#waiting?.(line);
      this.#waiting = null;
    });
    this.#lines.on('close', () => {
      if (!this.#closed) process.exit(130);
    });
  }

  ask(prompt: string): Promise<string> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    const typed = this.#typed.shift();
    if (typed !== undefined) return Promise.resolve(typed);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    this.#closed = true;
    this.#lines.close();
  }
}
