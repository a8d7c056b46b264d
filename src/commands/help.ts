import type { Command } from './command.ts';

/** The list of all commands. */
export function overview(commands: readonly Command[]): string[] {
  return [
    'Postern: a folder of Markdown as a blog, read in a browser, in a feed reader, and followed from Mastodon.',
    '',
    'Usage: postern [command] [flags]      without a command: serve',
    '',
    ...columns(commands.map(({ name, about }) => [name, about])),
    ...columns([['help', 'Explain a command: postern help new']]),
    '',
    'Exit codes: 0 done, 1 failed, 2 not written as it must be, 3 found something wrong.',
  ];
}

/** Everything about one command. */
export function explanation(command: Command): string[] {
  const flags = Object.entries(command.options).map(([name, { value, about }]): [string, string] => [
    `--${name}${value === null ? '' : ` ${value}`}`,
    about,
  ]);
  return [
    command.about,
    '',
    ...command.usage.map((form, index) => `${index === 0 ? 'Usage: ' : '       '}postern ${form}`),
    ...(flags.length > 0 ? ['', ...columns(flags)] : []),
    ...command.notes.flatMap((note) => ['', ...wrap(note)]),
    ...(command.examples.length > 0 ? ['', 'Examples', ...command.examples.map((example) => `  ${example}`)] : []),
  ];
}

/** A paragraph in lines that fit a terminal; a word that is longer stands alone. */
function wrap(paragraph: string, width = 100): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Rows of two columns, the first as wide as its widest word needs. */
export function columns(rows: readonly (readonly [string, string])[], least = 16): string[] {
  const width = Math.max(least, ...rows.map(([first]) => first.length + 2));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}${second}`);
}
