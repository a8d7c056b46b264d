import type { Site } from '../config.ts';

/** Where whoever found a hole looks for somebody to tell (RFC 9116 §3): at the web root, wherever the blog itself lives. */
export const securityTextPath = '/.well-known/security.txt';

const day = 86_400_000;
// A year is the most that is advised (§2.5.5); whoever keeps a copy shall not write to an address of long ago.
const days = 180;

/**
 * What security.txt says of a blog (RFC 9116 §2.5), and until when that is the newest: the end of the day in UTC, so that
 * the same is said all day. Null where `contact` has no address: then there is nobody to name.
 */
export function securityText(
  { origin, language, contact: { email } }: Pick<Site, 'origin' | 'language' | 'contact'>,
  now: Date,
): { text: string; until: Date } | null {
  if (email === null) return null;
  const today = Math.floor(now.getTime() / day);
  const expires = new Date((today + days) * day).toISOString().replace('.000Z', 'Z');
  const lines = [
    `Contact: ${mailto(email)}`,
    `Expires: ${expires}`,
    `Canonical: ${origin}${securityTextPath}`,
    `Preferred-Languages: ${language}`,
  ];
  return { text: `${lines.join('\n')}\n`, until: new Date((today + 1) * day) };
}

/** An address as a URI (RFC 6068 §2), in ASCII; a plus may stand there as it is. */
function mailto(email: string): string {
  const parts = email.toWellFormed().split('@');
  return `mailto:${parts.map((part) => encodeURIComponent(part).replaceAll('%2B', '+')).join('@')}`;
}
