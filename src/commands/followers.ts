import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { findAccount } from './find-account.ts';
import { decide } from './followers/decide.ts';
import { exportFollowers } from './followers/export.ts';
import { openFollowers, type Room } from './followers/open.ts';
import { show } from './followers/show.ts';

export const followers: Command = {
  name: 'followers',
  about: 'Show who follows, let in who waits, and show somebody out.',
  usage: [
    'followers [list]',
    'followers approve HANDLE…',
    'followers reject HANDLE…',
    'followers remove HANDLE…',
    'followers export',
  ],
  words: { least: 0, most: Infinity },
  options: {
    ...siteOption,
    account: { value: 'NAME', about: 'Only those of this account.' },
    pending: { value: null, about: 'With list: only those who wait.' },
    all: { value: null, about: 'With approve, reject and remove: everybody, in place of handles.' },
    'dry-run': { value: null, about: 'With approve, reject and remove: only say whom that would be.' },
    output: { value: 'FILE', about: 'With export: write there; by default it is printed.' },
    ...jsonOption,
  },
  notes: [
    'Somebody is named by handle, @ada@example.social, or by the URL of the actor.',
    'Followers wait only where an account has `manuallyApprovesFollowers: true`; approve and reject are for them.',
    'remove is for everybody. Who is rejected or removed is told so and may ask again; `postern block` keeps them out.',
    'The running server sends the answers. export writes CSV as Mastodon reads it, one account a line.',
  ],
  examples: [
    'postern followers --pending',
    'postern followers approve @ada@example.social',
    'postern followers remove --all --dry-run',
  ],
  run,
};

interface Part {
  /** The flags that go with it, beside those of every part. */
  flags: string[];
  run(room: Room, call: Call, words: string[]): Promise<ExitCode>;
}

const parts = new Map<string, Part>([
  ['list', { flags: ['pending', 'json'], run: show }],
  ['approve', { flags: ['all', 'dry-run'], run: decide('approve') }],
  ['reject', { flags: ['all', 'dry-run'], run: decide('reject') }],
  ['remove', { flags: ['all', 'dry-run'], run: decide('remove') }],
  ['export', { flags: ['output'], run: exportFollowers }],
]);

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const [name = 'list', ...words] = call.words;
  const part = parts.get(name);
  if (!part) {
    const known = 'list, approve, reject, remove and export';
    return misused(terminal, followers, `"${name}" is nothing that followers does: there are ${known}.`);
  }
  const stray = ['pending', 'json', 'all', 'dry-run', 'output'].find(
    (flag) => call.flag(flag) && !part.flags.includes(flag),
  );
  if (stray) return misused(terminal, followers, `--${stray} does not go with ${name}.`);
  const takesHandles = part.flags.includes('all');
  if (!takesHandles && words.length > 0) return misused(terminal, followers, `"${words[0]}" is too much.`);
  if (takesHandles && call.flag('all') === words.length > 0)
    return misused(terminal, followers, `Say whom to ${name}: handles, or --all.`);

  const room = await openFollowers(call);
  if (!room) return 1;
  try {
    const written = call.text('account');
    if (written !== null && findAccount(room.site, written) === null) {
      terminal.error(
        `There is no account "${written}" in postern.yaml. There are: ${room.names.join(', ') || 'none'}.`,
      );
      return 1;
    }
    return await part.run(room, call, words);
  } finally {
    await room.close();
  }
}
