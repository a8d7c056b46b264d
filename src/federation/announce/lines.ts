import type { Account } from '../../config.ts';
import type { Reason } from './decide.ts';
import type { Look, Named, Telling } from './report.ts';

const verbs: Record<Telling['kind'], string> = {
  create: 'Sending to followers',
  update: 'Sending the edit to followers',
  delete: 'Telling followers that it is gone',
};

const reasons: Record<Exclude<Reason, 'kept back'>, string> = {
  crowd: 'so many new posts at once look like an import',
  old: 'its date is more than seven days back',
};

const most = 5;

/** What a look came to, for the log of a server. */
export function lookLines(
  { told, silenced, ...look }: Look,
  profiles: Account[],
): { level: 'info' | 'warn'; line: string }[] {
  const info = [
    ...profiles.map(({ user, host }) => `Sending the changed profile to followers: @${user}@${host}`),
    ...told.map(({ kind, path }) => `${verbs[kind]}: content/${path}`),
    ...(look.baseline > 0 ? [baselineLine(look)] : []),
  ];
  return [
    ...info.map((line) => ({ level: 'info' as const, line })),
    ...silentLines(silenced).map((line) => ({ level: 'warn' as const, line })),
  ];
}

/** That what was there at the first look of all is silent. */
export function baselineLine({ baseline }: Pick<Look, 'baseline'>): string {
  return `What is there already (${baseline}) is sent to nobody; what is published from now on is.`;
}

/** Which new posts nobody is told of, and how that can be done all the same. */
export function silentLines(silenced: Look['silenced']): string[] {
  const crowd = silenced.filter(({ why }) => why === 'crowd');
  const old = silenced.filter(({ why }) => why === 'old');
  return [
    ...(crowd.length > 0 ? [`${crowd.length} new posts are sent to nobody: ${reasons.crowd}. ${sendThem(crowd)}`] : []),
    ...old.map((post) => `content/${post.path} is sent to nobody: ${reasons.old}. ${sendThem([post])}`),
  ];
}

/** That edits wait for the owner; null when none does. */
export function heldLine({ held }: Pick<Look, 'held'>): string | null {
  if (held.length === 0) return null;
  return `${held.length} posts changed at once, as by another setting or by accident: followers are not told of that until you write postern publish. What that would send: postern publish --dry-run`;
}

/** Of which posts nobody is told because the account that sent them is gone, and what to do. */
export function voicelessLines({ voiceless }: Pick<Look, 'voiceless'>): string[] {
  return voiceless.map(({ kind, path, account }) => {
    const what = kind === 'delete' ? 'is gone' : 'has changed';
    return `content/${path} ${what}, and followers are not told: it was sent by the account with the id "${account}", which is not in postern.yaml any more. Put that account back, and they are.`;
  });
}

function sendThem(posts: Named[]): string {
  const paths = posts.slice(0, most).map(({ path }) => `content/${path}`);
  const more = posts.length > most ? ' …' : '';
  return `To send ${posts.length === 1 ? 'it' : 'them'} all the same: postern publish --announce ${paths.join(' ')}${more}`;
}
