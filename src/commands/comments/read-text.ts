import process from 'node:process';
import type { Call } from '../command.ts';
import { editorIn, writeIn } from './editor.ts';

export interface Asked {
  /** What stands on the command line after the number. */
  words: readonly string[];
  /** What an editor begins with. */
  text: string;
  /** What an editor shows below the text. */
  notes(): Promise<string[]>;
}

const longest = 1024 * 1024;

/**
 * What the author wrote: on the command line, with `-` on standard input, else in their editor. Null after saying why there
 * is nothing.
 */
export async function readText({ terminal }: Pick<Call, 'terminal'>, asked: Asked): Promise<string | null> {
  const { words } = asked;
  if (words.length === 1 && words[0] === '-') {
    const text = await readAll(process.stdin);
    if (text === null) terminal.error('What was given is larger than an answer can be, or is not UTF-8 text.');
    return text;
  }
  if (words.length > 0) return words.join(' ');
  if (!terminal.interactive) {
    terminal.error('There is no text. Write it after the number, or - to have it read from standard input.');
    return null;
  }
  const editor = editorIn(terminal.environment);
  if (editor === null) {
    terminal.error('No editor is known: set VISUAL or EDITOR, or write the text after the number.');
    return null;
  }
  const text = await writeIn(editor, asked.text, await asked.notes());
  if (text === null) terminal.error(`"${editor}" could not be started, or failed. Nothing was done.`);
  return text;
}

/** Where nothing came of what was written in an editor: that is kept nowhere else. */
export function giveBack({ terminal }: Pick<Call, 'terminal'>, words: readonly string[], text: string): void {
  if (words.length === 0 && text !== '') terminal.error(`\nThis is what you wrote:\n\n${text}`);
}

/** A stream as text; null where it is too long or no UTF-8. */
export async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > longest) return null;
    pieces.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    return null;
  }
}
