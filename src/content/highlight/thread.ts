import { Worker } from 'node:worker_threads';

/** What the thread is asked, and what it says. */
export interface Question {
  code: string;
  language: string;
}
export type Answer = { kind: 'started' } | { kind: 'done'; markup: string | null };

/** `markup` is null when there is none to be had; `interrupted` when another try may succeed. */
export interface Outcome {
  markup: string | null;
  interrupted: boolean;
}

interface Limits {
  /** Milliseconds for the thread to start and to load a language. */
  loading: number;
  /** Milliseconds for one piece of code. */
  highlighting: number;
  /** Milliseconds without a question after which the thread is ended: it holds some 50 MB. */
  resting: number;
}

/**
 * One thread, started at the first question, asked one thing at a time. One that fails or takes too long is ended, and
 * the next question starts another, and so is one that nobody asks any more. Between questions it does not keep the process alive.
 */
export class Thread {
  readonly #script: URL;
  readonly #limits: Limits;
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #interrupt: (() => void) | null = null;
  #rest: NodeJS.Timeout | undefined;

  constructor(script: URL, limits: Limits) {
    this.#script = script;
    this.#limits = limits;
  }

  run(code: string, language: string): Promise<Outcome> {
    const asked = this.#last.then(() => this.#ask({ code, language }));
    this.#last = asked;
    return asked;
  }

  /** Ends the thread; what is being asked is answered with nothing. */
  async close(): Promise<void> {
    this.#interrupt?.();
    await this.#end();
  }

  #ask(question: Question): Promise<Outcome> {
    clearTimeout(this.#rest);
    const worker = this.#worker ?? this.#start();
    worker.ref();
    return new Promise((resolve) => {
      const finish = (outcome: Outcome, spent: boolean) => {
        clearTimeout(timer);
        worker.off('message', hear).off('error', fail).off('exit', fail);
        this.#interrupt = null;
        worker.unref();
        if (!spent) this.#rest = setTimeout(() => this.#end(), this.#limits.resting).unref();
        resolve(spent ? this.#end().then(() => outcome) : outcome);
      };
      const fail = () => finish({ markup: null, interrupted: false }, true);
      const hear = (answer: Answer) => {
        if (answer.kind === 'done') return finish({ markup: answer.markup, interrupted: false }, false);
        clearTimeout(timer);
        timer = setTimeout(fail, this.#limits.highlighting);
      };
      let timer = setTimeout(() => finish({ markup: null, interrupted: true }, true), this.#limits.loading);
      this.#interrupt = () => finish({ markup: null, interrupted: true }, true);
      worker.on('message', hear).on('error', fail).on('exit', fail);
      worker.postMessage(question);
    });
  }

  #start(): Worker {
    // Without the flags of this process: some (`--input-type`) keep a thread from starting.
    const worker = new Worker(this.#script, { execArgv: [] });
    // Also when nobody is asking: an error is followed by the thread's end, and the next question starts another.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    this.#worker = worker;
    return worker;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    clearTimeout(this.#rest);
    await worker?.terminate();
  }
}

export const highlightThread = new Thread(new URL('./worker.ts', import.meta.url), {
  loading: 20_000,
  highlighting: 2000,
  resting: 5 * 60_000,
});
