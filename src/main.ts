import process from 'node:process';
import { runLine } from './command-line.ts';
import { processTerminal } from './commands/terminal.ts';

const terminal = processTerminal();
process.exitCode = await runLine(process.argv.slice(2), terminal);
terminal.close();
