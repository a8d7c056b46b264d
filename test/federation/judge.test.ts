import { describe, expect, it } from 'vitest';
import { isPublic, mayConnect, reachOf } from '../../src/federation/guard/judge.ts';

describe('an address that is no public server', () => {
  it.each([
    // IPv4: this network, private, carrier, loopback, link-local and metadata, protocol, documentation, AS112, AMT, 6to4, benchmarks, multicast, reserved
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '100.127.255.254',
      '127.0.0.1',
      '127.255.0.1',
    ],
    ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.0.170', '192.0.2.1'],
    ...['192.31.196.1', '192.52.193.1', '192.88.99.1', '192.168.1.1', '192.175.48.1', '198.18.0.1', '198.19.255.255'],
    ...['198.51.100.7', '203.0.113.7', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    // IPv6: unspecified, loopback, mapped, compatible, translated, discard, Teredo, ORCHID, documentation, 6to4, segment routing, unique local, link-local, site-local, multicast
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1'],
    ...['2001::1', '2001:2::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::', '2620:4f:8000::1', '3fff::1', '5f00::1'],
    ...['fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1'],
    // no addresses
    ...['', 'localhost', 'example.com', '1.2.3', '0x7f.0.0.1', '8.8.8.8:443', '[::1]'],
  ])('%s is refused', (address) => {
    expect(isPublic(address)).toBe(false);
    expect(mayConnect(address, 'public')).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.0.1.1',
    '223.255.255.1',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('%s is a public one', (address) => expect(isPublic(address)).toBe(true));

  it('may be this machine only where the owner allowed that', () => {
    expect(mayConnect('127.0.0.1', 'loopback')).toBe(true);
    expect(mayConnect('::1', 'loopback')).toBe(true);
    expect(mayConnect('::ffff:127.0.0.1', 'loopback')).toBe(true);
    expect(mayConnect('10.0.0.1', 'loopback')).toBe(false);
    expect(mayConnect('8.8.8.8', 'loopback')).toBe(false);
    expect(mayConnect('10.0.0.1', 'named')).toBe(true);
    expect(mayConnect('', 'named')).toBe(false);
  });
});

describe('a URL', () => {
  it.each([
    ['https://example.com/', [], 'public'],
    ['https://example.com:443/', [], 'public'],
    ['http://example.com/', [], null],
    ['https://example.com:8443/', [], null],
    ['https://user@example.com/', [], null],
    ['https://user:secret@example.com/', [], null],
    ['ftp://example.com/', [], null],
    ['file:///etc/passwd', [], null],
    ['javascript:alert(1)', [], null],
    ['http://localhost:3000/', 'loopback', 'loopback'],
    ['https://example.com/', 'loopback', 'public'],
    ['https://localhost:3000/', 'loopback', null],
    ['http://127.0.0.1:4000/', ['127.0.0.1:4000'], 'named'],
    ['http://127.0.0.1:4001/', ['127.0.0.1:4000'], null],
    ['http://peer.test/', ['peer.test:80'], 'named'],
  ] as [string, 'loopback' | string[], string | null][])('%s with %j reaches %s', (url, allowed, reach) => {
    expect(reachOf(new URL(url), allowed)).toBe(reach);
  });
});
