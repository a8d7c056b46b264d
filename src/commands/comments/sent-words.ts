import type { Spread } from '../../federation/announce/reach.ts';
import type { Draft } from '../../federation/answers/answering.ts';
import { many } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';

export const sendHint = 'The running server sends it; one that is started later does so then.';

/** `as @james@blog.example.com, to everybody: to @ada@example.social and the followers, 3 inboxes on 2 servers` */
export function goesTo(
  { account, visibility, reach }: Pick<Draft, 'account' | 'visibility' | 'reach'>,
  { inboxes, servers }: Spread,
): string {
  const handles = reach.people.map(({ handle }) => `@${harmless(handle)}`);
  const whom = [...handles, ...(reach.followers ? ['your followers'] : [])];
  const last = whom.at(-1) ?? 'nobody';
  const all = whom.length > 1 ? `${whom.slice(0, -1).join(', ')} and ${last}` : last;
  const isFor = visibility === 'direct' ? 'for nobody else to read' : visibility === 'unlisted' ? 'unlisted' : 'public';
  return `as @${account.user}@${account.host}, ${isFor}: to ${all}, ${many(inboxes, 'inbox')} on ${many(servers, 'server')}`;
}
