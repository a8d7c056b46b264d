import type { Call, ExitCode } from '../command.ts';
import { cut, many, showIn } from '../deliveries/layout.ts';
import { jsonText } from '../json-text.ts';
import { spell } from '../spell.ts';
import { harmless, namedAccount, type Room } from './open.ts';

const widestName = 30;

/** `postern followers list`. */
export async function show({ site, followers, ...room }: Room, call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const account = namedAccount(call, site);
  const everybody = await followers.list({ account });
  const shown = call.flag('pending') ? everybody.filter(({ state }) => state === 'pending') : everybody;
  if (call.flag('json')) {
    const rows = shown.map(({ account, handle, uri, name, host, state, since }) => ({
      account,
      handle,
      uri,
      name,
      host,
      state,
      since,
    }));
    terminal.out(jsonText({ followers: rows }));
    return 0;
  }

  const instant = showIn(site.timezone);
  const several = room.names.length > 1 || shown.some(({ account }) => !room.names.includes(account));
  const lines = shown.map((follower) => [
    follower.state === 'pending' ? 'waits' : 'follows',
    instant(follower.since),
    ...(several ? [follower.account] : []),
    `@${harmless(follower.handle)}`,
    cut(harmless(follower.name), widestName),
  ]);
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines)
    terminal.out(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );

  const waiting = everybody.filter(({ state }) => state === 'pending').length;
  const wait = `${waiting} ${waiting === 1 ? 'waits' : 'wait'}`;
  if (call.flag('pending')) terminal.out(waiting === 0 ? 'Nobody waits.' : `${wait}.`);
  else if (everybody.length === 0) terminal.out('Nobody follows yet.');
  else terminal.out(`${many(everybody.length - waiting, 'follower')}${waiting > 0 ? `, ${wait}` : ''}.`);
  if (waiting > 0)
    terminal.out(
      `Let them in with: ${spell(terminal.environment, 'followers', 'approve', '--all')}, or by their handles.`,
    );
  return 0;
}
