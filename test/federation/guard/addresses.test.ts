import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublic, mayConnect, reachOf } from '../../../src/federation/guard/judge.ts';
import { readUrl } from '../../../src/federation/guard/url.ts';
import '../../support/seed.ts';
import { listen, makeGuard, resolver } from './world.ts';

/** Blocks of IANA's special-purpose registries and of multicast, as they are written there. */
const blocks4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
  203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`.split(/\s+/);
const blocks6 =
  `::/128 ::1/128 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32
  2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`.split(/\s+/);

// Written anew, by arithmetic: it shares no mistake with `net.BlockList`.
const numberOf4 = (address: string): bigint => address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
function numberOf6(address: string): bigint {
  const [, four = ''] = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const number = four === '' ? 0n : numberOf4(four);
  const plain =
    four === ''
      ? address
      : `${address.slice(0, -four.length)}${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
  const [left = '', right] = plain.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [start, end] = [groups(left), groups(right ?? '')];
  const middle = right === undefined ? [] : Array.from({ length: 8 - start.length - end.length }, () => '0');
  return [...start, ...middle, ...end].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
const write4 = (number: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.');
const write6 = (number: bigint): string =>
  Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(':');

interface Range {
  name: string;
  first: bigint;
  last: bigint;
}
function rangeOf(block: string): Range {
  const [address = '', bits = ''] = block.split('/');
  const [width, first] = address.includes(':') ? [128n, numberOf6(address)] : [32n, numberOf4(address)];
  return { name: block, first, last: first + (1n << (width - BigInt(bits))) - 1n };
}
const [ranges4, ranges6] = [blocks4.map(rangeOf), blocks6.map(rangeOf)];
const handedOut = rangeOf('2000::/3');
const inside = (number: bigint, { first, last }: Range): boolean => number >= first && number <= last;
const isPublic4 = (number: bigint): boolean => !ranges4.some((range) => inside(number, range));
const isPublic6 = (number: bigint): boolean =>
  inside(number, handedOut) && !ranges6.some((range) => inside(number, range));

describe('a block of addresses that are nobody’s', () => {
  it.each(ranges4)(
    '$name is refused from its first to its last, and what is beside it by its own right',
    ({ first, last }) => {
      for (const number of [first, last, (first + last) / 2n]) {
        expect([write4(number), isPublic(write4(number))]).toEqual([write4(number), false]);
        for (const mapped of [`::ffff:${write4(number)}`, `::${write4(number)}`, `64:ff9b::${write4(number)}`])
          expect([mapped, isPublic(mapped)]).toEqual([mapped, false]);
      }
      const beside = [first - 1n, last + 1n].filter((number) => number >= 0n && number < 1n << 32n);
      for (const number of beside)
        expect([write4(number), isPublic(write4(number))]).toEqual([write4(number), isPublic4(number)]);
    },
  );

  it.each(ranges6)(
    '$name is refused from its first to its last, and what is beside it by its own right',
    ({ first, last }) => {
      for (const number of [first, last, (first + last) / 2n])
        expect([write6(number), isPublic(write6(number))]).toEqual([write6(number), false]);
      const beside = [first - 1n, last + 1n].filter((number) => number >= 0n && number < 1n << 128n);
      for (const number of beside)
        expect([write6(number), isPublic(write6(number))]).toEqual([write6(number), isPublic6(number)]);
    },
  );

  it('has public neighbours: the blocks are not drawn too wide', () => {
    const neighbours = [...ranges4.map(({ last }) => last + 1n), ...ranges4.map(({ first }) => first - 1n)];
    const open = neighbours.filter((number) => number >= 0n && number < 1n << 32n && isPublic4(number));
    expect(open.length).toBeGreaterThan(25);
    for (const number of open) expect([write4(number), isPublic(write4(number))]).toEqual([write4(number), true]);
    for (const address of [
      '2000::',
      '2001:200::',
      '2001:db9::',
      '2003::',
      '2620:4f:8001::',
      '3ffe:ffff:ffff::',
      '3fff:1000::',
    ])
      expect([address, isPublic(address)]).toEqual([address, true]);
  });

  it('is judged like that for any address, however it is written', () => {
    const any6 = fc.oneof(
      fc.bigInt(0n, (1n << 128n) - 1n),
      fc
        .constantFrom(...ranges6, handedOut)
        .chain(({ first, last }) => fc.bigInt(first - (first > 0n ? 2n : 0n), last + 2n)),
    );
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 32n) - 1n), any6, (four, some) => {
        const six = some & ((1n << 128n) - 1n);
        expect(isPublic(write4(four))).toBe(isPublic4(four));
        for (const written of [
          write6(six),
          write6(six).toUpperCase(),
          new URL(`http://[${write6(six)}]/`).hostname.slice(1, -1),
        ]) {
          expect([written, isPublic(written)]).toEqual([written, isPublic6(six)]);
          expect(isPublic(`${written}%1`)).toBe(false);
        }
      }),
      { numRuns: Number(process.env.TEST_RUNS ?? 300) },
    );
  });

  it('is not reached as this machine: only loopback itself is, in both its forms', () => {
    for (const { first, last } of ranges4)
      for (const number of [first, last])
        expect([write4(number), mayConnect(write4(number), 'loopback')]).toEqual([
          write4(number),
          number >> 24n === 127n,
        ]);
    for (const address of ['::', '::2', 'fe80::1', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1'])
      expect([address, mayConnect(address, 'loopback')]).toEqual([address, false]);
  });
});

/** Where a real connection to this URL would go, if no name must be looked up for it; judged without the judge. */
function judged(url: URL): 'public' | 'not public' | 'a name' {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  if (isIPv4(bare)) return isPublic4(numberOf4(bare)) ? 'public' : 'not public';
  if (isIPv6(bare)) return isPublic6(numberOf6(bare)) ? 'public' : 'not public';
  return 'a name';
}

describe('the text of a URL', () => {
  it.each([
    ...[
      'https:example.com',
      'https:/example.com',
      'https:///example.com',
      'https:////example.com',
      '//example.com/',
      '/path',
      'example.com',
    ],
    ...[
      'https:\\\\example.com\\',
      'https:/\\example.com',
      'https://example.com\\@evil.test/',
      'https://good.test\\.evil.test/',
    ],
    ...[
      'https://@example.com/',
      'https://:@example.com/',
      'https://a:b@example.com/',
      'https://example.com%40evil.test/',
      'https://a@b@c/',
    ],
    ...[
      'https://exa mple.com/',
      'https://example.com/a b',
      'https://example.com/\u00a0',
      'https://exam\u200bple.com /',
      'https://example.com/\u0000',
      '\thttps://example.com/',
      'ht\ntps://example.com/',
      'https://example.com/\u2028',
      'https://example.com/\u0085',
    ],
    ...[
      'https://example.com./',
      'https://localhost./',
      'https://example.com../',
      'https://./',
      'https://[::1%25lo]/',
      'https://[fe80::1%eth0]/',
      'https://[v1.a]/',
      'https://[::1/',
      'https://1.2.3.4.5/',
      'https://256.1.1.1/',
      'https://0x100000000/',
      'https://example.com:65536/',
      'https://example.com:-1/',
      'https://example.com:4 43/',
    ],
    `https://example.com/${'a'.repeat(2048)}`,
  ])('%j is read as none', (text) => expect(readUrl(text)).toBeNull());

  it.each([
    ...[
      'http://example.com/',
      'https://example.com:80/',
      'https://example.com:444/',
      'https://example.com:0/',
      'http://example.com:443/',
      'ws://example.com/',
      'wss://example.com/',
      'ftp://example.com/',
      'gopher://example.com/',
      'data://text/plain',
      'blob://x/',
      'javascript://example.com/%0aalert(1)',
    ],
  ])('%s leads nowhere, on the public internet', (text) => {
    const url = readUrl(text);
    expect(url && reachOf(url, [])).toBeNull();
  });

  it.each([
    ...[
      'https://example.com',
      'https://EXAMPLE.com/',
      'https://example.com:443/',
      'https://example.com:0443/',
      'https://example.com:/',
      'HTTPS://example.com/',
      'https://example.com?q=@',
      'https://example.com#a',
      'https://example.com/@gina',
      'https://bücher.example/',
      'https://xn--bcher-kva.example/',
      'https://under_score.example/',
      'https://[2606:4700::1111]/',
      'https://1.1.1.1/',
    ],
  ])('%s is that of a public server', (text) => {
    const url = readUrl(text);
    expect(url && reachOf(url, [])).toBe('public');
    expect([url?.port, url?.hash]).toEqual(['', '']);
  });

  // Each is this machine, or one beside it, in one of the spellings that some program or other understands.
  const disguises = [
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '0x7f.1',
      '0x7f000001',
      '0X7F.0.0.0x1',
      '2130706433',
      '0177.0.0.1',
      '017700000001',
      '127.0.0.1.',
      '127.1.',
      '0',
      '0.0.0.0',
      '1',
      '00000.0',
      '127.255.255.255',
    ],
    ...[
      '１２７.０.０.１',
      '①②⑦.⓪.⓪.①',
      '127。0。0。1',
      '127．0．0．1',
      '%31%32%37.0.0.1',
      '127%2e0%2e0%2e1',
      '１６９.254.169.254',
      '0xA9FEA9FE',
      '2852039166',
      '0251.0376.0251.0376',
      '10.1',
      '192.168.257',
      '100.64.1',
      '0xc0.0xa8.0x01.0x01',
    ],
    ...[
      '[::1]',
      '[0:0:0:0:0:0:0:1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::FFFF:7F00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[64:ff9b::127.0.0.1]',
      '[64:ff9b:1::a00:1]',
      '[2002:7f00:1::]',
      '[2001:0:7f00:1::]',
      '[fe80::1]',
      '[fec0::1]',
      '[fc00::1]',
      '[fd00:ec2::254]',
      '[ff02::1]',
      '[100::1]',
      '[5f00::1]',
      '[::ffff:0:127.0.0.1]',
    ],
  ];
  it.each(disguises)('with the host %s is refused, and nobody is connected to', async (host) => {
    const { resolve, asked } = resolver({});
    const guard = makeGuard({ allowed: [], resolve });
    expect(await guard.get(`https://${host}/`, '*/*')).toMatchObject({ failed: 'refused' });
    // Not even a question: the parser makes an address of each, or nothing.
    expect(asked).toEqual([]);
  });

  it('leads to no address that is not public, whatever it is made of', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...disguises,
        'example.com',
        'localhost',
        'xn--',
        'ⓔxample',
        'a_b',
        '-',
        '8.8.8.8',
        '1.1',
        '[2606:4700::1]',
        '0x',
        '09',
      ),
      fc.constantFrom(
        ':',
        '/',
        '//',
        '\\',
        '@',
        '.',
        '..',
        '%',
        '%00',
        '%2f',
        '%40',
        '%5c',
        '#',
        '?',
        '[',
        ']',
        '\t',
        ' ',
        '\u00ad',
        '\u3002',
        '\uff0f',
        '\ufe55',
        ':443',
        ':80',
        ':0443',
        ':65979',
      ),
      fc.constantFrom(
        'https:',
        'http:',
        'https://',
        'https:/',
        'HTTPS://',
        'hTtPs:\\\\',
        'file://',
        'wss://',
        'user:pass@',
        'user@',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    );
    const text = fc.tuple(fc.constantFrom('https://', 'https://', ''), fc.array(piece, { minLength: 1, maxLength: 6 }));
    let allowed = 0;
    fc.assert(
      fc.property(text, ([start, pieces]) => {
        const url = readUrl(start + pieces.join(''));
        if (!url || reachOf(url, []) === null) return;
        allowed += 1;
        expect([url.protocol, url.port, url.username, url.password]).toEqual(['https:', '', '', '']);
        const where = judged(url);
        const bare = url.hostname.replace(/^\[|\]$/g, '');
        // An address is judged as it stands; a name when it is looked up, so it must not look like an address to whoever looks.
        if (where === 'a name') expect(bare).not.toMatch(/(^|\.)(0x[\da-f]*|\d+)\.?$/i);
        else expect([bare, mayConnect(bare, 'public')]).toEqual([bare, where === 'public']);
      }),
      { numRuns: Number(process.env.TEST_RUNS ?? 2000) },
    );
    // It says something: not everything is refused for being no URL.
    expect(allowed).toBeGreaterThan(50);
  });

  it('that names what the owner allowed does so by that host and port, and by no other spelling of a neighbour', async () => {
    const [named, beside] = [await listen((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n')), await listen()];
    const guard = makeGuard({ allowed: [named.host] });
    for (const host of [`127.1:${named.port}`, `2130706433:${named.port}`, `127.0.0.1:0${named.port}`])
      expect(await guard.get(`http://${host}/`, '*/*')).toMatchObject({ status: 204 });
    for (const host of [
      `localhost:${named.port}`,
      `127.0.0.2:${named.port}`,
      `[::ffff:127.0.0.1]:${named.port}`,
      `0.0.0.0:${named.port}`,
      beside.host,
    ])
      expect(await guard.get(`http://${host}/`, '*/*')).toMatchObject({ failed: 'refused' });
    expect([named.connections(), beside.connections()]).toEqual([3, 0]);
  });
});
