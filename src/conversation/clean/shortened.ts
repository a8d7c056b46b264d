import type { Mark, Run } from './tree.ts';

const shortening = ['invisible', 'ellipsis'];

/**
 * Mastodon hides the scheme and the end of a long address (`invisible`, `ellipsis`) inside of a link whose text is its
 * own address. Anywhere else these classes would let a stranger show other words than there are: there they go.
 */
export function withoutHiding(runs: readonly Run[]): Run[] {
  if (!runs.some(({ marks }) => marks.some(hides))) return [...runs];
  const texts = new Map<Mark, string>();
  for (const { text, marks } of runs) {
    const link = marks.find(({ tag }) => tag === 'a');
    if (link) texts.set(link, (texts.get(link) ?? '') + (text ?? '\n'));
  }
  const shown = new Map<Mark, Mark | null>();

  function asShown(mark: Mark): Mark | null {
    const known = shown.get(mark);
    if (known !== undefined) return known;
    const made = revealed(mark);
    shown.set(mark, made);
    return made;
  }

  return runs.map(({ text, marks }) => {
    const at = marks.findIndex(({ tag }) => tag === 'a');
    const link = marks[at];
    const isOwn = link !== undefined && isAddress(texts.get(link) ?? '', link.attributes.get('href'));
    const kept = marks.map((mark, index) => (hides(mark) && !(isOwn && index > at) ? asShown(mark) : mark));
    return { text, marks: kept.filter((mark) => mark !== null) };
  });
}

function hides({ attributes }: Mark): boolean {
  return (attributes.get('class') ?? '').split(' ').some((name) => shortening.includes(name));
}

function isAddress(text: string, href: string | undefined): boolean {
  return URL.canParse(text) && new URL(text).href === href;
}

function revealed({ tag, attributes }: Mark): Mark | null {
  const names = (attributes.get('class') ?? '').split(' ').filter((name) => !shortening.includes(name));
  return names.length === 0 ? null : { tag, attributes: new Map([...attributes, ['class', names.join(' ')]]) };
}
