// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const guard = 'src/federation/guard';

/** Blocks of addresses that are no public server's, each by itself. */
const blocks = [
  ...['0.0.0.0', '10.0.0.0', '100.64.0.0', '169.254.0.0', '172.16.0.0', '192.0.0.0', '192.0.2.0', '192.31.196.0'],
  ...['192.52.193.0', '192.88.99.0', '192.168.0.0', '192.175.48.0', '198.18.0.0', '198.51.100.0', '203.0.113.0'],
  ...['224.0.0.0', '240.0.0.0', '2001::', '2001:db8::', '2002::', '2620:4f:8000::', '3fff::'],
];

/** The one way out. */
export const guardChecks: Mutation[] = [
  ...blocks.map((block) => ({
    check: `not to ${block}`,
    file: `${guard}/judge.ts`,
    find: `  ['${block}', `,
    replace: `  // ['${block}', `,
  })),
  ...of(`${guard}/judge.ts`, [
    ['not to 127.0.0.0', "  ['127.0.0.0', 8],", ''],
    ['only to what is handed out', "handedOut.check(address, 'ipv6') && ", ''],
    ['no zone', "family !== 6 || address.includes('%')", 'family !== 6'],
    ['no name', 'if (isIP(address) === 0) return false;', ''],
    [
      'this machine only, in development',
      "return loopback.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');",
      'return true;',
    ],
    [
      'what is named only where it is',
      "if (reach === 'public') return isPublic(address);",
      "if (reach === 'public') return isPublic(address) || isIP(address) === 6;",
    ],
    ['no name before the host', "if (url.username !== '' || url.password !== '') return null;", ''],
    [
      'no other scheme',
      "if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;",
      '',
      'what is neither finds no port that could be named, and is no http',
    ],
    ['no other port', "url.protocol === 'https:' && url.port === ''", "url.protocol === 'https:'"],
    [
      'no http',
      "allowed === 'loopback' && url.protocol === 'http:' ? 'loopback' : null",
      "url.protocol === 'http:' ? 'loopback' : null",
    ],
    [
      'what is named by host and port',
      'allowed.includes(`${url.hostname}:${port}`)',
      'allowed.some((one) => one.startsWith(`${url.hostname}:`))',
    ],
  ]),
  ...of(`${guard}/url.ts`, [
    [
      'length of an address',
      'address.length > longest ||',
      'false ||',
      'saves work alone: what is asked for is measured again once it is read',
    ],
    ['what URL parsers forgive', 'odd.test(address)', 'false'],
    ['written as no honest server does', '!(isWhole ? whole : relative).test(address) || ', ''],
    ['a second name of a host', "url.hostname.endsWith('.') || ", ''],
    ['no fragment', "url.hash = '';", ''],
  ]),
  ...of(`${guard}/connect.ts`, [
    [
      'an origin that may be reached',
      'if (!allowed) return callback(',
      "if (!allowed) return connectors.public(options, callback as never) as never as void;\n    if (allowed === ('never' as string)) return callback(",
    ],
    ['an address in the URL', 'isIP(hostname) !== 0 && !mayConnect(hostname, allowed)', 'false'],
    ['the address really connected to', 'if (mayConnect(address, allowed)) {', 'if (true as boolean) {'],
    ['every address of a name', 'addresses.find(({ address }) => !mayConnect(address, reach))', 'undefined'],
    [
      'not one of several',
      'addresses.find(({ address }) => !mayConnect(address, reach))',
      'addresses.slice(0, 1).find(({ address }) => !mayConnect(address, reach))',
    ],
    ['a name without an address', 'if (refused || !first) {', 'if (refused) {'],
    ['few addresses of a name', 'done(null, fewOf(addresses))', 'done(null, addresses)'],
    ['an answer that ends', 'measure(socket, mostOfAnAnswer);', ''],
    ['nothing has left before it is connected', 'connecting.add(error);', ''],
  ]),
  ...of(`${guard}/measure.ts`, [['bytes of an answer', 'last - before > most', 'false']]),
  ...of(`${guard}/failure.ts`, [
    ['too slow', "causes.some(({ name }) => name === 'TimeoutError') || [...slow].some(code)", 'false'],
    ['too large', "code('UND_ERR_RES_EXCEEDED_MAX_SIZE') || ", ''],
    ['refused', "if (refused) return { failed: 'refused'", "if (refused) return { failed: 'unreachable'"],
    ['refused for what a name leads to', 'byName: refused instanceof LedAstray', 'byName: false'],
  ]),
  ...of(`${guard}/guard.ts`, [
    [
      'where it may reach',
      '!url || !reachOf(url, allowed)',
      '!url',
      'the connector judges origin and address once more, and a name before the host is no URL here',
    ],
    ['who is blocked', 'if (await own(() => isRefused(asked)))', 'if (false as boolean)'],
    ['three redirects', 'hop <= maximumRedirects', 'hop <= 100'],
    ['no redirect to another origin', 'stay && url.origin !== asked.origin', 'false'],
    ['all in thirty seconds', 'AbortSignal.timeout(patience.total)', 'AbortSignal.timeout(3_600_000)'],
    ['a mebibyte', 'const agent = open(maximumSize);', 'const agent = open(-1);'],
    [
      'time for the header',
      'headersTimeout: patience.phase,',
      'headersTimeout: 0,',
      'thirty seconds in all end it too',
    ],
    [
      'time for a piece of the body',
      'bodyTimeout: patience.phase,',
      'bodyTimeout: 0,',
      'thirty seconds in all end it too',
    ],
    ['two connections', 'connections: 2,', ''],
    ['the header of an answer', 'maxHeaderSize: 16 * 1024,', 'maxHeaderSize: 16 * 1024 * 1024,'],
    ['where it was led on the first host was there', 'unsent && trail.length === 1', 'unsent'],
    ['our own trouble', 'if (error instanceof OwnTrouble) throw error.cause;', ''],
    ['nobody is asked when we stop', 'if (isOver) return over;', ''],
    ['signed for each hop', 'await own(() => sign(asked))', 'await own(() => sign(new URL(address)))'],
    ['fetches of others', 'setGlobalDispatcher(agent);', ''],
    [
      'http only to what is named',
      "if (reach === 'named') return `http://${host}`;",
      'if (plain) return `http://${host}`;',
    ],
  ]),
  ...of(`${guard}/ask.ts`, [
    ['packed in one way', "if (name !== 'gzip' && name !== 'x-gzip') throw", 'if (false as boolean) throw'],
    ['so much unpacked', '{ maxOutputLength: most }', '{}'],
    ['so much as it comes', "if (size > most) throw new TooMuch('It is longer.');", ''],
    [
      'a status of HTTP',
      'if (statusCode > 599) throw new Error(`answers ${statusCode}, which HTTP does not know`);',
      '',
    ],
    ['no redirect by itself', 'if (isRedirect) return {', 'if (false as boolean) return {'],
    ['one media type', "(only('content-type') ?? '')", "([said['content-type'] ?? ''].flat()[0] ?? '')"],
  ]),
  ...of(`${guard}/post.ts`, [
    [
      'where it may reach',
      '!url || !reachOf(url, allowed)',
      '!url',
      'the connector judges origin and address once more, and a name before the host is no URL here',
    ],
    ['an end', 'signal: AbortSignal.timeout(total),', ''],
    ['as much of an answer', '.dump({ limit: maximumSize })', '.dump({ limit: 1e9 })'],
  ]),
];
