import type { Listed } from '../../conversation/desk/list.ts';
import type { Named } from '../../federation/blocks.ts';
import { actorName, hostName } from '../../federation/spelling.ts';
import { isOwnDomain, put } from '../block/one.ts';
import type { Call, ExitCode } from '../command.ts';
import { blocksIn } from './blocks.ts';
import { findComments, type Room } from './open.ts';

/** `postern comments block NUMBER…`: blocks their authors, or with --domain the servers of these. */
export async function block(room: Room, call: Call, numbers: number[]): Promise<ExitCode> {
  const { terminal } = call;
  const { site } = room.config;
  const found = await findComments(room, numbers, terminal);
  if (!found) return 1;
  const nobody = found.filter(({ author }) => author === null);
  for (const { key, state } of nobody)
    terminal.error(
      state === 'gone'
        ? `Comment ${key} is deleted, and nothing tells who wrote it. Name whom you mean: postern block @ada@example.social`
        : `Comment ${key} is your own.`,
    );
  if (nobody.length > 0) return 1;

  const why = call.text('why')?.trim() || null;
  const named = new Map(
    found.flatMap(({ author }) => (author ? namedBy(author, call.flag('domain')) : [])).map((one) => [one.name, one]),
  );
  const own = [...named.values()].find((one) => isOwnDomain(one, site));
  if (own) {
    terminal.error(`${own.name} is where this blog lives itself. Leave out --domain.`);
    return 1;
  }
  const blocks = blocksIn(room, terminal);
  for (const one of named.values()) await put(blocks, { ...one, why }, call);
  return 0;
}

function namedBy({ uri }: NonNullable<Listed['author']>, isDomain: boolean): Named {
  const url = new URL(uri);
  return isDomain ? { kind: 'domain', name: hostName(url) } : { kind: 'actor', name: actorName(url) };
}
