import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { openSite } from './site.ts';

export const accounts: Command = {
  name: 'accounts',
  about: 'Show the accounts of the blog with their addresses and keys, and give one new keys.',
  usage: ['accounts [list]', 'accounts rotate HANDLE'],
  words: { least: 0, most: 2 },
  options: {
    ...siteOption,
    yes: { value: null, about: 'With rotate: do not ask.' },
    ...jsonOption,
  },
  notes: [
    'Accounts are made in postern.yaml; what others know of one stands here: its handle, its actor, its inbox, its keys.',
    'rotate makes new keys, and tells all followers by a message that the old key signs. It is for a key that somebody else may have read. Servers that do not get the message ask for the new key when they next hear from the account.',
  ],
  examples: ['postern accounts', 'postern accounts rotate @james@blog.example.com'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const [what = 'list', handle, ...more] = call.words;
  if (what !== 'list' && what !== 'rotate')
    return misused(terminal, accounts, `"${what}" is nothing that accounts does: there are list and rotate.`);
  if (what === 'list' && handle !== undefined) return misused(terminal, accounts, `"${handle}" is too much.`);
  if (what === 'rotate' && (handle === undefined || more.length > 0))
    return misused(terminal, accounts, 'Say whose keys: postern accounts rotate HANDLE');
  if (what === 'list' && call.flag('yes')) return misused(terminal, accounts, '--yes does not go with list.');
  const config = await openSite(call);
  if (!config) return 1;
  const { openRoom } = await import('./publish/open.ts');
  const room = await openRoom(config, terminal);
  try {
    if (handle === undefined) return await (await import('./accounts/show.ts')).show(call, room);
    return await (await import('./accounts/rotate.ts')).rotate(call, room, handle);
  } finally {
    await room.close();
  }
}
