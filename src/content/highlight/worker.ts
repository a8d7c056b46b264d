// Runs on a thread of its own: grammars are large, and a pattern can run for very long.
import { parentPort } from 'node:worker_threads';
import { createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createOnigurumaEngine } from 'shiki/engine/oniguruma';
import { bundledLanguages, bundledLanguagesAlias } from 'shiki/langs';
import { escapeHtml } from '../../html.ts';
import { classOf, numberedTheme } from './classes.ts';
import type { Answer, Question } from './thread.ts';

const languages: Record<string, (typeof bundledLanguages)[keyof typeof bundledLanguages]> = {
  ...bundledLanguages,
  ...bundledLanguagesAlias,
};

const starting = createHighlighterCore({
  themes: [numberedTheme],
  langs: [],
  engine: createOnigurumaEngine(import('shiki/wasm')),
});

parentPort?.on('message', (question: Question) => {
  answer(question).then(
    (markup) => parentPort?.postMessage({ kind: 'done', markup } satisfies Answer),
    () => parentPort?.postMessage({ kind: 'done', markup: null } satisfies Answer),
  );
});

async function answer({ code, language }: Question): Promise<string | null> {
  const highlighter = await starting;
  const grammar = languages[language];
  if (!grammar) return null;
  if (!highlighter.getLoadedLanguages().includes(language)) await highlighter.loadLanguage(grammar);
  // A grammar compiles its patterns when it meets the first line, which can take a second, once.
  markUp(highlighter, code.split('\n', 1)[0] ?? '', language);
  // From here on the clock runs.
  parentPort?.postMessage({ kind: 'started' } satisfies Answer);
  return markUp(highlighter, code, language);
}

function markUp(highlighter: HighlighterCore, code: string, language: string): string {
  // No limit for a line: it would cut the line's colours short on a busy machine. The whole has one, see thread.ts.
  const options = { lang: language, theme: numberedTheme.name, tokenizeTimeLimit: 0 };
  const { tokens } = highlighter.codeToTokens(code, options);
  return tokens.map((line) => line.map((token) => span(token.content, classOf(token.color))).join('')).join('\n');
}

function span(content: string, name: string | null): string {
  const text = escapeHtml(content);
  return name === null || content.trim() === '' ? text : `<span class="${name}">${text}</span>`;
}
