import type { Environment } from '../config/variables.ts';

/** 0: done. 1: failed. 2: the command was not written as it must be. 3: it looked, and found something wrong. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Where a command speaks and listens. */
export interface Terminal {
  out(line: string): void;
  error(line: string): void;
  /** Whether a person sits there who can be asked. */
  interactive: boolean;
  /** The answer to a question; `otherwise` when nothing is typed. */
  ask(question: string, otherwise: string): Promise<string>;
  environment: Environment;
  now(): Date;
  /** A line that takes the place of the one before, until something else is said; null: none. Only where a person looks. */
  progress?(line: string | null): void;
  /** From now on nothing ends for want of somebody who reads what is said: for a server. */
  outlive?(): void;
}

/** A flag of a command, by its name without hyphens. */
export interface Option {
  /** What follows it (`DIR`); null for a switch. */
  value: string | null;
  about: string;
}

/** A command as it was written: its words, and its flags. */
export interface Call {
  words: string[];
  /** What follows a flag, or null when it is not there. */
  text(name: string): string | null;
  flag(name: string): boolean;
  terminal: Terminal;
}

export interface Command {
  name: string;
  /** One line of the list in `postern help`. */
  about: string;
  /** Every form, without `postern`. */
  usage: string[];
  /** How many words may follow the name. */
  words: { least: number; most: number };
  options: Record<string, Option>;
  /** More to say in `postern help <name>`. */
  notes: string[];
  examples: string[];
  run(call: Call): Promise<ExitCode>;
}

/** The flag of all commands that work on a blog. */
export const siteOption: Record<string, Option> = {
  site: { value: 'DIR', about: 'The folder that holds postern.yaml; by default this one.' },
};

export const jsonOption: Record<string, Option> = { json: { value: null, about: 'Print JSON, for scripts.' } };

/** Says how a command must be written. */
export function misused(terminal: Terminal, command: Pick<Command, 'name'>, what: string): ExitCode {
  terminal.error(what);
  terminal.error(`See: postern help ${command.name}`);
  return 2;
}
