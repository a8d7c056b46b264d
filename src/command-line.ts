import type { ExitCode, Terminal } from './commands/command.ts';
import { expectedFailure } from './commands/failure.ts';
import { explanation, overview } from './commands/help.ts';
import { parseLine } from './commands/parse.ts';
import { commands } from './commands.ts';
import { nearest } from './config/nearest.ts';
import { version } from './version.ts';

/** The command line → the exit code. What goes wrong is said at the terminal, not thrown. */
export async function runLine(written: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const line = parseLine(written, commands, terminal);
  if (line.kind === 'help') return help(line.about, terminal);
  if (line.kind === 'version') {
    terminal.out(version);
    return 0;
  }
  if (line.kind === 'misused') {
    terminal.error(line.what);
    terminal.error(`See: postern help${line.about ? ` ${line.about}` : ''}`);
    return 2;
  }
  try {
    return await line.command.run(line.call);
  } catch (error) {
    // What the owner can mend is one sentence; everything else is a mistake of ours, and its trace is what we need.
    terminal.error(
      expectedFailure(error) ?? `Postern failed, which it should not: ${(error as Error)?.stack ?? error}`,
    );
    return 1;
  }
}

function help(about: string | null, terminal: Terminal): ExitCode {
  const command = commands.find(({ name }) => name === about);
  if (about !== null && about !== 'help' && !command) {
    const guess = nearest(
      about,
      commands.map(({ name }) => name),
    );
    terminal.error(`There is no command "${about}".${guess ? ` Did you mean ${guess}?` : ''}`);
    return 2;
  }
  for (const line of command ? explanation(command) : overview(commands)) terminal.out(line);
  return 0;
}
