import { compare } from '../../federation/blocklist/compare.ts';
import type { Named } from '../../federation/blocks.ts';
import type { Follower } from '../../federation/followers/followers.ts';
import type { Call, ExitCode, Terminal } from '../command.ts';
import { amountOf } from '../comments/open.ts';
import { many } from '../deliveries/layout.ts';
import { jsonText } from '../json-text.ts';
import { importLines } from './import-lines.ts';
import type { Room } from './open.ts';
import { readList, tellUnread } from './read-list.ts';
import { showOutLines } from './show-out.ts';

const namedBefore = 20;

/** `postern block import FILE`: blocks every server that a list suspends, after asking about the followers that this loses. */
export async function importBlocks({ config, blocks }: Room, call: Call, file: string): Promise<ExitCode> {
  const { terminal } = call;
  const list = await readList(file, terminal);
  if (!list) return 1;
  const result = compare(list, await blocks.list(), config.site, call.flag('silenced'));
  const added = result.missing.map(({ domain, why }): Named => ({ kind: 'domain', name: domain, why }));
  // Those that are blocked already once more: whoever an import that was killed did not show out is shown out now.
  const named = [...added, ...result.known.map(({ domain }): Named => ({ kind: 'domain', name: domain }))];
  const lost = await blocks.covered(named);
  const dry = call.flag('dry-run');
  if (!dry && lost.length > 0 && !call.flag('yes') && !(await isWanted(lost, call)))
    // Who was asked and said no got what was wanted.
    return terminal.interactive && !call.flag('json') ? 0 : 1;

  const heard = await blocks.heard(named);
  const ended = dry ? lost : await blocks.add(named, terminal.now());
  if (call.flag('json')) {
    const { missing: _, ...rest } = result;
    const followers = ended.map(({ uri, handle, account }) => ({ uri, handle, account }));
    const { remarks: comments, reactions } = heard;
    const { unread, repeated } = list;
    terminal.out(
      jsonText({
        ...{ dryRun: dry, added: result.missing, ...rest, repeated, unread, followers },
        hidden: { comments, reactions },
      }),
    );
  } else {
    for (const line of importLines(result, { dry, repeated: list.repeated })) terminal.out(line);
    const hidden = amountOf(heard);
    if (hidden !== '') terminal.out(`${dry ? 'Would hide' : 'Hidden'}: ${hidden}.`);
    if (dry || call.flag('yes')) for (const line of showOutLines(ended, dry)) terminal.out(line);
    if (!dry && ended.length > 0)
      terminal.out(
        `Shown out: ${many(ended.length, 'follower')}. The running server tells them; one that is started later does so then.`,
      );
    tellUnread(list.unread, terminal);
  }
  return list.unread.length > 0 ? 3 : 0;
}

async function isWanted(lost: readonly Follower[], call: Call): Promise<boolean> {
  const { terminal } = call;
  const servers = new Set(lost.map(({ host }) => host)).size;
  const whom = `${many(lost.length, 'follower')} on ${many(servers, 'server')}`;
  if (!terminal.interactive || call.flag('json')) {
    terminal.error(`This would show out ${whom}. Look with --dry-run, and say so with --yes. Nothing was done.`);
    return false;
  }
  tellLost(lost, terminal);
  if (/^y(es)?$/i.test(await terminal.ask(`Show out ${whom}? yes or`, 'no'))) return true;
  terminal.out('Nothing was done.');
  return false;
}

function tellLost(lost: readonly Follower[], terminal: Terminal): void {
  for (const line of showOutLines(lost.slice(0, namedBefore), true)) terminal.out(line);
  if (lost.length > namedBefore) terminal.out(`And ${many(lost.length - namedBefore, 'other')}.`);
}
