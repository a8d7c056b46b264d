import type { MarkdownIt, StateCore, Token } from 'markdown-it';

export type Callout = 'note' | 'tip' | 'important' | 'warning' | 'caution';

export interface CalloutMeta {
  kind: Callout;
  /** Null: it cannot be folded. */
  fold: 'open' | 'closed' | null;
  /** Whether the author wrote a title; if not, the kind's own word stands there. */
  titled: boolean;
}

// GitHub's five, and the names that Obsidian has for the same.
const kinds: Record<string, Callout> = {
  note: 'note',
  info: 'note',
  tip: 'tip',
  hint: 'tip',
  important: 'important',
  warning: 'warning',
  attention: 'warning',
  caution: 'caution',
  danger: 'caution',
};

const marker = /^\[!([a-z]+)\]([+-]?)(?:[ \t]+([^\n]*))?(?:\n|$)/i;

/**
 * A blockquote that begins with `[!NOTE]` becomes a callout: `callout_open`, `callout_title_open`, an inline title
 * (empty where the author wrote none), `callout_title_close`, the content, `callout_close`. Before inline parsing.
 */
export function callouts(md: MarkdownIt): void {
  md.core.ruler.before('inline', 'callouts', transform);
}

function transform(state: StateCore): void {
  if (!state.tokens.some((token) => token.type === 'inline' && token.content.startsWith('[!'))) return;
  const tokens: Token[] = [];
  const open: (CalloutMeta | null)[] = [];
  for (let index = 0; index < state.tokens.length; index += 1) {
    const token = state.tokens[index];
    if (!token) continue;
    tokens.push(token);
    if (token.type === 'blockquote_open') {
      const found = begin(state, index);
      open.push(found?.meta ?? null);
      if (!found) continue;
      tokens.push(...found.title);
      index += found.skip;
    } else if (token.type === 'blockquote_close') {
      const meta = open.pop();
      if (!meta) continue;
      token.type = 'callout_close';
      token.meta = { ...meta };
    }
  }
  state.tokens = tokens;
}

function begin(state: StateCore, index: number): { meta: CalloutMeta; title: Token[]; skip: number } | null {
  const quote = state.tokens[index];
  const inline = state.tokens[index + 2];
  if (!quote || state.tokens[index + 1]?.type !== 'paragraph_open' || inline?.type !== 'inline') return null;
  const found = marker.exec(inline.content);
  const kind = kinds[found?.[1]?.toLowerCase() ?? ''];
  if (!found || !kind) return null;

  const words = found[3]?.trim() ?? '';
  const fold = found[2] === '-' ? 'closed' : found[2] === '+' ? 'open' : null;
  const meta: CalloutMeta = { kind, fold, titled: words !== '' };
  quote.type = 'callout_open';
  quote.meta = { ...meta };
  const title = titleOf(state, words, meta, inline);
  inline.content = inline.content.slice(found[0].length).trimStart();
  if (inline.map) inline.map = [inline.map[0] + 1, inline.map[1]];
  // The line of the marker was the whole paragraph: its three tokens go.
  return { meta, title, skip: inline.content === '' ? 3 : 0 };
}

function titleOf(state: StateCore, words: string, meta: CalloutMeta, at: Token): Token[] {
  const open = new state.Token('callout_title_open', 'p', 1);
  const inline = new state.Token('inline', '', 0);
  const close = new state.Token('callout_title_close', 'p', -1);
  open.block = true;
  close.block = true;
  open.meta = { ...meta };
  close.meta = { ...meta };
  inline.content = words;
  inline.children = [];
  inline.map = at.map;
  return [open, inline, close];
}

/** What a callout's token says of it. */
export function calloutOf(token: Token): CalloutMeta {
  return token.meta as unknown as CalloutMeta;
}
