import { parseWholeHandle } from '../../config/handle.ts';
import { readDomain } from '../../federation/blocklist/read-domain.ts';
import { actorName, hostName } from '../../federation/spelling.ts';

/** Who is to be blocked. A handle is not yet what a block is written by. */
export type Target = { kind: 'domain' | 'actor'; name: string } | { kind: 'handle'; handle: string };

/** Reads a domain, a handle or the URL of an actor, however they are spelled; null when it is none of these. */
export function readTarget(written: string): Target | null {
  const text = written.trim();
  if (/^https?:\/\//i.test(text)) {
    const url = URL.parse(text);
    if (!url) return null;
    const isHost = url.pathname === '/' && url.search === '';
    return isHost ? { kind: 'domain', name: hostName(url) } : { kind: 'actor', name: actorName(url) };
  }
  const bare = text.replace(/^@/, '');
  if (bare.includes('@')) {
    const parsed = parseWholeHandle(bare);
    return 'what' in parsed ? null : { kind: 'handle', handle: `${parsed.value.user}@${parsed.value.host}` };
  }
  const name = readDomain(bare);
  return name === null ? null : { kind: 'domain', name };
}
