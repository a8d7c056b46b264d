import { isHashed } from '../federation/blocks/hashed.ts';
import { exportBlocks } from './block/export.ts';
import { blockOne } from './block/one.ts';
import { openBlocks, type Room } from './block/open.ts';
import { readTarget } from './block/read-target.ts';
import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { showIn } from './deliveries/layout.ts';
import { harmless } from './followers/open.ts';
import { jsonText } from './json-text.ts';

export const block: Command = {
  name: 'block',
  about: 'Keep a server or a person out.',
  usage: [
    'block',
    'block DOMAIN|HANDLE|URL [--why TEXT]',
    'block DOMAIN|HANDLE|URL --remove',
    'block import FILE',
    'block diff FILE',
    'block export',
  ],
  words: { least: 0, most: 2 },
  options: {
    ...siteOption,
    remove: { value: null, about: 'Take the block back.' },
    why: { value: 'TEXT', about: 'What is to be remembered about it; it stands in the list and in an export.' },
    silenced: { value: null, about: 'With import and diff: what is only silenced in the list is blocked too.' },
    yes: { value: null, about: 'With import: do not ask about followers who are shown out.' },
    'dry-run': { value: null, about: 'Only say what would be blocked, and who would be shown out.' },
    output: { value: 'FILE', about: 'With export: write there; by default it is printed.' },
    ...jsonOption,
  },
  notes: [
    'A domain stands for itself and for everything below it. Without a word, block lists what is blocked.',
    'Whoever is blocked and follows is shown out and told so. What they said and did here is hidden until the block is taken back; what comes from there later has no effect.',
    'import blocks what a list suspends, as Mastodon exports it, or one domain a line. diff shows with + what that would add, with - what is blocked here only, with ~ what is milder dealt with there. Both exit with 3 when lines were not understood, such as names of which a part is hidden; diff also where something differs.',
    'It holds for the running server at once.',
  ],
  examples: [
    'postern block example.social',
    'postern block @ada@example.social --dry-run',
    'postern block example.social --remove',
    'postern block import blocklist.csv --dry-run',
  ],
  run,
};

interface Part {
  /** The flags that go with it. */
  flags: string[];
  /** What it asks for, beside its name. */
  takes: 'file' | null;
  run(room: Room, call: Call, file: string): Promise<ExitCode>;
}

// Imported when they are wanted: the reading of lists is no part of a single block.
const parts = new Map<string, Part>([
  [
    'import',
    {
      flags: ['silenced', 'yes', 'dry-run', 'json'],
      takes: 'file',
      run: async (...given) => (await import('./block/import.ts')).importBlocks(...given),
    },
  ],
  [
    'diff',
    {
      flags: ['silenced', 'json'],
      takes: 'file',
      run: async (...given) => (await import('./block/diff.ts')).diffBlocks(...given),
    },
  ],
  ['export', { flags: ['output'], takes: null, run: exportBlocks }],
]);

const list: Part = { flags: ['json'], takes: null, run: showBlocks };

/** The flags of a block that is put or taken back. */
const ofOne = ['remove', 'why', 'dry-run'];

async function run(call: Call): Promise<ExitCode> {
  const [name, file = ''] = call.words;
  const part = name === undefined ? list : parts.get(name);
  const target = name === undefined || part ? null : readTarget(name);
  const wrong = part ? wrongWithPart(call, part) : wrongWithOne(call, target !== null);
  if (wrong !== null) return misused(call.terminal, block, wrong);

  const room = await openBlocks(call);
  if (!room) return 1;
  try {
    return await (target ? blockOne(room, call, target) : (part ?? list).run(room, call, file));
  } finally {
    await room.close();
  }
}

function wrongWithPart(call: Call, { flags, takes }: Part): string | null {
  const [name, file, ...rest] = call.words;
  const stray = strayFlag(call, flags);
  if (stray && name !== undefined) return `--${stray} does not go with ${name}.`;
  if (stray && ofOne.includes(stray))
    return `--${stray} needs to know whom: a domain, a handle or the URL of an actor.`;
  if (stray) return `--${stray} goes with import, diff or export.`;
  if (takes && file === undefined) return `${name} needs the FILE of a list.`;
  return tooMuch(takes ? rest[0] : file);
}

function wrongWithOne(call: Call, isKnown: boolean): string | null {
  const [word, surplus] = call.words;
  const stray = strayFlag(call, ofOne);
  if (stray) return `--${stray} goes with ${stray === 'json' ? 'the list' : 'import, diff or export'}.`;
  if (!isKnown)
    return `"${word}" is neither a domain, a handle nor the URL of an actor. Write example.social, or @ada@example.social.`;
  if (call.flag('why') && call.flag('remove')) return '--why goes with a new block.';
  return tooMuch(surplus);
}

function strayFlag(call: Call, own: string[]): string | undefined {
  const flags = Object.keys(block.options).filter((flag) => !Object.hasOwn(siteOption, flag));
  return flags.find((flag) => call.flag(flag) && !own.includes(flag));
}

function tooMuch(word: string | undefined): string | null {
  return word === undefined ? null : `"${word}" is too much.`;
}

async function showBlocks({ blocks, config }: Room, { terminal, flag }: Call): Promise<ExitCode> {
  const all = await blocks.list();
  const instant = showIn(config.site.timezone);
  if (flag('json')) terminal.out(jsonText({ blocks: all }));
  else if (all.length === 0) terminal.out('Nothing is blocked.');
  for (const { name, since, why } of flag('json') ? [] : all)
    terminal.out(
      `${instant(since)}  ${isHashed(name) ? `somebody who was forgotten (${name.slice(0, 13)}…)` : harmless(name)}${why === null ? '' : `  ${harmless(why)}`}`,
    );
  return 0;
}
