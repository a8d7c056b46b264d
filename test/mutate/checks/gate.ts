import { type Mutation, of } from '../mutation.ts';

const gate = 'src/federation/gate/gate.ts';
const inbox = 'src/federation/inbox/inbox.ts';
const scan = 'src/federation/gate/scan.ts';
const received = 'src/federation/inbox/received.ts';

/** Lines of a table of checks: the line that begins with the name goes. */
function lines(file: string, names: string[]): Mutation[] {
  return names.map((check) => ({ check, file, find: `    ['${check}', `, replace: `    // ['${check}', ` }));
}

/**
 * Everything that stands between a stranger and the database. Whoever adds a check adds it here: its name must be in one of
 * the tables, or its text in a file.
 */
export const gateChecks: Mutation[] = [
  ...lines(gate, [
    'media type',
    'content encoding',
    'signature present',
    'signature readable',
    'JSON',
    'id, type and actor',
    'ActivityStreams',
    'key of the actor’s origin',
    'id of the actor’s origin',
    'actor not ours',
    'coverage',
    'digest',
    'date',
    'created',
    'expires',
    'host',
    'each header once',
  ]).map(({ find, replace, ...rest }) => ({ ...rest, find: find.slice(2), replace: replace.slice(2) })),
  ...lines(inbox, ['rate of an address', 'rate of a server', 'blocked', 'type', 'known', 'seen before', 'proven']),
  { check: 'UTF-8', file: scan, find: '!isUtf8(bytes)', replace: 'false' },
  { check: 'depth', file: scan, find: 'open.length > deepest', replace: 'false' },
  { check: 'number of values', file: scan, find: 'values > mostValues ||', replace: 'false ||' },
  { check: 'number of marks', file: scan, find: '|| marks > 2 * mostValues', replace: '' },
  { check: 'length of a key', file: scan, find: 'end - at > longestKey', replace: 'false' },
  { check: 'length of a number', file: scan, find: 'end - at > longestNumber', replace: 'false' },
  { check: '__proto__', file: scan, find: "key === '__proto__'", replace: 'false' },
  { check: 'a key twice', file: scan, find: 'names.has(key)', replace: 'false' },
  {
    check: 'a key means what it says unescaped',
    file: scan,
    find: "if (!text.includes('\\\\')) return text;",
    replace: 'return text;',
  },
  { check: 'an object', file: 'src/federation/gate/said.ts', find: ' && !Array.isArray(value)', replace: '' },
  {
    check: 'http only to what is named',
    file: 'src/federation/gate/address.ts',
    find: 'if (reachOf(url, allowed) === null) return null;',
    replace: '',
  },
  {
    check: 'one spelling of an origin',
    file: 'src/federation/gate/address.ts',
    find: 'return rest !== null && /^(?:$|[/?#])/.test(rest) ? url : null;',
    replace: 'return rest === url.href ? null : url;',
  },
  {
    check: 'one spelling of an actor',
    file: 'src/federation/gate/address.ts',
    find: 'return url.href === ascii || url.href',
    replace: 'return ascii || url.href',
  },
  {
    check: 'control characters',
    file: 'src/federation/gate/address.ts',
    find: '/[\\x00-\\x20\\x7f\\\\]/.test(text)',
    replace: 'false',
  },
  {
    check: 'half a surrogate',
    file: 'src/federation/gate/address.ts',
    find: ' || !text.isWellFormed()',
    replace: '',
  },
  {
    check: 'length of an address',
    file: 'src/federation/gate/address.ts',
    find: 'text.length > longest',
    replace: 'false',
  },
  {
    check: 'one spelling of base64',
    file: 'src/federation/gate/signature.ts',
    find: " && Buffer.from(text, 'base64').toString('base64') === text",
    replace: '',
  },
  {
    check: 'one signature line',
    file: 'src/federation/gate/signature.ts',
    find: 'return repeats ?',
    replace: 'return false ?',
  },
  {
    check: 'a parameter once',
    file: 'src/federation/gate/cavage.ts',
    find: 'named.has(name.toLowerCase())',
    replace: 'false',
  },
  {
    check: 'a known algorithm',
    file: 'src/federation/gate/cavage.ts',
    find: '!algorithms.has(algorithm)',
    replace: 'false',
  },
  {
    check: 'a header listed once',
    file: 'src/federation/gate/cavage.ts',
    find: 'new Set(covered).size < covered.length',
    replace: 'false',
  },
  {
    check: 'no (created) for old algorithms',
    file: 'src/federation/gate/cavage.ts',
    find: "algorithm?.startsWith('rsa') ?? false",
    replace: 'false',
  },
  {
    check: 'a parameter once (RFC 9421)',
    file: 'src/federation/gate/message-signature.ts',
    find: 'parameters.has(name)) fault',
    replace: 'false) fault',
  },
  {
    check: 'a known algorithm (RFC 9421)',
    file: 'src/federation/gate/message-signature.ts',
    find: '!algorithms.has(algorithm)',
    replace: 'false',
  },
  {
    check: 'a component once',
    file: 'src/federation/gate/message-signature.ts',
    find: 'new Set(covered).size < covered.length',
    replace: 'false',
  },
  { check: 'one label', file: 'src/federation/gate/message-signature.ts', find: 'label !== signed', replace: 'false' },
  {
    check: 'one effect of two at once',
    file: received,
    find: '{ statement: insert(signatureOf(claim), signatureIsKept), demand: 1 }',
    replace: 'insert(signatureOf(claim), signatureIsKept)',
  },
  { check: 'one after the other', file: inbox, find: 'createTurns(1, ', replace: 'createTurns(2, ' },
  { check: 'one effect of an id', file: received, find: '{ statement: id, demand: 1 }', replace: 'id' },
  {
    check: 'a Follow comes again',
    file: received,
    find: "new Set(['Follow', ",
    replace: 'new Set([',
  },
  { check: 'an Update comes again', file: received, find: "'Update', ", replace: '' },
  { check: 'a QuoteRequest comes again', file: received, find: "'QuoteRequest', ", replace: '' },
  { check: 'a Like comes again', file: received, find: ", 'Like'", replace: '' },
  {
    check: 'a Move by whoever is blocked by a server',
    file: 'src/federation/receive.ts',
    find: "type === 'Move' ? new URL('/', actor) : actor",
    replace: "type === 'Move' ? new URL('https://nobody.invalid/') : actor",
  },
  {
    check: 'all but a Move by whoever is blocked by name',
    file: 'src/federation/receive.ts',
    find: "type === 'Move' ? new URL('/', actor) : actor",
    replace: "new URL('/', actor)",
  },
  { check: 'an Undo comes again', file: received, find: "'Undo', ", replace: '' },
  {
    check: 'forgers use up nothing',
    file: inbox,
    find: 'rates.mayHost(',
    replace: '(rates.countHost(hostOf(claim), now), rates.mayHost)(',
  },
  {
    check: 'rate of keys that prove nothing',
    file: 'src/federation/inbox/prove.ts',
    find: 'if (wait > 0) throw new Unasked(',
    replace: 'if (wait < 0) throw new Unasked(',
  },
  {
    check: 'rate of keys by address',
    file: 'src/federation/gate/rates.ts',
    find: 'askers.look(block, now)',
    replace: '0',
  },
  {
    check: 'rate of keys by server',
    file: 'src/federation/gate/rates.ts',
    find: 'asked.look(host, now)',
    replace: '0',
  },
  {
    check: 'a key that proves something costs nothing',
    file: 'src/federation/inbox/prove.ts',
    find: 'if (wait === 0) rates.giveBackKey(request.address, host);',
    replace: '',
  },
  {
    check: 'size by length',
    file: 'src/web/read-body.ts',
    find: "Number(request.headers['content-length'] ?? 0) > size",
    replace: 'false',
  },
  { check: 'size by count', file: 'src/web/read-body.ts', find: 'length > size ||', replace: '' },
  { check: 'pieces by count', file: 'src/web/read-body.ts', find: ' || count > mostPieces', replace: '' },
  {
    check: 'time of a body',
    file: 'src/web/read-body.ts',
    find: 'setTimeout(() => end({ status: 408 }), time)',
    replace: 'setTimeout(() => undefined, time)',
  },
  {
    check: 'end of a refused connection',
    file: 'src/web/inboxes.ts',
    find: 'reply.raw.shouldKeepAlive = false;',
    replace: '',
  },
  {
    check: 'exact path',
    file: 'src/web/fediverse.ts',
    find: "inboxes?.has(request.raw.url ?? '')",
    replace: 'inboxes',
  },
  ...of('src/federation/gate/bucket.ts', [
    ['so many names', 'if (buckets.size > most && oldest !== undefined)', 'if (false as boolean)'],
    ['so many at once', 'return left >= 1 ? 0 :', 'return left >= -1e9 ? 0 :'],
    ['a clock that was set back', 'Math.max(0, now - bucket.at)', '(now - bucket.at)'],
    ['no more than there is room for', 'return Math.min(size, bucket.left', 'return Math.min(1e9, bucket.left'],
  ]),
  ...of('src/federation/gate/block.ts', [
    ['256 addresses', "return plain.slice(0, plain.lastIndexOf('.'));", 'return plain;'],
    ['a /56', '(index === 3 ? group & 0xff00 : group)', 'group'],
    ['an address of IPv4 in one of IPv6', 'mapped && isIPv4(mapped) ? mapped :', 'false ? mapped :'],
  ]),
  ...of('src/federation/gate/dates.ts', [
    ['an hour', 'export const leeway = 3600_000;', 'export const leeway = 2 * 3600_000;'],
    ['either way', 'Math.abs(time - now.getTime())', '(now.getTime() - time)'],
    [
      'one form of a date',
      'Number.isNaN(date.getTime()) || date.toUTCString() !== line',
      'Number.isNaN(date.getTime())',
    ],
  ]),
  ...of('src/federation/gate/digest.ts', [
    ['that of the body', "if (computed !== found[2]) return refuse(401, 'The digest is not that of the body.');", ''],
    ['one at least', 'return known > 0 ? null', 'return known >= 0 ? null'],
    ['each of them', 'for (const found of digests) {', 'for (const found of digests.slice(0, 1)) {'],
  ]),
  ...of('src/federation/gate/lines.ts', [
    ['a line that stands once', 'value === undefined || others.length > 0', 'value === undefined'],
    ['a line that stands twice is two', 'if (values) values.push(value);', 'if (values) values[0] = value;'],
  ]),
  ...of('src/federation/gate/coverage.ts', [
    ['the target', "'draft-cavage': [['(request-target)'], ", "'draft-cavage': ["],
    ['the host', "['(request-target)'], ['host'], ", "['(request-target)'], "],
    ['a time', "['host'], ['date', '(created)'], ", "['host'], "],
    ['the body', "['date', '(created)'], ['digest']]", "['date', '(created)']]"],
    ['the method (RFC 9421)', "    ['@method'],\n", ''],
    ['the target (RFC 9421)', "    ['@target-uri', '@path', '@request-target'],\n", ''],
    ['the host (RFC 9421)', "    ['@target-uri', '@authority'],\n", ''],
    ['the body (RFC 9421)', "    ['content-digest'],\n", ''],
  ]),
  ...of('src/federation/gate/proxies.ts', [
    ['whoever is named', ' || named.check(plain, kind(plain))', ''],
    ['whoever is public is none', 'return !isPublic(plain) || ', 'return true || '],
    ['an address of IPv4 in one of IPv6', "address.replace(/^::ffff:(?=\\d+\\.)/i, '')", 'address'],
  ]),
  ...of('src/federation/gate/origins.ts', [
    [
      'what is no URL is of no server',
      'URL.canParse(text) ? new URL(text).origin : null',
      'text.split("/").slice(0, 3).join("/")',
      'ids, actors and keys were read as URLs of one spelling before',
    ],
  ]),
  ...of('src/federation/gate/activity.ts', [
    ['one actor', 'if (!readActor(said.actor, allowed))', 'if (!readAddress(said.actor, allowed))'],
  ]),
  ...of('src/federation/gate/heads.ts', [['components are no headers', '/^[(@]/.test(name) || ', '']]),
];
