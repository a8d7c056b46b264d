import MarkdownIt, { type Token } from 'markdown-it';
import { callouts } from './callouts.ts';
import { figures } from './figures.ts';
import { footnotePrefix, footnotes } from './footnotes.ts';
import { hashtags } from './hashtags.ts';
import { headings } from './headings.ts';
import { math } from './math.ts';
import { mentions } from './mentions.ts';
import { type Parsed, scrub } from './rendering.ts';
import { tables } from './tables.ts';
import { tasks } from './tasks.ts';

/** CommonMark with tables, strikethrough, bare https addresses, and our own rules. */
export const parser = createParser();

/** A parser of its own, for whoever changes how it goes about. */
export function createParser(): InstanceType<typeof MarkdownIt> {
  const parser = new MarkdownIt({ html: true, linkify: true, xhtmlOut: true, maxNesting: 60 })
    .use(footnotes)
    .use(callouts)
    .use(tasks)
    .use(figures)
    .use(tables)
    .use(headings)
    .use(math)
    .use(hashtags)
    .use(mentions);

  // `example.com` and `a@b.example` in a text are words; only a written scheme makes a link.
  // The inline rule finds those; the rule that looks through every text once more is for the others.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.core.ruler.disable('linkify');

  // Every URL is judged when the markup is cleaned, for Markdown and raw HTML alike; images may be `data:` there.
  parser.validateLink = (url) => !/^\s*(?:javascript|vbscript):/i.test(url);
  return parser;
}

/** A body as tokens, with its headings. `id` is the post's, for its footnotes. */
export function parse(body: string, id?: string): { tokens: Token[]; env: Parsed } {
  const env: Parsed = { headings: [], docId: footnotePrefix(id) };
  return { tokens: parser.parse(scrub(body), env), env };
}

/** One paragraph as the children of its inline token. */
export function parseLine(text: string): { tokens: Token[]; env: Parsed } {
  const env: Parsed = { headings: [] };
  const [inline] = parser.parseInline(scrub(text).trim(), env);
  return { tokens: inline?.children ?? [], env };
}
