/**
 * What an element of a stranger's markup is to us. An element that is not here is taken away, and its words stay, unless
 * `silent` names it; one that only parts paragraphs is written as a paragraph.
 */
export type Role = 'paragraph' | 'heading' | 'pre' | 'quote' | 'list' | 'item' | 'cell' | 'inline' | 'break';

/** The elements that are read, by what they are. */
export const roles: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...named('heading', 'h1 h2 h3 h4 h5 h6 dt summary legend'),
  ...named('pre', 'pre listing'),
  ...named('quote', 'blockquote'),
  ...named('list', 'ul ol menu dir'),
  ...named('item', 'li'),
  ...named('cell', 'td th'),
  ...named('break', 'br'),
  ...named('inline', 'a span em strong b i u s del code sub sup small mark kbd q ruby rt rp'),
  ...named('inline', 'ins strike tt samp cite dfn var'),
  ...named('paragraph', 'p div section article header footer main aside nav address center figure figcaption details'),
  ...named('paragraph', 'dl dd table caption thead tbody tfoot tr hr form fieldset'),
]);

/** Elements that are written as another that means the same. */
export const renamed: ReadonlyMap<string, string> = new Map([
  ['menu', 'ul'],
  ['dir', 'ul'],
  ['ins', 'u'],
  ['strike', 's'],
  ['tt', 'code'],
  ['samp', 'code'],
  ['cite', 'i'],
  ['dfn', 'i'],
  ['var', 'i'],
]);

/** The attributes that are read. No other has a meaning that a stranger may give to our page. */
export const attributes: Readonly<Record<string, string[]>> = {
  p: ['class'],
  a: ['href', 'class'],
  span: ['class'],
  ol: ['start', 'reversed'],
  li: ['value'],
};

/**
 * The classes that Mastodon gives a meaning, by element. `u-url` and the like are not among them: in a page of ours they
 * would speak of our own post (microformats2).
 */
export const classes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['a', new Set(['mention', 'hashtag'])],
  ['span', new Set(['invisible', 'ellipsis', 'h-card', 'mention', 'hashtag'])],
]);

/** Elements whose words go with them: they are no words, or stand for what is not shown. */
export const silent: readonly string[] = [
  ...['script', 'style', 'template', 'title', 'svg', 'math'],
  ...['iframe', 'frameset', 'noembed', 'noframes', 'object', 'applet', 'audio', 'video', 'canvas'],
  ...['textarea', 'select', 'option', 'button', 'datalist', 'xmp', 'plaintext'],
];

/** On every link: nobody follows it for us, and its host learns nothing from us. */
export const rel = 'nofollow ugc noopener noreferrer';

function named(role: Role, names: string): [string, Role][] {
  return names.split(' ').map((name) => [name, role]);
}
