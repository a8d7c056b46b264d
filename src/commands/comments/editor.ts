import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../config/variables.ts';

/** What follows this line is not part of the text: a `#` alone may begin a heading of it. */
const scissors = '# ------------------------ >8 ------------------------';

/** The program in which the author writes, as git knows it; null: none is named. */
export function editorIn(environment: Environment): string | null {
  return environment.VISUAL?.trim() || environment.EDITOR?.trim() || null;
}

/** What an editor is opened with: the text, and below it lines that are not part of it. */
export function template(text: string, notes: readonly string[]): string {
  return `${text}\n\n${[scissors, ...notes.map((note) => `# ${note}`.trimEnd())].join('\n')}\n`;
}

/** What was written above those lines. */
export function textIn(edited: string): string {
  const lines = edited.replace(/\r\n?/g, '\n').split('\n');
  const end = lines.findIndex((line) => line.trimEnd() === scissors);
  return (end < 0 ? lines : lines.slice(0, end)).join('\n').trim();
}

/**
 * Has a text written in an editor, which gets the terminal until it is closed.
 * @returns null: the editor could not be started, or said that it failed.
 */
export async function writeIn(editor: string, text: string, notes: readonly string[]): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-answer-'));
  try {
    const file = join(folder, 'answer.md');
    await writeFile(file, template(text, notes), { mode: 0o600 });
    return (await run(editor, file)) ? textIn(await readFile(file, 'utf8')) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By way of a shell, since an editor is named with its flags: `code --wait`. */
function run(editor: string, file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child =
      process.platform === 'win32'
        ? spawn(`${editor} "${file}"`, { shell: true, stdio: 'inherit' })
        : spawn('/bin/sh', ['-c', `${editor} "$1"`, 'postern', file], { stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
