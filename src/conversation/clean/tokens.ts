/** A piece of markup. */
export type Token =
  | { kind: 'open'; tag: string; attributes: ReadonlyMap<string, string> }
  | { kind: 'close'; tag: string }
  | { kind: 'text'; text: string };

const piece = /<(\/?)([a-z][a-z0-9]*)((?: [a-z]+(?:="[^"<>]*")?)*)( \/)?>|([^<>]+)/y;
const attribute = / ([a-z]+)(?:="([^"]*)")?/g;
const entity = /&(?:(amp|lt|gt|quot|#39);)?/g;
const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Elements without content. */
const empty = new Set(['br', 'hr']);

/**
 * Reads markup that a sanitiser or we have written: every tag closed in its turn, quotes around every value, five
 * entities. It knows nothing else of HTML, so that nothing else can come through.
 * @throws SyntaxError at anything else.
 */
export function* tokensOf(markup: string): Generator<Token> {
  const open: string[] = [];
  for (let at = 0; at < markup.length; ) {
    piece.lastIndex = at;
    const found = piece.exec(markup);
    if (!found) throw new SyntaxError(`Markup that nobody should have written, at ${at}.`);
    at += found[0].length;
    // Others read with the same expression while this waits for its next turn.
    const [, slash = '', tag, values = '', , text] = found;
    if (text !== undefined) {
      yield { kind: 'text', text: decoded(text) };
    } else if (tag !== undefined && slash === '') {
      if (!empty.has(tag)) open.push(tag);
      yield { kind: 'open', tag, attributes: attributesOf(values) };
      if (empty.has(tag)) yield { kind: 'close', tag };
    } else if (tag !== undefined) {
      if (open.pop() !== tag) throw new SyntaxError(`A closing tag that closes nothing, at ${at}.`);
      yield { kind: 'close', tag };
    }
  }
  if (open.length > 0) throw new SyntaxError('A tag is left open.');
}

function attributesOf(values: string): Map<string, string> {
  return new Map([...values.matchAll(attribute)].map(([, name = '', value = '']) => [name, decoded(value)]));
}

function decoded(text: string): string {
  return text.replace(entity, (_, name: string | undefined) => {
    if (name === undefined) throw new SyntaxError('An entity that nobody should have written.');
    return characters[name] ?? '';
  });
}
