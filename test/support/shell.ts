import module from 'node:module';
import process from 'node:process';

// What typed.ts starts: a process that runs one command after the other, in the folder and the environment of each.

module.enableCompileCache?.();
const { runLine } = await import('../../src/command-line.ts');
const { processTerminal } = await import('../../src/commands/terminal.ts');

export interface Typed {
  words: string[];
  folder: string;
  environment: Record<string, string>;
}

const terminal = processTerminal();
/** What Node answers where a process has nothing left to do and its main module waits all the same. */
const unsettled = 13;
let code: number | null = null;

process.on('message', async ({ words, folder, environment }: Typed) => {
  // From here on only the command keeps this process alive.
  process.channel?.unref();
  code = unsettled;
  process.chdir(folder);
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  code = await runLine(words, terminal);
});

// Here a process of its own would end: nothing of the command is open any more, or runs.
process.on('beforeExit', () => {
  if (code === null) return;
  const end = `\0${code}\n`;
  // `serve` waits for these from its start to the end of the process, also where it ends in a sentence.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  code = null;
  process.exitCode = 0;
  process.stdout.write(end);
  process.stderr.write(end);
  process.channel?.ref();
});
