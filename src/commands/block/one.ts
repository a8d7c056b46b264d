import { absolute, type Config } from '../../config.ts';
import type { Blocks, Named } from '../../federation/blocks.ts';
import type { Call, ExitCode } from '../command.ts';
import { many } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { spell } from '../spell.ts';
import type { Room } from './open.ts';
import type { Target } from './read-target.ts';
import { showOutLines } from './show-out.ts';

/** `postern block DOMAIN|HANDLE|URL`: blocks it, or takes that back. */
export async function blockOne({ config, followers, blocks }: Room, call: Call, target: Target): Promise<ExitCode> {
  const { terminal, words } = call;
  const known = target.kind === 'handle' ? ((await followers.find(target.handle)) ?? [])[0]?.uri : undefined;
  const named = await nameOf(target, known, config);
  if (!named) {
    terminal.error(`${words[0]} could not be asked for its address. Name the URL of its actor, or block its domain.`);
    return 1;
  }
  const own = new URL(absolute(config.site, '/')).hostname;
  if (named.kind === 'domain' && (named.name === own || own.endsWith(`.${named.name}`))) {
    terminal.error(`${named.name} is where this blog lives itself. Name another domain.`);
    return 1;
  }
  const why = call.text('why')?.trim() || null;
  return call.flag('remove') ? takeBack(blocks, named, call) : put(blocks, { ...named, why }, call);
}

/** A handle is blocked by its actor's id, which only its host can tell where it does not follow. */
async function nameOf(target: Target, known: string | undefined, config: Config): Promise<Named | null> {
  if (target.kind !== 'handle') return target;
  const { actorName } = await import('../../federation/spelling.ts');
  const { askActor } = await import('../../federation/followers/ask-actor.ts');
  const uri = known ?? (await askActor(target.handle, config));
  return uri === null ? null : { kind: 'actor', name: actorName(new URL(uri)) };
}

async function put(blocks: Blocks, named: Named, { terminal, flag }: Call): Promise<ExitCode> {
  const isBlocked = (await blocks.list()).some(({ name }) => name === named.name);
  if (isBlocked) {
    terminal.out(`${named.name} is blocked already.`);
    return 0;
  }
  const dry = flag('dry-run');
  const ended = dry ? await blocks.covered(named) : await blocks.add(named, terminal.now());
  const below = named.kind === 'domain' ? ', and everything below it' : '';
  terminal.out(`${dry ? 'Would block' : 'Blocked'}: ${named.name}${below}.`);
  for (const line of showOutLines(ended, dry)) terminal.out(line);
  if (!dry && ended.length > 0)
    terminal.out(`The running server tells ${many(ended.length, 'follower')}; one that is started later does so then.`);
  return 0;
}

async function takeBack(blocks: Blocks, { name }: Named, { terminal, flag }: Call): Promise<ExitCode> {
  const isBlocked = (await blocks.list()).some((one) => one.name === name);
  if (!isBlocked) {
    terminal.error(`${name} is not blocked. See: ${spell(terminal.environment, 'block')}`);
    return 1;
  }
  if (!flag('dry-run')) await blocks.remove(name);
  const done = flag('dry-run') ? 'Would let in again' : 'Let in again';
  terminal.out(`${done}: ${harmless(name)}. Who was shown out has to follow anew.`);
  return 0;
}
