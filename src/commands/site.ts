import { readdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { formatProblem, type Problem } from '../problem.ts';
import type { Call, Terminal } from './command.ts';
import { spell } from './spell.ts';

/** The folder that a command works on, absolute. */
export function siteFolder(call: Call): string {
  return resolve(call.text('site') ?? '.');
}

/** Says why a folder cannot be worked in, or null when it can. */
export async function folderTrouble(folder: string, { environment }: Terminal): Promise<string | null> {
  try {
    await readdir(folder);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return `There is no folder ${folder}. Make a blog in it with: ${spell(environment, 'init', folder)}`;
    if (code === 'ENOTDIR') return `${folder} is a file. Name the folder that holds postern.yaml.`;
    return `The folder ${folder} cannot be read (${code ?? error}). Mend its rights, or start Postern as its owner.`;
  }
}

/** The configuration of the blog that a command works on; null after saying why there is none. */
export async function openSite(call: Call): Promise<Config | null> {
  const folder = siteFolder(call);
  const trouble = await folderTrouble(folder, call.terminal);
  if (trouble) {
    call.terminal.error(trouble);
    return null;
  }
  const reading = await readConfig(folder, call.terminal.environment);
  if (reading.state === 'missing') {
    call.terminal.error(
      `There is no postern.yaml in ${folder}. Name the blog's folder with --site, or make one with: ${spell(call.terminal.environment, 'init', 'DIR')}`,
    );
    return null;
  }
  if (reading.state === 'wrong') complain(call.terminal, reading.problems);
  return reading.config;
}

/** Prints problems, errors first, each with its file and line. */
export function complain(terminal: Terminal, problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  for (const problem of [...errors, ...warnings]) terminal.error(formatProblem(problem));
}

/** `1 post`, `2 posts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A file as it is best named to somebody in this folder: from here, or whole where it is elsewhere. */
export function shownPath(file: string): string {
  const path = relative('.', file) || '.';
  return path.startsWith('..') ? resolve(file) : path;
}
