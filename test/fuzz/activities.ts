import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { markup, naughtyStrings } from './collections.ts';
import { trees } from './trees.ts';

export type Json = Record<string, unknown>;

/** Who says it, and what it may be about. */
export interface Scene {
  /** The origin of whoever says it, and their id. */
  origin: string;
  actor: string;
  /** The blog's origin, and a host that nobody may ask. */
  blog: string;
  trap: string;
}

/** Documents that other servers send, as their captures and formats have them. */
const seeds = globSync('test/fixtures/{captures/*,remarks/*}/*.json')
  .sort()
  .map((path) => sent(JSON.parse(readFileSync(path, 'utf8')) as Json));

/** A capture has the body as it was sent, beside the lines above it. */
function sent(file: Json): Json {
  const { body = file } = file as { body?: unknown };
  return typeof body === 'string' ? (JSON.parse(body) as Json) : (body as Json);
}

const types = [
  ...[
    'Create',
    'Update',
    'Delete',
    'Follow',
    'Undo',
    'Like',
    'Announce',
    'EmojiReact',
    'EmojiReaction',
    'Block',
    'Flag',
    'Move',
  ],
  ...[
    'QuoteRequest',
    'Accept',
    'Reject',
    'Add',
    'Remove',
    'Question',
    'Dislike',
    'Join',
    'View',
    'Note',
    '',
    'constructor',
  ],
];
const objectTypes = [
  'Note',
  'Article',
  'Page',
  'Question',
  'Video',
  'Audio',
  'Image',
  'Event',
  'Tombstone',
  'Person',
  'x',
];

/** Addresses of strangers' servers, of the blog, and of where nobody may be sent. */
export const addresses = ({ origin, actor, blog, trap }: Scene): string[] => [
  ...[
    `${blog}/ap/posts/hello`,
    `${blog}/ap/posts/hello`,
    `${blog}/posts/hello`,
    `${blog}/ap/posts/gone`,
    `${blog}/ap/actors/james`,
  ],
  ...[
    `${blog}/ap/posts/hello/replies`,
    `${blog}/ap/posts/hello/context`,
    `${blog}/ap/actors/james/followers`,
    `${blog}/ap/inbox`,
  ],
  ...[
    actor,
    `${actor}#main-key`,
    `${origin}/notes/1`,
    `${origin}/notes/2`,
    `${origin}/notes/3#x`,
    `${origin}/c/1`,
    `${origin}/c/2`,
  ],
  ...[
    `http://${trap}/`,
    `http://${trap}/notes/1`,
    `https://${trap}/`,
    'https://127.0.0.1/',
    'http://[::1]/',
    'https://[::ffff:7f00:1]/',
  ],
  ...[
    'https://169.254.169.254/latest/meta-data/',
    'https://metadata.example/',
    'https://inside.example/',
    'https://both.example/',
  ],
  ...[
    'https://loop.example/',
    'https://six.example/x',
    'https://mapped.example/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
  ],
  ...[
    'https://other.example/users/x',
    'https://user:pass@other.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
  ],
  ...[
    'as:Public',
    'https://www.w3.org/ns/activitystreams#Public',
    'https://x.example/\u202e',
    'https://ünï.example/ä',
    '//other.example/',
  ],
  ...[
    'https://other.example\\@127.0.0.1/',
    ' https://other.example/',
    `https://other.example/${'a'.repeat(3000)}`,
    '',
    '#',
    'acct:a@b.example',
  ],
];

const text = fc.oneof(
  trees,
  fc.constantFrom(...naughtyStrings),
  fc.constantFrom(...markup),
  fc.string({ unit: 'binary' }),
);
const date = fc.constantFrom(
  ...[
    '2026-11-20T12:00:00Z',
    '0000-01-01T00:00:00Z',
    '99999-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    'NaN',
    'x',
    '',
  ],
  ...['-271821-04-20T00:00:00Z', '2026-02-30T25:61:61Z', '1e99', '2999-01-01T00:00:00Z', '1969-12-31T23:59:59Z'],
);

/** `@@raw:…@@` is written as it stands: what no value of JavaScript is. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e21,
    '',
    [],
    {},
    [[]],
    [[[[]]]],
    [null],
    [{}],
    ['', null, 1],
    { id: null },
    { '@value': 'x' },
  ),
  fc.constantFrom(
    '@@raw:1e999@@',
    '@@raw:-0@@',
    `@@raw:${'9'.repeat(90)}@@`,
    '\ud83d',
    '\0',
    'a\u0000b',
    '\u2028',
    '__proto__',
  ),
  fc.constantFrom(...['x'.repeat(3_000), 'ä'.repeat(2_001), '<b>'.repeat(1_000), 'http://a '.repeat(500)]),
  fc.jsonValue({ maxDepth: 3 }),
);

const many = (count: number, make: (at: number) => unknown) => Array.from({ length: count }, (_, at) => make(at));

function tag(scene: Scene): fc.Arbitrary<unknown> {
  const to = fc.constantFrom(...addresses(scene));
  const name = fc.oneof(
    fc.constantFrom('#tag', ':blobcat:', '@ada', ':__proto__:', ':constructor:', '@james@blog'),
    text,
  );
  const icon = fc.oneof(to, fc.record({ type: fc.constant('Image'), url: fc.oneof(to, odd), mediaType: text }));
  return fc.oneof(
    fc.record(
      { type: fc.constantFrom('Mention', 'Hashtag', 'Emoji', 'Link'), href: to, name, icon },
      { requiredKeys: ['type'] },
    ),
    odd,
  );
}

function note(scene: Scene, number: number): fc.Arbitrary<Json> {
  const to = fc.constantFrom(...addresses(scene));
  const value = fc.oneof({ weight: 3, arbitrary: to }, { weight: 1, arbitrary: odd });
  const everybody = 'https://www.w3.org/ns/activitystreams#Public';
  return fc.record(
    {
      id: fc.oneof({ weight: 9, arbitrary: fc.constant(`${scene.origin}/notes/${number}`) }, value),
      type: fc.oneof({ weight: 6, arbitrary: fc.constant('Note') }, fc.constantFrom<unknown>(...objectTypes), odd),
      attributedTo: fc.oneof({ weight: 9, arbitrary: fc.constant<unknown>(scene.actor) }, value),
      inReplyTo: fc.oneof({ weight: 6, arbitrary: fc.constant<unknown>(`${scene.blog}/ap/posts/hello`) }, value),
      content: fc.oneof({ weight: 6, arbitrary: text as fc.Arbitrary<unknown> }, odd),
      to: fc.oneof({ weight: 6, arbitrary: fc.constant<unknown>(everybody) }, fc.array(value, { maxLength: 4 })),
      cc: value,
      contentMap: fc.oneof(
        fc.dictionary(fc.constantFrom('en', 'de-AT', 'x', '', '__proto_', 'constructor'), text),
        odd,
      ),
      summary: fc.oneof(text, odd),
      name: fc.oneof(text, odd),
      source: fc.oneof(fc.record({ content: text, mediaType: fc.constantFrom('text/markdown', 'text/html') }), odd),
      mediaType: fc.constantFrom<unknown>('text/html', 'text/plain', 'text/markdown', 1, null),
      published: fc.oneof(date, odd),
      updated: fc.oneof(date, odd),
      url: fc.oneof(
        value,
        fc.array(fc.oneof(value, fc.record({ type: fc.constant('Link'), href: value })), { maxLength: 3 }),
      ),
      tag: fc.oneof(
        fc.array(tag(scene), { maxLength: 5 }),
        fc.constant(many(300, (at) => ({ type: 'Mention', href: `https://m.example/${at}` }))),
        odd,
      ),
      attachment: fc.oneof(
        fc.array(
          fc.record({
            type: fc.constantFrom('Image', 'Document', 'Link', 'x'),
            url: value,
            href: value,
            name: text,
            mediaType: fc.constantFrom('image/png', 'video/mp4', 'x'),
          }),
          { maxLength: 4 },
        ),
        odd,
      ),
      replies: value,
      context: value,
      conversation: value,
      quote: value,
      quoteUrl: value,
      likes: value,
      sensitive: fc.oneof(fc.boolean(), odd),
      oneOf: fc.oneof(fc.constant(many(200, (at) => ({ type: 'Note', name: `<b>${at}` }))), odd),
      interactionPolicy: odd,
    } as Record<string, fc.Arbitrary<unknown>>,
    { requiredKeys: ['id', 'type', 'attributedTo', 'inReplyTo', 'content', 'to'] },
  );
}

/** What is done to a document on its way: at one of its values. */
const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('set', 'drop', 'list', 'lists', 'object', 'nest', 'repeat', 'twice', 'proto', 'key'),
  value: odd,
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

/** Every value of a document: what holds it, and by which key. */
function places(value: unknown, found: [holder: Json, key: string][] = []): [holder: Json, key: string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key !== '@context') found.push([value as Json, key]);
    places(inner, found);
  }
  return found;
}

/** What stands in place of a value; undefined: nothing does. */
const changes: Record<string, (was: unknown, value: unknown) => unknown> = {
  set: (_, value) => value,
  drop: () => undefined,
  list: (was) => [was, was],
  lists: (was) => [[[was]]],
  object: (was) => ({ type: 'Link', href: was, id: was }),
  nest: (was) => Array.from({ length: 40 }).reduce((inner) => [inner], was),
  repeat: (_, value) => many(500, () => value),
};

/** Beside it, under what key. */
const additions: Record<string, (key: string) => string> = {
  twice: (key) => `@@twice:${key}`,
  proto: () => '@@twice:__proto__',
  key: (key) => `${key}Map`,
};

function changed(document: Json, all: Change[]): Json {
  const copy = structuredClone(document);
  for (const { at, how, value } of all) {
    const found = places(copy);
    const [holder, key] = found[at % Math.max(1, found.length)] ?? [copy, 'type'];
    if (JSON.stringify(copy).length > 100_000) break;
    const name = additions[how]?.(key) ?? key;
    holder[name] = changes[how] ? changes[how](holder[key], value) : value;
  }
  return copy;
}

/** As it is sent: with what no object can hold. */
export function asText(document: Json): string {
  return JSON.stringify(document)
    .replaceAll('"@@twice:', '"')
    .replace(/"@@raw:([^"]*)@@"/g, '$1');
}

/** The same document as somebody at this scene would send it. */
function movedTo(seed: Json, { origin, actor, blog }: Scene, number: number): Json {
  // Some name their author in a list.
  const [own = 'https://none.example'] =
    /https:\/\/[^/"]+/.exec(JSON.stringify(seed.actor ?? seed.attributedTo ?? seed.id)) ?? [];
  const text = JSON.stringify(seed)
    .replaceAll(own, origin)
    .replaceAll(/https:\/\/(?:blog|postern)[a-z.-]*(?:example|test)[a-z.]*\/[^"#?\\]*/g, `${blog}/ap/posts/hello`);
  const moved = { ...(JSON.parse(text) as Json), id: `${origin}/activities/${number}` };
  return 'object' in moved
    ? { ...moved, actor }
    : {
        ...says('Create', { origin, actor } as Scene, number),
        object: { ...moved, id: `${origin}/notes/${number}`, attributedTo: actor, inReplyTo: `${blog}/ap/posts/hello` },
      };
}

const says = (type: unknown, { origin, actor }: Scene, number: number): Json => ({
  '@context': 'https://www.w3.org/ns/activitystreams',
  id: `${origin}/activities/${number}`,
  type,
  actor,
});

/** An activity of a type that there is, or is not, by the rules or against them. */
export function activities(scene: Scene, number: number): fc.Arbitrary<Json> {
  const to = fc.constantFrom(...addresses(scene));
  const object = fc.oneof(
    { weight: 5, arbitrary: note(scene, number) as fc.Arbitrary<unknown> },
    { weight: 3, arbitrary: to },
    fc.record({ id: to, type: fc.constantFrom(...types, ...objectTypes), actor: to, object: to }),
    odd,
  );
  const written = fc
    .record(
      {
        type: fc.oneof(
          { weight: 6, arbitrary: fc.constant<unknown>('Create') },
          fc.constantFrom<unknown>(...types),
          odd,
        ),
        object,
        target: to,
        instrument: object,
        to: fc.oneof(to, fc.array(to)),
        content: fc.oneof(text, fc.constantFrom('🌳', ':blobcat:', '👍🏽')),
        tag: fc.array(tag(scene), { maxLength: 3 }),
        published: date,
        result: to,
        signature: odd,
      } as Record<string, fc.Arbitrary<unknown>>,
      { requiredKeys: ['type', 'object'] },
    )
    .map(({ type, ...own }) => ({ ...says(type, scene, number), ...own }));
  const captured = fc.constantFrom(...seeds).map((seed) => movedTo(seed, scene, number));
  return fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: written as fc.Arbitrary<Json> }, captured),
      fc.array(change, { maxLength: 3 }),
    )
    .map(([document, all]) => changed(document, all));
}

/** What is found where a remark points: another remark, a collection, or anything. */
export function found(scene: Scene, number: number): fc.Arbitrary<Json> {
  const to = fc.constantFrom(...addresses(scene));
  const items = fc.array(fc.oneof(to, note(scene, number), odd), { maxLength: 8 });
  const collection = fc.record({
    id: fc.constant(`${scene.origin}/c/${number}`),
    type: fc.constantFrom('Collection', 'OrderedCollection', 'CollectionPage', 'OrderedCollectionPage'),
    items,
    orderedItems: items,
    first: to,
    next: fc.constantFrom(`${scene.origin}/c/${number}`, `${scene.origin}/c/${number + 1}`),
    totalItems: odd,
  });
  return fc
    .tuple(fc.oneof(note(scene, number), collection as fc.Arbitrary<Json>), fc.array(change, { maxLength: 2 }))
    .map(([document, all]) => changed(document, all));
}
