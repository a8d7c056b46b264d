import type { ShownKey } from '../../keys/keys.ts';
import type { Call, ExitCode } from '../command.ts';
import { zonedDate } from '../new/zoned-date.ts';
import type { Room } from '../publish/open.ts';
import { counted } from '../site.ts';
import { type KnownAccount, kindOf, knownAccount } from './known.ts';

/** Prints every account of the allow-list. */
export async function show(call: Call, room: Room): Promise<ExitCode> {
  const { terminal } = call;
  const { site } = room.config;
  const known = await Promise.all(site.accounts.map((account) => knownAccount(room, account)));
  const pointers = site.pointers.map(({ user, host, identityOf }) => ({ handle: `@${user}@${host}`, identityOf }));
  if (call.flag('json')) {
    terminal.out(JSON.stringify({ accounts: known, pointers }, null, 2));
    return 0;
  }
  const day = (instant: Date): string => zonedDate(instant, site.timezone).instant.slice(0, 10);
  const blocks = known.map((account) => linesOf(account, day));
  for (const line of blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))) terminal.out(line);
  for (const { handle, identityOf } of pointers) terminal.out(`${handle}  only points to @${identityOf}`);
  if (known.length + pointers.length === 0)
    terminal.out('There are no accounts. Add one to `accounts` in postern.yaml, and the blog can be followed.');
  return 0;
}

function linesOf({ handle, name, actor, inbox, followers, keys }: KnownAccount, day: (at: Date) => string): string[] {
  const rows: [string, string][] = [
    ['actor', actor],
    ['inbox', inbox],
    ['followed by', counted(followers, 'follower')],
    ...keys.map((key): [string, string] => [`${kindOf(key)} key`, `${key.fingerprint}  ${ageOf(key, day)}`]),
  ];
  return [`${handle}  ${name}`, ...rows.map(([label, value]) => `  ${label.padEnd(11)}  ${value}`)];
}

function ageOf({ made, retired }: ShownKey, day: (at: Date) => string): string {
  return retired === null ? `since ${day(made)}` : `${day(made)} to ${day(retired)}, retired`;
}
