import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { openComments } from './comments/open.ts';

export const reports: Command = {
  name: 'reports',
  about: 'Show what others complain of, and put it aside.',
  usage: ['reports [list]', 'reports show NUMBER…', 'reports close NUMBER…'],
  words: { least: 0, most: Infinity },
  options: {
    ...siteOption,
    all: { value: null, about: 'With list: also those that are closed. With close: all that are open.' },
    ...jsonOption,
  },
  notes: [
    'A report comes from another server, or from a reader by the form on the blog. It is shown to nobody, and nobody is answered. Who sent it is often no more than a server.',
    'What you do about it is up to you: `postern comments` hides or deletes a comment, `postern block` keeps somebody out. close only puts the report aside.',
    'Of one server twenty may be open, and five hundred in all; what comes beyond is only counted.',
  ],
  examples: ['postern reports', 'postern reports show 3', 'postern reports close 3 4'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const [first = 'list', ...rest] = call.words;
  const isNumber = readNumber(first) !== null;
  const [name, words] = isNumber ? ['show', call.words] : [first, rest];
  if (name !== 'list' && name !== 'show' && name !== 'close')
    return misused(terminal, reports, `"${name}" is nothing that reports does: there are list, show and close.`);
  const stray = name === 'close' ? ['json'] : name === 'show' ? ['all'] : [];
  for (const flag of stray)
    if (call.flag(flag)) return misused(terminal, reports, `--${flag} does not go with ${name}.`);
  if (name === 'list' && words.length > 0) return misused(terminal, reports, `"${words[0]}" is too much.`);
  const numbers = words.map(readNumber);
  const wrong = words[numbers.indexOf(null)];
  if (wrong !== undefined) return misused(terminal, reports, `"${wrong}" is no number of a report.`);
  const isAll = name === 'close' && call.flag('all');
  if (name !== 'list' && !isAll && words.length === 0)
    return misused(terminal, reports, `Say which: postern reports ${name} 1`);
  if (isAll && words.length > 0) return misused(terminal, reports, 'Say either numbers or --all.');

  const room = await openComments(call);
  if (!room) return 1;
  try {
    const part = await import('./reports/parts.ts');
    const keys = numbers.filter((number) => number !== null);
    if (name === 'list') return await part.list(room, call);
    return name === 'show' ? await part.show(room, call, keys) : await part.close(room, call, isAll ? null : keys);
  } finally {
    await room.close();
  }
}

function readNumber(word: string): number | null {
  return /^[1-9]\d{0,8}$/.test(word) ? Number(word) : null;
}
