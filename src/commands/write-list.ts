import { writeFile } from 'node:fs/promises';
import type { Terminal } from './command.ts';

const reasons: Record<string, string> = {
  EISDIR: 'is a folder. Name a file in it.',
  ENOENT: 'cannot be written: the folder that it would be in is not there.',
};

/** Writes lines to the file that --output names; false after saying why they cannot be. */
export async function writeList(file: string, lines: readonly string[], terminal: Terminal): Promise<boolean> {
  try {
    await writeFile(file, `${lines.join('\n')}\n`);
    return true;
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    terminal.error(`${file} ${reason}`);
    return false;
  }
}
