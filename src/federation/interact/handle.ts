import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';

/** Somebody on a server of their own: `ana` at `social.example`. */
export interface Typed {
  user: string;
  /** In small letters, and as ASCII: `xn--bcher-kva.example`. */
  host: string;
}

/** Why a handle could not be read. */
export type Misread = 'empty' | 'long' | 'no-name' | 'no-host' | 'misspelt';

/** Longer than any handle, and than the address of any profile. */
export const longestTyped = 500;

const longestName = 64;

/** Where servers show a person, before the name: `/@ana`, `/users/ana`, `/u/ana`. */
const profile = /^\/(?:web\/)?(?:@|(?:users|user|u|profile|author|channel|accounts|a)\/)?([^/@]+)\/?$/;

/**
 * Reads what a visitor typed: `@ana@social.example`, the same without the first `@` or with `acct:` before it, or the
 * address of a profile. Full-width signs are those they look like, signs that nobody sees are left out.
 * @param isNear whether a host with a port, or one that is an address, may be asked: nobody's home is there, except in
 * development.
 */
export function readTyped(text: string, isNear: (host: string) => boolean): Typed | { wrong: Misread } {
  if (text.length > longestTyped) return { wrong: 'long' };
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
  if (plain === '') return { wrong: 'empty' };
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(plain)) return { wrong: 'misspelt' };
  const bare = plain.replace(/^acct:/i, '');
  if (/^https?:\/\//i.test(bare)) return ofProfile(bare, isNear);
  if (/^[^@/]+\//.test(bare)) return ofProfile(`https://${bare}`, isNear);
  // Keyboards of telephones put blanks around what they take for a word.
  const parts = bare.replace(/ *@ */g, '@').replace(/^@/, '').split('@');
  if (parts.length > 2) return { wrong: 'misspelt' };
  const [user = '', host] = parts;
  if (host === undefined) return { wrong: /[^.]\.[^.]/.test(user) ? 'no-name' : 'no-host' };
  if (user === '') return { wrong: 'no-name' };
  return host === '' ? { wrong: 'no-host' } : whole(user, host, isNear);
}

/** A host as people know it; one in another script with what it is called on the wire, so that none passes for another. */
export function shownHost(host: string): string {
  const [name = '', port] = host.startsWith('[') ? [host] : host.split(':');
  const own = domainToUnicode(name);
  return own === '' || own === name ? host : `${own}${port ? `:${port}` : ''} (${host})`;
}

function ofProfile(address: string, isNear: (host: string) => boolean): Typed | { wrong: Misread } {
  const url = URL.parse(address);
  if (url?.username !== '' || url.password !== '') return { wrong: 'misspelt' };
  const name = profile.exec(url.pathname)?.[1];
  if (name === undefined) return { wrong: url.pathname === '/' ? 'no-name' : 'misspelt' };
  return whole(decoded(name), url.host, isNear);
}

function whole(user: string, written: string, isNear: (host: string) => boolean): Typed | { wrong: Misread } {
  if (user.length > longestName || !/^[\p{L}\p{M}\p{N}_.~+-]+$/u.test(user)) return { wrong: 'misspelt' };
  const host = hostOf(written.replace(/\.$/, ''));
  if (host === null) return { wrong: 'misspelt' };
  const isHome = !host.includes(':') && isIP(host) === 0 && host.includes('.');
  return isHome || isNear(host) ? { user, host } : { wrong: 'misspelt' };
}

/** `Social.Example` → `social.example`; with the port that was written; null: no host can be called that. */
function hostOf(text: string): string | null {
  if (text.length > 253 || /[\s/?#\\@%<>"'`]/u.test(text)) return null;
  const url = URL.parse(`https://${text}`);
  if (!url || url.hostname.endsWith('.') || url.hostname.includes('..')) return null;
  // The URL parser leaves out a port that it takes for granted; nobody types one in a handle.
  return /:443$/.test(text) ? null : url.host;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
