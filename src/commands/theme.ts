import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Call, type Command, type ExitCode, misused, siteOption } from './command.ts';
import { folderTrouble, shownPath, siteFolder } from './site.ts';

export const theme: Command = {
  name: 'theme',
  about: 'Tell your editor what a theme of your own is made of.',
  usage: ['theme types'],
  words: { least: 1, most: 1 },
  options: siteOption,
  notes: [
    'Writes theme/postern.d.ts, which holds the types of all views, and theme/tsconfig.json if there is none. Write it anew after an update. docs/themes.md says the rest.',
  ],
  examples: ['postern theme types --site ../my-blog'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal, words } = call;
  if (words[0] !== 'types') return misused(terminal, theme, `There is no "theme ${words[0]}".`);
  const folder = siteFolder(call);
  const trouble = await folderTrouble(folder, terminal);
  if (trouble) {
    terminal.error(trouble);
    return 1;
  }
  const { declarations, editorSettings } = await import('../theme/site/declarations.ts');
  const home = join(folder, 'theme');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'postern.d.ts'), await declarations());
  terminal.out(`Wrote ${shownPath(join(home, 'postern.d.ts'))}`);
  const settings = join(home, 'tsconfig.json');
  const isNew = await writeFile(settings, editorSettings, { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (isNew) terminal.out(`Wrote ${shownPath(settings)}`);
  return 0;
}
