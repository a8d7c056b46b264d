import type { Parsed } from './wrong.ts';

/** `james`, or `james@example.com`. */
export interface Handle {
  user: string;
  /** Lower-case, with port where it has one; null where none is written. */
  host: string | null;
}

// What Mastodon accepts as a user name: anything else can be neither searched nor mentioned there.
const userName = /^[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*$/i;
const longest = 64;

/** Reads `james`, `james@example.com` and `@james@example.com`. */
export function parseHandle(text: string): Parsed<Handle> {
  const written = text.trim();
  const profile = /^https?:\/\/([^/]+)\/(?:@|users\/|author\/)?([^/@]+)\/?$/i.exec(written);
  if (profile) return { what: `"${written}" is a link, not a handle.`, mend: `Write ${profile[2]}@${profile[1]}.` };
  const bare = written.replace(/^acct:/i, '').replace(/^@/, '');
  const [user = '', host, ...rest] = bare.split('@');
  if (!userName.test(user) || user.length > longest) {
    const folded = fold(user);
    return {
      what: `The handle "${written}" has a user name that other servers refuse.`,
      mend: `Use up to ${longest} of a-z, 0-9 and _ (dots and hyphens only inside)${folded ? `, such as ${folded}` : ''}.`,
    };
  }
  if (host === undefined) return { value: { user, host: null } };
  const checked = rest.length > 0 ? null : parseHost(host);
  if (checked === null) {
    return { what: `The handle "${written}" has no usable host.`, mend: `Write it as ${user}@example.com.` };
  }
  return { value: { user, host: checked } };
}

/** Reads a handle that must name its host: `james@example.com`. */
export function parseWholeHandle(text: string): Parsed<{ user: string; host: string }> {
  const parsed = parseHandle(text);
  if ('what' in parsed) return parsed;
  const { user, host } = parsed.value;
  if (host === null)
    return {
      what: `The handle "${text}" does not say on which host it is.`,
      mend: `Write @${user}@example.com with its own host.`,
    };
  return { value: { user, host } };
}

/** `Blog.Example.com:8080` → `blog.example.com:8080`, or null. */
function parseHost(text: string): string | null {
  if (!/^[^\s/?#\\@]+$/.test(text) || !URL.canParse(`https://${text}`)) return null;
  const { host, hostname } = new URL(`https://${text}`);
  const known = /[^.]\.[^.]/.test(hostname) || hostname === 'localhost' || hostname.startsWith('[');
  return known && !hostname.endsWith('.') ? host : null;
}

function fold(user: string): string {
  return user
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\s.-]+/g, '_')
    .replace(/[^a-z0-9_]+/g, '')
    .slice(0, longest);
}
