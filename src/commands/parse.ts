import { parseArgs } from 'node:util';
import { nearest } from '../config/nearest.ts';
import type { Call, Command, Terminal } from './command.ts';

/** A command line, read: what to run, what to explain, or what is wrong with it. */
export type Line =
  | { kind: 'run'; command: Command; call: Call }
  | { kind: 'help'; about: string | null }
  | { kind: 'version' }
  | { kind: 'misused'; what: string; about: string | null };

type Values = Map<string, string | true>;

/**
 * Reads `postern …`. The first word is the command; without one it is `serve`. Unknown commands and flags are told with
 * the nearest that is known.
 */
export function parseLine(written: readonly string[], commands: readonly Command[], terminal: Terminal): Line {
  const every = Object.assign({}, ...commands.map((command) => command.options)) as Command['options'];
  const kinds = Object.fromEntries(
    Object.entries(every).map(([name, { value }]) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...written],
    options: { ...kinds, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'V' } },
    strict: false,
    tokens: true,
  });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const flags = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
  const [name = 'serve', ...rest] = words;

  if (name === 'help') return { kind: 'help', about: rest[0] ?? null };
  if (flags.some((flag) => flag.name === 'version')) return { kind: 'version' };
  const command = commands.find((one) => one.name === name);
  if (!command)
    return {
      kind: 'misused',
      what: unknown(`There is no command "${name}".`, name, [...commands.map((one) => one.name), 'help'], ''),
      about: null,
    };
  if (flags.some((flag) => flag.name === 'help')) return { kind: 'help', about: name };

  const values: Values = new Map();
  for (const flag of flags) {
    const option = command.options[flag.name];
    const wrong = option
      ? badFlag(flag, option.value)
      : unknown(`postern ${name} has no flag ${flag.rawName}.`, flag.name, Object.keys(command.options), '--');
    if (wrong) return { kind: 'misused', what: wrong, about: name };
    values.set(flag.name, flag.value ?? true);
  }
  if (rest.length < command.words.least || rest.length > command.words.most) {
    const usage = command.usage.map((form) => `  postern ${form}`).join('\n');
    return {
      kind: 'misused',
      what: `${rest.length > command.words.most ? `"${rest[command.words.most]}" is too much.` : 'Something is missing.'} Write:\n${usage}`,
      about: name,
    };
  }
  return { kind: 'run', command, call: call(rest, values, terminal) };
}

function call(words: string[], values: Values, terminal: Terminal): Call {
  return {
    words,
    terminal,
    flag: (name) => values.has(name),
    text(name) {
      const value = values.get(name);
      return typeof value === 'string' ? value : null;
    },
  };
}

function badFlag(
  { rawName, value, inlineValue }: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
  wants: string | null,
): string | null {
  if (wants === null && value !== undefined) return `${rawName} takes no value.`;
  // The flag that follows is none, unless it is written on purpose: --host=--odd.
  const isNext = value?.startsWith('--') && !inlineValue;
  if (wants !== null && (!value || isNext)) return `${rawName} needs a value: ${rawName} ${wants}`;
  return null;
}

function unknown(what: string, written: string, known: readonly string[], prefix: string): string {
  const guess = nearest(written, known);
  return guess ? `${what} Did you mean ${prefix}${guess}?` : what;
}
