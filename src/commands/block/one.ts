import { absolute, type Config, type Site } from '../../config.ts';
import type { Blocks, Named } from '../../federation/blocks.ts';
import type { Call, ExitCode } from '../command.ts';
import { amountOf } from '../comments/open.ts';
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
  if (isOwnDomain(named, config.site)) {
    terminal.error(`${named.name} is where this blog lives itself. Name another domain.`);
    return 1;
  }
  const why = call.text('why')?.trim() || null;
  return call.flag('remove') ? takeBack(blocks, named, call) : put(blocks, { ...named, why }, call);
}

/** Whether the blog itself would be blocked. */
export function isOwnDomain({ kind, name }: Named, site: Pick<Site, 'origin' | 'base'>): boolean {
  const own = new URL(absolute(site, '/')).hostname;
  return kind === 'domain' && (name === own || own.endsWith(`.${name}`));
}

/** A handle is blocked by its actor's id, which only its host can tell where it does not follow. */
async function nameOf(target: Target, known: string | undefined, config: Config): Promise<Named | null> {
  if (target.kind !== 'handle') return target;
  const { actorName } = await import('../../federation/spelling.ts');
  const { askActor } = await import('../../federation/followers/ask-actor.ts');
  const uri = known ?? (await askActor(target.handle, config));
  return uri === null ? null : { kind: 'actor', name: actorName(new URL(uri)) };
}

/** Blocks somebody, shows them out, hides what is here of them, and says all that; with --dry-run it only says it. */
export async function put(blocks: Blocks, named: Named, { terminal, flag }: Call): Promise<ExitCode> {
  const isBlocked = (await blocks.list()).some(({ name }) => name === named.name);
  const dry = flag('dry-run');
  const heard = await blocks.heard(named);
  // One that is blocked already once more: what a block that was killed did not do is done now.
  const ended = dry ? await blocks.covered(named) : await blocks.add(named, terminal.now());
  const below = named.kind === 'domain' ? ', and everything below it' : '';
  if (isBlocked) terminal.out(`${named.name} is blocked already.`);
  else terminal.out(`${dry ? 'Would block' : 'Blocked'}: ${named.name}${below}.`);
  const amount = amountOf(heard);
  if (amount !== '') terminal.out(`${dry ? 'Would hide' : 'Hidden'}: ${amount}.`);
  for (const line of showOutLines(ended, dry)) terminal.out(line);
  if (!dry && ended.length > 0)
    terminal.out(`The running server tells ${many(ended.length, 'follower')}; one that is started later does so then.`);
  return 0;
}

async function takeBack(blocks: Blocks, { name }: Named, { terminal, flag }: Call): Promise<ExitCode> {
  const known = await blocks.find(name);
  if (!known) {
    terminal.error(`${name} is not blocked. See: ${spell(terminal.environment, 'block')}`);
    return 1;
  }
  const dry = flag('dry-run');
  const back = await blocks.silenced(known.name);
  const amount = amountOf(back);
  if (!dry) await blocks.remove(known.name, terminal.now());
  terminal.out(
    `${dry ? 'Would let in again' : 'Let in again'}: ${harmless(name)}. Who was shown out has to follow anew.`,
  );
  const verb = back.remarks + back.reactions === 1 ? 'is as it was' : 'are as they were';
  if (amount !== '') terminal.out(`${amount} ${dry ? 'would be as' : verb} before the block.`);
  return 0;
}
