import { isIPv4, isIPv6 } from 'node:net';

/**
 * The block that an address belongs to, as one customer gets it: 256 addresses of IPv4, a /56 of IPv6. Whoever has one
 * address of it has them all. What is no address is a block of its own.
 */
export function blockOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  const plain = mapped && isIPv4(mapped) ? mapped : (address.split('%')[0] ?? '');
  if (isIPv4(plain)) return plain.slice(0, plain.lastIndexOf('.'));
  if (!isIPv6(plain)) return address;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const middle = tail === undefined ? 0 : 8 - left.length - right.length - (plain.includes('.') ? 1 : 0);
  const groups = [...left, ...Array<string>(Math.max(0, middle)).fill('0'), ...right];
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16));
  // Of the fourth group, the upper half.
  return `${first.map((group, index) => (index === 3 ? group & 0xff00 : group).toString(16)).join(':')}::/56`;
}
