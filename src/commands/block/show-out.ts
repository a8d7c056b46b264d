import type { Follower } from '../../federation/followers/followers.ts';
import { harmless } from '../followers/open.ts';

/** A line for each follower who is shown out, or would be. */
export function showOutLines(followers: readonly Follower[], dry: boolean): string[] {
  const [done, doing] = dry ? ['Would show out', 'follows'] : ['Shown out', 'followed'];
  return followers.map(({ handle, account }) => `${done}: @${harmless(handle)}, who ${doing} ${account}`);
}
