import { absolute, type Site } from '../../config.ts';
import { baselineLine, silentLines, voicelessLines } from '../../federation/announce/lines.ts';
import type { Reach } from '../../federation/announce/reach.ts';
import type { Look, Telling } from '../../federation/announce/report.ts';
import { counted } from '../site.ts';
import type { Chosen } from './find-posts.ts';

const words: Record<Telling['kind'], string> = { create: 'new', update: 'edit', delete: 'removal' };
const most = 20;

/** What went out, and what did not. Nothing when there was nothing. */
export function tellLines(look: Look, reach: Reach, site: Site): string[] {
  const { told, waiting, silenced } = look;
  const off = waiting.filter(({ isOff }) => isOff);
  return [
    ...(look.baseline > 0 ? [baselineLine(look)] : []),
    ...(told.length > 0 ? [headline(told.length, reach), ...lines(told, site)] : []),
    ...(told.length > 0 && reach.followers > 0
      ? ['The running server delivers it; start `postern serve` if it is not running.']
      : []),
    ...off.map(
      ({ path, account }) =>
        `content/${path} waits: the host of the handle of ${account} does not lead to this blog yet.`,
    ),
    ...voicelessLines(look),
    ...silentLines(silenced),
  ];
}

function headline(count: number, { followers, servers }: Reach): string {
  const what = counted(count, 'message');
  if (followers === 0) return `${what}, to nobody: there are no followers yet. It counts as sent.`;
  return `Sending ${what} to ${counted(followers, 'follower')} on ${counted(servers, 'server')}:`;
}

function lines(told: Telling[], site: Site): string[] {
  const shown = told.length > most + 1 ? told.slice(0, most) : told;
  const rest = told.length - shown.length;
  return [
    ...shown.map((one) => `  ${words[one.kind].padEnd(8)} ${whereIs(one, site)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

function whereIs({ kind, path, permalink }: Telling, site: Site): string {
  return kind === 'delete' ? `content/${path}` : absolute(site, permalink);
}

/** Why what the owner named is not sent. */
export function refusedLines({ refused }: Pick<Look, 'refused'>, chosen: readonly Chosen[], site: Site): string[] {
  const why = ({ isKeptBack }: Chosen): string => {
    if (site.accounts.length === 0) return 'there is no account in postern.yaml to send it';
    return isKeptBack ? 'it says `federate: false`' : 'it was sent before';
  };
  return chosen.filter(({ uri }) => refused.includes(uri)).map((post) => `${post.name} is not sent: ${why(post)}.`);
}
