import { SaxesParser } from 'saxes';

/** An element and what is in it, or a text. */
export type Node = string | { tag: string; attributes: Record<string, string>; children: Node[] };

const elements = new Map<string, string[]>([
  ...[...'p pre blockquote ul br em strong b i u s del code sub sup small mark kbd q ruby rt rp'.split(' ')].map(
    (tag): [string, string[]] => [tag, []],
  ),
  ['ol', ['start', 'reversed']],
  ['li', ['value']],
  ['span', ['class']],
  ['a', ['href', 'class', 'rel']],
]);

const blocks = /^(?:p|pre|blockquote|[uo]l|li|br)$/;

/** Reads cleaned markup with a strict parser of XML, which shares nothing with what cleaned it. */
export function readBack(markup: string): Node[] {
  const parser = new SaxesParser();
  const root: Exclude<Node, string> = { tag: '', attributes: {}, children: [] };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node = { tag: name, attributes: { ...attributes } as Record<string, string>, children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    if (text !== '') open.at(-1)?.children.push(text);
  });
  parser.write(`<body>${markup.replaceAll('<br>', '<br/>')}</body>`).close();
  const [body] = root.children;
  return typeof body === 'object' ? body.children : [];
}

/** Every element of it, from outside in. */
export function* elementsOf(nodes: Node[]): Generator<Exclude<Node, string>> {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    yield node;
    yield* elementsOf(node.children);
  }
}

/** Its words; what stands in different paragraphs, on different lines. */
export function textOf(nodes: Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const text = textOf(node.children);
      return blocks.test(node.tag) ? `\n${text}\n` : text;
    })
    .join('');
}

/** What is in it that must not be: empty when it may be shown to anybody. */
export function faultsOf(markup: string): string[] {
  const nodes = readBack(markup);
  const faults: string[] = [];
  for (const { tag, attributes, children } of elementsOf(nodes)) {
    const allowed = elements.get(tag);
    if (!allowed) faults.push(`<${tag}>`);
    for (const name of Object.keys(attributes)) if (!allowed?.includes(name)) faults.push(`<${tag} ${name}>`);
    const { href, class: names = '', rel } = attributes;
    if (tag === 'a') {
      if (!/^(?:https?:\/\/[^/@\s]+(?:[/?#]|$)|mailto:[^\s@]+@[^\s@]+$)/.test(href ?? '')) faults.push(`href ${href}`);
      if (rel !== 'nofollow ugc noopener noreferrer') faults.push(`rel ${rel}`);
      if ([...elementsOf(children)].some((inner) => inner.tag === 'a')) faults.push('a link in a link');
    }
    if (/(?:^| )(?!(?:invisible|ellipsis|h-card|mention|hashtag)(?: |$))\S/.test(names)) faults.push(`class ${names}`);
    if (!['blockquote', 'ul', 'ol', 'li'].includes(tag)) {
      const block = [...elementsOf(children)].find((inner) => inner.tag !== 'br' && blocks.test(inner.tag));
      if (block) faults.push(`<${block.tag}> in <${tag}>`);
    }
    if (/^[uo]l$/.test(tag) && children.some((child) => typeof child === 'string' || child.tag !== 'li'))
      faults.push(`no item in <${tag}>`);
  }
  const text = textOf(nodes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/.test(text))
    faults.push('a control character');
  if (!text.isWellFormed()) faults.push('half a pair of surrogates');
  if (/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]{7}/u.test(text)) faults.push('a flood of attached characters');
  return faults;
}
