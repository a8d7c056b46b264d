import { BlockList, isIP } from 'node:net';

// IANA's special-purpose registries for IPv4 (and RFC 1112, 3068, 5771): nothing in them is a server of the public internet.
const specialIPv4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

// Within 2000::/3, the only block that is handed out. Everything outside it (loopback, mapped, translated by 64:ff9b::/96,
// unique local, link-local, multicast) is refused without being named.
const specialIPv6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [address, prefix] of specialIPv4) special.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of specialIPv6) special.addSubnet(address, prefix, 'ipv6');

const handedOut = new BlockList();
handedOut.addSubnet('2000::', 3, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** How far a connection may reach: a public server, this machine, or a host and port that the owner named. */
export type Reach = 'public' | 'loopback' | 'named';

/** Whether an address is one of the public internet. No name, no form with a zone, nothing that is not an address. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return false;
  return handedOut.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Whether a connection of that reach may be made to an address. */
export function mayConnect(address: string, reach: Reach): boolean {
  if (reach === 'public') return isPublic(address);
  if (isIP(address) === 0) return false;
  if (reach === 'named') return true;
  // What a dual-stack socket calls 127.0.0.1.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return loopback.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
}

/**
 * How far a request for this URL may reach, or null when it must not be made at all: https on port 443 to public
 * servers; http, and other ports, only to what the owner named (`POSTERN_ALLOW_PRIVATE_ADDRESSES`).
 */
export function reachOf(url: URL, allowed: 'loopback' | string[]): Reach | null {
  if (url.username !== '' || url.password !== '') return null;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (allowed !== 'loopback' && allowed.includes(`${url.hostname}:${port}`)) return 'named';
  // An address that is written out needs no resolver to be refused, and nothing is kept of what waits for it.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'https:' && url.port === '') return isIP(literal) === 0 || isPublic(literal) ? 'public' : null;
  return allowed === 'loopback' && url.protocol === 'http:' ? 'loopback' : null;
}
