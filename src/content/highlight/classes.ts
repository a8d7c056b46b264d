/**
 * The classes of highlighted code, each with the TextMate scopes that get it. A theme gives a colour to each:
 * `tok-k` keyword, `tok-s` string, `tok-c` comment, `tok-n` number or constant, `tok-f` function, `tok-t` type,
 * `tok-a` attribute, property or key, `tok-g` tag, `tok-o` operator or punctuation, `tok-r` pattern or escape,
 * `tok-i` inserted, `tok-d` deleted. Variables and whatever else there is are plain text.
 */
export const classes: Readonly<Record<string, readonly string[]>> = {
  'tok-k': ['keyword', 'storage', 'variable.language', 'markup.heading', 'entity.name.section', 'meta.diff.header'],
  'tok-s': ['string', 'markup.inline.raw', 'markup.fenced_code', 'punctuation.definition.string'],
  'tok-c': ['comment', 'punctuation.definition.comment', 'markup.quote'],
  'tok-n': ['constant', 'support.constant', 'keyword.other.unit', 'variable.other.constant.js'],
  'tok-f': ['entity.name.function', 'support.function', 'meta.function-call entity.name', 'variable.function'],
  'tok-t': [
    'entity.name.type',
    'entity.name.class',
    'entity.name.namespace',
    'entity.other.inherited-class',
    'support.type',
    'support.class',
    'storage.type.java',
    'storage.type.cs',
  ],
  'tok-a': [
    'entity.other.attribute-name',
    'support.type.property-name',
    'meta.object-literal.key',
    'variable.other.property',
    'variable.object.property',
    'entity.name.tag.yaml',
    'keyword.other.definition.ini',
    'markup.underline.link',
  ],
  'tok-g': ['entity.name.tag', 'punctuation.definition.tag'],
  'tok-o': ['keyword.operator', 'punctuation', 'storage.type.function.arrow', 'meta.brace'],
  'tok-r': [
    'string.regexp',
    'constant.character.escape',
    'constant.other.placeholder',
    'keyword.operator.quantifier.regexp',
  ],
  'tok-i': ['markup.inserted', 'punctuation.definition.inserted'],
  'tok-d': ['markup.deleted', 'punctuation.definition.deleted', 'invalid'],
};

const names = Object.keys(classes);

/** A theme whose colours are numbers of classes: the tokenizer resolves scopes as for colours, and nothing is inline. */
export const numberedTheme = {
  name: 'numbered',
  type: 'light' as const,
  fg: '#ffffff',
  bg: '#000000',
  settings: [
    { settings: { foreground: '#ffffff', background: '#000000' } },
    ...names.map((name, index) => ({
      scope: [...(classes[name] ?? [])],
      settings: { foreground: `#${index.toString(16).padStart(6, '0')}` },
    })),
  ],
};

/** The class behind a colour of that theme; null for plain text. */
export function classOf(colour: string | undefined): string | null {
  return names[Number.parseInt(colour?.slice(1, 7) ?? 'ffffff', 16)] ?? null;
}
