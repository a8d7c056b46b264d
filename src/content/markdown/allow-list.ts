/** What markup a target takes: everything that is not named here is taken away, its text is kept. */
export interface AllowList {
  tags: readonly string[];
  /** By element; `*` is for all. A list of values behind a name: only these. */
  attributes: Readonly<Record<string, readonly (string | { name: string; multiple: boolean; values: string[] })[]>>;
  /** By element: the classes that our own rules write. */
  classes: Readonly<Record<string, string[]>>;
  /** Elements that stand under another name here. No h1 is left anywhere: the post's title is one. */
  rename: Readonly<Record<string, string>>;
  /**
   * `own`: only pictures of this blog, since the page's policy shows no others, and another server would learn who
   * reads; `inline`: any, and one may stand in its own address (`data:`); `http`: any that can be fetched.
   */
  images: 'own' | 'inline' | 'http';
  /**
   * Links to a place within the text. `whole`: they lead to the post's page, since a feed is read at another address;
   * `none`: ids do not survive there, so they would lead nowhere.
   */
  fragments: 'own' | 'whole' | 'none';
}

const only = (name: string, ...values: string[]) => ({ name, multiple: false, values });

const phrases = [
  ...['a', 'abbr', 'b', 'bdi', 'bdo', 'br', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark', 'q'],
  ...['rp', 'rt', 'ruby', 's', 'samp', 'small', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr'],
];
const blocks = [
  ...['p', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'hr', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['figure', 'figcaption', 'table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];
const embedded = ['img', 'picture', 'source', 'audio', 'video', 'track'];

const cell = ['colspan', 'rowspan', 'headers', only('scope', 'col', 'row', 'colgroup', 'rowgroup')];
const meaning = {
  a: ['href', 'hreflang', 'rel', 'title'],
  bdo: ['dir'],
  blockquote: ['cite'],
  col: ['span'],
  colgroup: ['span'],
  data: ['value'],
  del: ['cite', 'datetime'],
  ins: ['cite', 'datetime'],
  li: ['value'],
  ol: ['start', 'reversed', only('type', '1', 'a', 'A', 'i', 'I')],
  q: ['cite'],
  td: cell,
  th: [...cell, 'abbr'],
  time: ['datetime'],
};
const media = {
  img: ['src', 'srcset', 'sizes', 'alt', 'title', 'width', 'height'],
  source: ['src', 'srcset', 'sizes', 'type', 'media', 'width', 'height'],
  audio: ['src', 'controls', 'loop', 'muted', only('preload', 'none', 'metadata')],
  video: [
    'src',
    'poster',
    'controls',
    'loop',
    'muted',
    'playsinline',
    'width',
    'height',
    only('preload', 'none', 'metadata'),
  ],
  track: ['src', 'srclang', 'label', 'default', only('kind', 'subtitles', 'captions', 'descriptions', 'chapters')],
};

/** A page of the blog: everything that says something, nothing that does something. */
export const pageList: AllowList = {
  tags: [
    ...phrases,
    ...blocks,
    ...embedded,
    ...['address', 'article', 'aside', 'details', 'div', 'footer', 'header', 'hgroup', 'section', 'span', 'summary'],
  ],
  attributes: {
    ...meaning,
    ...media,
    '*': ['id', 'lang', 'dir', 'title'],
    details: ['open', 'name'],
    div: [only('role', 'note', 'group'), 'aria-label', only('tabindex', '0')],
    section: [only('role', 'doc-endnotes'), 'aria-label'],
    img: [...media.img, only('loading', 'lazy'), only('decoding', 'async')],
    audio: [...media.audio, 'aria-label'],
    video: [...media.video, 'aria-label'],
  },
  classes: {
    div: ['table', 'callout', 'callout-*'],
    details: ['callout', 'callout-*'],
    summary: ['callout-title'],
    p: ['callout-title'],
    section: ['footnotes'],
    li: ['task'],
    th: ['align-left', 'align-center', 'align-right'],
    td: ['align-left', 'align-center', 'align-right'],
    em: ['missing'],
    figure: ['gallery'],
  },
  rename: { h1: 'h2', center: 'div', strike: 's', tt: 'code' },
  images: 'own',
  fragments: 'own',
};

/** A feed: what Miniflux, NetNewsWire and FreshRSS leave whole. */
export const feedList: AllowList = {
  tags: [...phrases, ...blocks, ...embedded],
  attributes: {
    ...meaning,
    ...media,
    '*': ['lang', 'dir', 'title'],
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((heading) => [heading, ['id']])),
    li: ['value', 'id'],
  },
  classes: {},
  rename: { ...pageList.rename, details: 'blockquote', summary: 'p' },
  images: 'inline',
  fragments: 'whole',
};

/** A post on another server (Mastodon, GoToSocial, Misskey …). */
export const wireList: AllowList = {
  tags: [
    ...['p', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li', 'a', 'img', 'br'],
    ...['strong', 'b', 'em', 'i', 'u', 's', 'del', 'sub', 'sup', 'ruby', 'rt', 'rp'],
  ],
  attributes: {
    '*': ['lang', 'dir'],
    a: ['href', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    ol: ['start', 'reversed'],
    li: ['value'],
  },
  classes: {},
  rename: {
    ...pageList.rename,
    center: 'p',
    summary: 'p',
    figcaption: 'li',
    dt: 'p',
    dd: 'p',
    caption: 'li',
    table: 'ul',
    tr: 'li',
    ins: 'u',
    mark: 'em',
    cite: 'em',
    dfn: 'em',
    var: 'em',
    kbd: 'code',
    samp: 'code',
  },
  images: 'http',
  fragments: 'none',
};

/** One line of text: the summary of an account. */
export const lineList: AllowList = {
  tags: phrases,
  attributes: { ...meaning, '*': ['lang', 'dir', 'title'] },
  classes: {},
  rename: pageList.rename,
  images: 'http',
  fragments: 'own',
};
