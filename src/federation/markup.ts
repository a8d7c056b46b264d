/** In these elements everything is text, up to the tag that closes them. */
const textual = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes']);

const opening = /<([a-z][a-z0-9]*)/iy;
const attribute = /[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?/y;
const entity = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Every tag that opens in HTML of a stranger, with its attributes, in one go through the text: whatever is written there
 * costs no more than its length. What stands in comments, scripts and other attributes is none.
 */
export function* tagsOf(markup: string): Generator<{ tag: string; attributes: Map<string, string> }> {
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at)) {
    if (markup.startsWith('<!--', at)) {
      const end = markup.indexOf('-->', at + 4);
      if (end < 0) return;
      at = end + 3;
      continue;
    }
    opening.lastIndex = at;
    const tag = opening.exec(markup)?.[1]?.toLowerCase();
    if (tag === undefined) {
      at += 1;
      continue;
    }
    at = opening.lastIndex;
    const attributes = new Map<string, string>();
    for (;;) {
      attribute.lastIndex = at;
      const [whole, name, ...values] = attribute.exec(markup) ?? [];
      if (whole === undefined || name === undefined) break;
      at += whole.length;
      const key = name.toLowerCase();
      // Of one that stands twice, browsers take the first.
      if (!attributes.has(key)) attributes.set(key, decoded(values.find((value) => value !== undefined) ?? ''));
    }
    yield { tag, attributes };
    if (!textual.has(tag)) continue;
    const end = endOf(markup, tag, at);
    if (end < 0) return;
    at = end;
  }
}

function endOf(markup: string, tag: string, from: number): number {
  const closing = new RegExp(`</${tag}`, 'gi');
  closing.lastIndex = from;
  return closing.exec(markup)?.index ?? -1;
}

function decoded(text: string): string {
  return text.replace(entity, (whole, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return characters[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
