import { absolute, type Config } from '../config.ts';
import type { Block, Blocks } from '../federation/blocks.ts';
import { readTarget, type Target } from './block/read-target.ts';
import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { many, showIn } from './deliveries/layout.ts';
import { harmless } from './followers/open.ts';
import { openSite } from './site.ts';
import { spell } from './spell.ts';

export const block: Command = {
  name: 'block',
  about: 'Keep a server or a person out.',
  usage: ['block', 'block DOMAIN|HANDLE|URL', 'block DOMAIN|HANDLE|URL --remove'],
  words: { least: 0, most: 1 },
  options: {
    ...siteOption,
    remove: { value: null, about: 'Take the block back.' },
    'dry-run': { value: null, about: 'Only say what would be blocked, and who would be shown out.' },
    ...jsonOption,
  },
  notes: [
    'A domain stands for itself and for everything below it. Without a word, block lists what is blocked.',
    'Whoever is blocked and follows is shown out and told so; what comes from there later has no effect.',
    'It holds for the running server at once.',
  ],
  examples: [
    'postern block example.social',
    'postern block @ada@example.social --dry-run',
    'postern block example.social --remove',
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal, words } = call;
  const [word] = words;
  const stray = ['remove', 'dry-run'].find((flag) => word === undefined && call.flag(flag));
  if (stray)
    return misused(terminal, block, `--${stray} needs to know whom: a domain, a handle or the URL of an actor.`);
  if (word !== undefined && call.flag('json')) return misused(terminal, block, '--json goes with the list.');
  const target = word === undefined ? null : readTarget(word);
  if (word !== undefined && !target)
    return misused(
      terminal,
      block,
      `"${word}" is neither a domain, a handle nor the URL of an actor. Write example.social, or @ada@example.social.`,
    );

  const config = await openSite(call);
  if (!config) return 1;
  const { openDatabase } = await import('../database/database.ts');
  const { createBlocks } = await import('../federation/blocks.ts');
  const { createFollowers } = await import('../federation/followers/followers.ts');
  const { createLedger } = await import('../federation/ledger/ledger.ts');
  const database = await openDatabase(config.place.database);
  try {
    const followers = createFollowers({ database });
    const blocks = createBlocks({
      database,
      followers,
      ledger: createLedger({ database, now: terminal.now }),
      site: config.site,
    });
    if (!target) return await showBlocks(blocks, call, config);
    const known = target.kind === 'handle' ? ((await followers.find(target.handle)) ?? [])[0]?.uri : undefined;
    const named = await nameOf(target, known, config);
    if (!named) {
      terminal.error(`${word} could not be asked for its address. Name the URL of its actor, or block its domain.`);
      return 1;
    }
    const own = new URL(absolute(config.site, '/')).hostname;
    if (named.kind === 'domain' && (named.name === own || own.endsWith(`.${named.name}`))) {
      terminal.error(`${named.name} is where this blog lives itself. Name another domain.`);
      return 1;
    }
    return await (call.flag('remove') ? takeBack(blocks, named, call) : put(blocks, named, call));
  } finally {
    await database.close();
  }
}

type Named = Pick<Block, 'name' | 'kind'>;

/** A handle is blocked by its actor's id, which only its host can tell where it does not follow. */
async function nameOf(target: Target, known: string | undefined, config: Config): Promise<Named | null> {
  if (target.kind !== 'handle') return target;
  const { actorName } = await import('../federation/spelling.ts');
  const { askActor } = await import('../federation/followers/ask-actor.ts');
  const uri = known ?? (await askActor(target.handle, config));
  return uri === null ? null : { kind: 'actor', name: actorName(new URL(uri)) };
}

async function showBlocks(blocks: Blocks, { terminal, flag }: Call, { site }: Config): Promise<ExitCode> {
  const all = await blocks.list();
  const instant = showIn(site.timezone);
  if (flag('json')) terminal.out(JSON.stringify({ blocks: all }, null, 2));
  else if (all.length === 0) terminal.out('Nothing is blocked.');
  else for (const { name, since } of all) terminal.out(`${instant(since)}  ${harmless(name)}`);
  return 0;
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
  for (const { handle, account } of ended)
    terminal.out(
      `${dry ? 'Would show out' : 'Shown out'}: @${harmless(handle)}, who ${dry ? 'follows' : 'followed'} ${account}`,
    );
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
  terminal.out(
    `${flag('dry-run') ? 'Would let in again' : 'Let in again'}: ${name}. Who was shown out has to follow anew.`,
  );
  return 0;
}
