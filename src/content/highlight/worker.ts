// Runs on a thread of its own: grammars are large, and a pattern can run for very long.
import { parentPort } from 'node:worker_threads';
import { createOnigurumaEngine } from '@shikijs/engine-oniguruma';
import { codeToTokensBase, createShikiPrimitiveAsync, type ShikiPrimitive } from '@shikijs/primitive';
import { escapeHtml } from '../../html.ts';
import { classOf, numberedTheme } from './classes.ts';
import { readGrammar } from './grammar.ts';
import type { Answer, Question } from './thread.ts';

const starting = createShikiPrimitiveAsync({
  themes: [numberedTheme],
  langs: [],
  engine: createOnigurumaEngine(import('@shikijs/engine-oniguruma/wasm-inlined')),
});

parentPort?.on('message', (question: Question) => {
  answer(question).then(
    (markup) => parentPort?.postMessage({ kind: 'done', markup } satisfies Answer),
    () => parentPort?.postMessage({ kind: 'done', markup: null } satisfies Answer),
  );
});

async function answer({ code, language }: Question): Promise<string | null> {
  const highlighter = await starting;
  const known = await readGrammar(language);
  if (!known) return null;
  if (!highlighter.getLoadedLanguages().includes(known.name)) await highlighter.loadLanguage(known.grammar);
  // A grammar compiles its patterns when it meets the first line, which can take a second, once.
  markUp(highlighter, code.split('\n', 1)[0] ?? '', known.name);
  // From here on the clock runs.
  parentPort?.postMessage({ kind: 'started' } satisfies Answer);
  return markUp(highlighter, code, known.name);
}

function markUp(highlighter: ShikiPrimitive, code: string, language: string): string {
  // No limit for a line: it would cut the line's colours short on a busy machine. The whole has one, see thread.ts.
  const options = { lang: language, theme: numberedTheme.name, tokenizeTimeLimit: 0 };
  const lines = codeToTokensBase(highlighter, code, options);
  return lines.map((line) => line.map((token) => span(token.content, classOf(token.color))).join('')).join('\n');
}

function span(content: string, name: string | null): string {
  const text = escapeHtml(content);
  return name === null || content.trim() === '' ? text : `<span class="${name}">${text}</span>`;
}
