import type { Site } from '../../config.ts';
import type { Block } from '../blocks.ts';
import type { Blocklist, Listed } from './read.ts';
import { withThoseAbove } from './read-domain.ts';

/** What a list would change here. */
export interface Comparison {
  /** To be blocked, in the order of the list. */
  missing: Listed[];
  /** Listed and blocked. */
  known: Listed[];
  /** Listed, and covered by a block of a domain above, ours or the list's. */
  covered: Listed[];
  /** Where the blog or an account of its author lives: never blocked by a list. */
  own: Listed[];
  /** Only silenced there; blocked here or not. */
  silenced: Listed[];
  /** Listed without asking for anything. */
  noop: Listed[];
  /** Domains that are blocked here, and of which the list knows nothing. */
  extra: string[];
  /** Domains that are blocked here, and milder dealt with there. */
  stricter: string[];
}

/**
 * Holds a list of blocks against ours.
 * @param alsoSilenced whether what is silenced there is to be blocked here.
 */
export function compare(
  { entries }: Pick<Blocklist, 'entries'>,
  blocks: readonly Pick<Block, 'name' | 'kind'>[],
  site: Pick<Site, 'origin' | 'accounts' | 'owners' | 'pointers'>,
  alsoSilenced = false,
): Comparison {
  const ours = new Set(blocks.filter(({ kind }) => kind === 'domain').map(({ name }) => name));
  const asksForBlock = ({ severity }: Listed): boolean =>
    severity === 'suspend' || (alsoSilenced && severity === 'silence');
  const home = homes(site);
  const result: Comparison = {
    ...{ missing: [], known: [], covered: [], own: [], silenced: [], noop: [] },
    ...{ extra: [], stricter: [] },
  };
  const wanted = entries.filter((listed) => asksForBlock(listed) && !home.has(listed.domain));
  const theirs = new Set(wanted.map(({ domain }) => domain));

  for (const listed of entries) {
    const { domain } = listed;
    const above = withThoseAbove(domain).slice(1);
    if (!asksForBlock(listed)) result[listed.severity === 'noop' ? 'noop' : 'silenced'].push(listed);
    else if (home.has(domain)) result.own.push(listed);
    else if (ours.has(domain)) result.known.push(listed);
    else if (above.some((one) => ours.has(one) || theirs.has(one))) result.covered.push(listed);
    else result.missing.push(listed);
  }
  const milder = new Set([...result.silenced, ...result.noop].map(({ domain }) => domain));
  for (const name of [...ours].sort()) {
    if (withThoseAbove(name).some((one) => theirs.has(one))) continue;
    result[milder.has(name) ? 'stricter' : 'extra'].push(name);
  }
  return result;
}

/** Every domain whose block would cover the blog, its accounts' handles, or its author's accounts elsewhere. */
function homes({ origin, accounts, owners, pointers }: Parameters<typeof compare>[2]): Set<string> {
  const handles = [...owners, ...pointers.map(({ identityOf }) => identityOf)];
  const hosts = [...accounts.map(({ host }) => host), ...handles.map((handle) => handle.split('@').at(-1) ?? '')];
  const urls = [origin, ...hosts.map((host) => `https://${host}`)].filter((url) => URL.canParse(url));
  return new Set(urls.flatMap((url) => withThoseAbove(new URL(url).hostname)));
}
