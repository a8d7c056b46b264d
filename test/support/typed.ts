import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Outcome, ownEnvironment, type Surroundings } from './postern.ts';
import type { Typed } from './shell.ts';

const script = fileURLToPath(new URL('./shell.ts', import.meta.url));

interface Shell {
  child: ChildProcess;
  said: { out: string; err: string };
}

const idle: Shell[] = [];

/**
 * Runs `postern …` as `postern` of postern.ts does, but in a process that stays for the next command and so has loaded
 * everything already: a fifth of the time. The answer is there once nothing of the command keeps that process alive.
 * How a process starts, is signalled and ends is shown by those that start one each.
 */
export async function typed(words: string[], surroundings: Omit<Surroundings, 'node'> = {}): Promise<Outcome> {
  const shell = idle.pop() ?? start();
  const { child, said } = shell;
  const { folder = process.cwd(), environment = {} } = surroundings;
  said.out = '';
  said.err = '';
  return new Promise((resolve, reject) => {
    const done = (code: number | null): void => {
      child.off('error', reject).off('close', done);
      child.stdout?.off('data', look);
      child.stderr?.off('data', look);
      resolve({ code, out: said.out.replace(end, ''), err: said.err.replace(end, '') });
    };
    const look = (): void => {
      const [, code] = end.exec(said.out) ?? [];
      if (code === undefined || !end.test(said.err)) return;
      idle.push(shell);
      done(Number(code));
    };
    // One that died is not asked again.
    child.on('error', reject).on('close', done);
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    const command: Typed = { words, folder, environment: ownEnvironment(environment) };
    child.send(command, (error) => error && reject(error));
  });
}

const end = /\0(\d+)\n$/;

/** It ends with this process, which its channel leads to. */
function start(): Shell {
  const child = spawn(process.execPath, [script], {
    env: ownEnvironment({}),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return { child, said };
}
