import type { StateCore, Token } from 'markdown-it';
import { createParser } from './parser.ts';
import { type Parsed, scrub } from './rendering.ts';

/** So much of the beginning is parsed whole, in characters: more than any excerpt needs. */
const beginning = 1000;

/** A link to another site, which holds nothing that an outline tells but its words. */
const plainLink = /\[([^[\]]*)\]\(https?:[^()\s<>]*\)/g;
/** Signs without which a text holds no file, note, box to tick, markup, hashtag or mention. */
const telling = /[[<#@]/;

const sketcher = createParser();
sketcher.core.ruler.at('inline', sketchLines);

/**
 * A body as tokens, for its outline: most texts further down stay one piece, with what marks emphasis and code left in.
 * That is half the work of publishing ten thousand posts.
 */
export function sketch(body: string): Token[] {
  const env: Parsed = { headings: [] };
  return sketcher.parse(scrub(body), env);
}

function sketchLines({ tokens, md, env, Token: TokenOf }: StateCore): void {
  let length = 0;
  for (const token of tokens) {
    if (token.type !== 'inline') continue;
    length += token.content.length;
    token.children = [];
    const words = token.content.includes('](') ? token.content.replace(plainLink, '$1') : token.content;
    if (length <= beginning || telling.test(words)) md.inline.parse(token.content, md, env, token.children);
    else token.children.push(Object.assign(new TokenOf('text', '', 0), { content: words }));
  }
}
