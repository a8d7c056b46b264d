import { csvField } from '../../federation/blocklist/csv.ts';
import type { Call, ExitCode } from '../command.ts';
import { many } from '../deliveries/layout.ts';
import { shownPath } from '../site.ts';
import { writeList } from '../write-list.ts';
import { harmless, namedAccount, type Room } from './open.ts';

/** `postern followers export`: CSV with the header by which Mastodon knows a list of accounts. */
export async function exportFollowers({ site, followers }: Room, call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const account = namedAccount(call, site);
  const handles = (await followers.list({ account, state: 'accepted' })).map(({ handle }) => handle);
  const lines = ['Account address', ...new Set(handles.map(harmless).map(csvField))];
  const file = call.text('output');
  if (file === null) for (const line of lines) terminal.out(line);
  else {
    if (!(await writeList(file, lines, terminal))) return 1;
    terminal.out(`${shownPath(file)}: ${many(lines.length - 1, 'follower')}.`);
  }
  return 0;
}
