import type { Token } from 'markdown-it';
import { filesIn } from './markdown/files.ts';
import { plainText } from './markdown/plain-text.ts';
import { sketch } from './markdown/sketch.ts';
import type { Outline } from './markdown.ts';
import { slugify } from './slug.ts';

const excerptLength = 200;
// A character of Chinese or Japanese is about half a word to a reader; other words are runs of letters and digits.
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const word = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu;

/** What a Markdown text holds: its beginning as plain text, its length, files, hashtags and mentions. */
export function outline(body: string): Outline {
  const tokens = sketch(body);
  const texts: string[] = [];
  const beginning: string[] = [];
  const hashtags = new Map<string, string>();
  const mentions = new Set<string>();

  const notes = tokens.findIndex((token) => token.type === 'footnote_block_open');
  const end = notes === -1 ? tokens.length : notes;

  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'inline') continue;
    const text = plainText(token.children ?? []).trim();
    texts.push(text);
    if (index < end && isRunning(tokens[index - 1])) beginning.push(runningText(token.children ?? []));
    for (const child of token.children ?? []) {
      if (child.type === 'hashtag')
        hashtags.set(slugify(child.content), hashtags.get(slugify(child.content)) ?? child.content);
      if (child.type === 'mention') mentions.add(child.content);
    }
  }
  const files = filesIn(tokens);
  return {
    // Where nothing is told, a picture tells it.
    excerpt: cut(beginning) || cut(files.map(({ alt }) => alt ?? '')),
    words: count(texts.join('\n')),
    files,
    hashtags: [...hashtags.values()],
    mentions: [...mentions],
  };
}

/** Whether a text is told in sentences: not a heading, a title or a cell of a table. */
function isRunning(open: Token | undefined): boolean {
  return open?.type === 'paragraph_open';
}

/** Without pictures: what describes one is no part of what is told. */
function runningText(children: readonly Token[]): string {
  return plainText(children.filter((child) => child.type !== 'image')).trim();
}

function cut(paragraphs: readonly string[]): string {
  let text = '';
  for (const paragraph of paragraphs) {
    if (text.length > excerptLength) break;
    text = `${text} ${paragraph}`.replace(/\s+/g, ' ').trim();
  }
  if (text.length <= excerptLength) return text;
  const head = text.slice(0, excerptLength);
  const space = head.lastIndexOf(' ');
  // Scripts without spaces are cut anywhere, but not within a character.
  const end = space > excerptLength / 2 ? head.slice(0, space) : [...head].slice(0, -1).join('');
  return `${end.replace(/[\s,;:–—-]+$/u, '')}…`;
}

function count(text: string): number {
  const characters = text.match(wide)?.length ?? 0;
  const rest = characters === 0 ? text : text.replace(wide, ' ');
  return (rest.match(word)?.length ?? 0) + Math.ceil(characters / 2);
}
