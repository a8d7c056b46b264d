import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isLoopback } from '../config/address.ts';
import { isWrong } from '../config/wrong.ts';
import { type Call, type Command, type ExitCode, misused, type Option, type Terminal } from './command.ts';
import { type Answers, asked, questions } from './init/answers.ts';
import { newBlog } from './init/files.ts';
import { shownPath } from './site.ts';
import { spell } from './spell.ts';

const flags = questions.map(({ key, text, value }): [string, Option] => [key, { value, about: text }]);

export const init: Command = {
  name: 'init',
  about: 'Make the folder of a new blog.',
  usage: ['init DIR'],
  words: { least: 1, most: 1 },
  options: {
    ...Object.fromEntries(flags),
    yes: { value: null, about: 'Ask nothing: what no flag says takes its default.' },
  },
  notes: [
    'Writes postern.yaml, a first post and a page. On a terminal it asks; a flag answers before it is asked.',
    'A folder that holds anything already is never touched.',
  ],
  examples: [
    'postern init my-blog',
    'postern init my-blog --url https://blog.example.com --name James --handle james --yes',
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const folder = resolve(call.words[0] ?? '');
  const trouble = await occupied(folder, terminal);
  if (trouble) {
    terminal.error(trouble);
    return 1;
  }
  const given = readFlags(call);
  if (typeof given === 'string') return misused(terminal, init, given);

  const asks = terminal.interactive && !call.flag('yes');
  const answers = asks ? await askFor(given, terminal) : withDefaults(given);
  const assumed = questions.filter(({ key }) => given[key] === undefined && answers[key] !== '');
  if (!asks && !call.flag('yes') && assumed.length > 0) {
    terminal.out('Nobody is there to be asked, so these are assumed; change them in postern.yaml:');
    for (const { key } of assumed) terminal.out(`  ${key}: ${answers[key]}`);
    terminal.out('');
  }

  for (const [path, text] of Object.entries(newBlog(answers, terminal.now()))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  for (const line of nextSteps(answers, shownPath(folder), terminal)) terminal.out(line);
  return 0;
}

/** Why nothing may be written there, or null. */
async function occupied(folder: string, { environment }: Terminal): Promise<string | null> {
  try {
    const names = await readdir(folder);
    // A repository that was just made is as good as empty.
    if (names.every((name) => name === '.git')) return null;
    return names.includes('postern.yaml')
      ? `There is a blog in ${folder} already. Nothing was written; show it with: ${spell(environment, 'serve', '--site', folder)}`
      : `The folder ${folder} is not empty. Nothing was written; name one that is new or empty.`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    return code === 'ENOTDIR'
      ? `${folder} is a file. Nothing was written; name a folder that is new or empty.`
      : `The folder ${folder} cannot be read (${code ?? error}). Nothing was written; mend its rights or name another.`;
  }
}

/** What flags answer, or why one of them cannot be used. */
function readFlags(call: Call): Partial<Answers> | string {
  const given: Partial<Answers> = {};
  for (const { key, read } of questions) {
    const answer = call.text(key);
    if (answer === null) continue;
    const parsed = read(answer);
    if (isWrong(parsed)) return `--${key}: ${parsed.what} ${parsed.mend}`;
    given[key] = parsed.value;
  }
  return given;
}

async function askFor(given: Partial<Answers>, terminal: Terminal): Promise<Answers> {
  const answers = { ...given };
  for (const question of questions) {
    const { key, read, otherwise } = question;
    while (answers[key] === undefined) {
      const parsed = read(await terminal.ask(asked(question, answers), otherwise(answers)));
      if (isWrong(parsed)) terminal.error(`  ${parsed.what} ${parsed.mend}`);
      else answers[key] = parsed.value;
    }
  }
  return withDefaults(answers);
}

function withDefaults(given: Partial<Answers>): Answers {
  const answers = { ...given };
  for (const { key, otherwise } of questions) answers[key] ??= otherwise(answers);
  return answers as Answers;
}

function nextSteps({ url, handle }: Answers, folder: string, { environment }: Terminal): string[] {
  const { hostname, host, protocol } = new URL(url);
  const local = isLoopback(hostname);
  const live = local
    ? [
        'When it shall be seen by others, write its https:// address as url in postern.yaml; docs/hosting.md leads from there.',
        'Do that before anybody follows you: your account lives at that address.',
      ]
    : [`People will follow @${handle.includes('@') ? handle : `${handle}@${host}`}.`];
  const insecure =
    !local && protocol === 'http:' ? ['The url begins with http://; nobody can follow a blog without https.'] : [];
  return [
    `Your blog is in ${folder}. Next:`,
    '',
    `  ${spell(environment, 'serve', '--site', folder)}`,
    `  ${spell(environment, 'new', 'post', 'My first post', '--site', folder)}`,
    '',
    ...live,
    ...insecure,
  ];
}
