import { createHash } from 'node:crypto';
import { escapeHtml } from '../html.ts';
import { Remembered } from './highlight/remembered.ts';
import { highlightThread } from './highlight/thread.ts';

const longest = 100_000;
const remembered = new Remembered(4 * 1024 * 1024);
const running = new Map<string, Promise<string>>();

/**
 * Code as HTML: escaped, with `<span class="tok-…">` around what the language's grammar knows (see highlight/classes.ts);
 * no element crosses the end of a line. Plain escaped code for a language that nobody knows, for more than 100,000
 * characters, and when highlighting fails or takes over two seconds. Never rejects.
 */
export async function highlight(code: string, language: string | null): Promise<string> {
  if (language === null || code.length > longest || code.trim() === '') return escapeHtml(code);
  const key = createHash('sha256').update(`${language}\0${code}`).digest('base64url');
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const asked = running.get(key) ?? start(key, code, language);
  return asked;
}

function start(key: string, code: string, language: string): Promise<string> {
  const asked = highlightThread.run(code, language).then((answer) => {
    running.delete(key);
    const markup = answer.markup ?? escapeHtml(code);
    // What failed only because the thread was ended may be tried again.
    if (!answer.interrupted) remembered.set(key, markup);
    return markup;
  });
  running.set(key, asked);
  return asked;
}

/** Ends the thread that highlights code, for a process that is done. It starts again when it is needed. */
export async function closeHighlighter(): Promise<void> {
  await highlightThread.close();
}
