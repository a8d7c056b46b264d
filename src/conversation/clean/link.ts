const longest = 2_000;
const schemes = /^(?:https?:\/\/|mailto:)/i;

/**
 * The address of a link, parsed and written anew: absolute, by http, https or mailto, and without a name before the
 * host, which would look like the host. Null: it leads nowhere that a reader should be sent.
 */
export function linkAddress(value: string): string | null {
  const text = value.trim();
  if (!schemes.test(text) || !URL.canParse(text)) return null;
  const { href, username, password, protocol, pathname } = new URL(text);
  if (username !== '' || password !== '' || href.length > longest) return null;
  // Mail goes to one address, and without a text that somebody else wrote.
  if (protocol === 'mailto:') return /^[^\s@]+@[^\s@]+$/.test(pathname) ? `mailto:${pathname}` : null;
  return href;
}
