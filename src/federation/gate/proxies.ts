import { BlockList, isIP } from 'node:net';
import { isPublic } from '../guard/judge.ts';

/** Whether whoever connects from an address may be a proxy, and so speak for any number of others. */
export type IsProxy = (address: string) => boolean;

/**
 * Whom to take for a proxy: whom POSTERN_TRUST_PROXY names, and every address that is not public, since nobody comes from
 * there who was not let into this network.
 */
export function proxiesOf(trusted: boolean | string[]): IsProxy {
  if (trusted === true) return () => true;
  const named = new BlockList();
  for (const written of trusted || []) {
    const [address = '', bits] = written.split('/');
    // Names such as `loopback` stand for addresses that are not public.
    if (isIP(address) !== 0) named.addSubnet(address, Number(bits ?? (isIP(address) === 6 ? 128 : 32)), kind(address));
  }
  return (address) => {
    // What a dual-stack socket calls 192.0.2.1.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return !isPublic(plain) || named.check(plain, kind(plain));
  };
}

function kind(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
