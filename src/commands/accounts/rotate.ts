import { Unmet } from '../../database/database.ts';
import type { Call, ExitCode } from '../command.ts';
import { findAccount } from '../find-account.ts';
import type { Room } from '../publish/open.ts';
import { counted } from '../site.ts';
import { kindOf, knownAccount } from './known.ts';

/** Gives an account new keys, once the owner has said so. */
export async function rotate(call: Call, room: Room, written: string): Promise<ExitCode> {
  const { terminal } = call;
  const { site } = room.config;
  const account = findAccount(site, written);
  if (!account) {
    const names = site.accounts.map(({ user, host }) => `@${user}@${host}`).join(', ') || 'none';
    terminal.error(`There is no account "${written}" with keys of its own in postern.yaml. There are: ${names}.`);
    return 1;
  }
  const { handle, followers } = await knownAccount(room, account);
  if (
    !call.flag('yes') &&
    !(await isWanted(call, `${handle} gets new keys, and ${counted(followers, 'follower')} will be told.`))
  )
    // Who was asked and said no got what was wanted.
    return terminal.interactive ? 0 : 1;
  try {
    await room.announcing.rotate(account);
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    terminal.error(`${handle} was given new keys by somebody else at this moment. Nothing more was done.`);
    return 1;
  }
  const known = await knownAccount(room, account);
  if (call.flag('json')) {
    terminal.out(JSON.stringify(known, null, 2));
    return 0;
  }
  terminal.out(`${handle} has new keys:`);
  for (const key of known.keys.filter(({ retired }) => retired === null))
    terminal.out(`  ${kindOf(key).padEnd(7)}  ${key.fingerprint}`);
  terminal.out(
    followers > 0
      ? `The running server tells ${counted(followers, 'follower')}, by a message that the old key signs; start \`postern serve\` if it is not running.`
      : 'There are no followers to tell. The running server shows the new keys within a second.',
  );
  return 0;
}

async function isWanted({ terminal }: Call, what: string): Promise<boolean> {
  if (!terminal.interactive) {
    terminal.error(`${what} Say so with --yes.`);
    return false;
  }
  terminal.out(what);
  if (/^y(es)?$/i.test(await terminal.ask('Do that now? yes or', 'no'))) return true;
  terminal.out('Nothing was done.');
  return false;
}
