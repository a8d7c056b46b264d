import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { parseLanguage } from '../config/language.ts';
import { isWrong } from '../config/wrong.ts';
import type { Site } from '../config.ts';
import type { Kind } from '../content/entry.ts';
import { readDate } from '../content/front-matter/date.ts';
import { type Call, type Command, type ExitCode, misused, siteOption } from './command.ts';
import { nameEntry } from './new/name-entry.ts';
import { zonedDate } from './new/zoned-date.ts';
import { openSite, shownPath } from './site.ts';

const kinds: Record<string, Kind> = { post: 'post', note: 'note', page: 'page' };

export const create: Command = {
  name: 'new',
  about: 'Write the file of a new post, note or page, with its id.',
  usage: ['new post "Title"', 'new note "Text"', 'new page "Title"'],
  words: { least: 1, most: 2 },
  options: {
    ...siteOption,
    publish: { value: null, about: 'Write no `draft: true`: a blog that is served shows it at once.' },
    draft: { value: null, about: 'Keep a note with its text back too.' },
    folder: { value: null, about: 'Make a folder with index.md, for pictures beside the text.' },
    lang: { value: 'CODE', about: "Its language, where it is not the blog's: de, pt-BR." },
    date: { value: 'DATE', about: 'Its date; one in the future is a schedule: 2026-12-24, "2026-12-24 18:00".' },
  },
  notes: [
    'Prints the path of the file. A file that is there already is never touched.',
    'Posts, pages and empty notes begin as drafts, since a title alone is nothing to read: take `draft: true` out when one is ready.',
    'The id in the file is what followers know the post by: keep it when you rename the file or change the title.',
  ],
  examples: ['postern new post "Hello, world"', 'postern new post "Winter" --folder', '$EDITOR "$(postern new note)"'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const [word = '', text = ''] = call.words;
  const kind = kinds[word];
  if (!kind) return misused(terminal, create, `"${word}" is not something to write: it is post, note or page.`);
  if (kind !== 'note' && !text.trim())
    return misused(terminal, create, `A ${kind} needs a title: postern new ${kind} "Title"`);
  if (call.flag('draft') && call.flag('publish'))
    return misused(terminal, create, 'Name one of --draft and --publish, or neither.');
  const config = await openSite(call);
  if (!config) return 1;

  const { site } = config;
  const language = parseLanguage(call.text('lang') ?? site.language);
  if (isWrong(language)) return misused(terminal, create, `${language.what} ${language.mend}`);
  const asked = call.text('date');
  const date = asked === null ? terminal.now() : readDate(asked, site.timezone);
  if (!date) return misused(terminal, create, `"${asked}" is not a date. Write 2026-12-24 or "2026-12-24 18:00".`);

  const isWhole = kind === 'note' && text.trim() !== '';
  const draft = call.flag('draft') || !(isWhole || call.flag('publish'));
  // A draft gets its date when it is published: an old one would count as an old post, which is not told to followers.
  const dated = kind !== 'page' && !(draft && asked === null);
  const day = zonedDate(date, site.timezone);
  const name = nameEntry({ kind, text, day, dated, folder: call.flag('folder'), taken: await takenIds(site) });
  const file = join(site.folder, 'content', name.path);
  const frontMatter = {
    ...(kind === 'note' ? {} : { title: text.trim() }),
    ...(dated ? { date: day.instant } : {}),
    id: name.id,
    ...(language.value === site.language ? {} : { lang: language.value }),
    ...(draft ? { draft: true } : {}),
  };
  const body = kind === 'note' && text.trim() ? `${text.trim()}\n` : '';
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, `---\n${stringify(frontMatter, { lineWidth: 0 })}---\n\n${body}`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    terminal.error(`${shownPath(file)} is there already, and was not touched. Choose another title.`);
    return 1;
  }
  terminal.out(shownPath(file));
  if (draft) terminal.error('It is a draft: take out the line `draft: true` when it is ready.');
  return 0;
}

/** Every id that is in use, also of files that are broken, and of posts that are gone. */
async function takenIds({ folder }: Site): Promise<Set<string>> {
  const content = join(folder, 'content');
  const names = await readdir(content, { recursive: true }).catch(() => []);
  const texts = await Promise.all(
    names
      .filter((name) => /\.(md|markdown)$|^\.postern.identities\.json$/.test(name))
      // A folder of that name, a link that leads nowhere, a file that may not be read: none stands in the way.
      .map((name) => readFile(join(content, name), 'utf8').catch(() => '')),
  );
  const found = texts.flatMap((text) =>
    [...text.matchAll(/^\s*(?:\{\s*)?"?id"?:\s*["']?([\w-]+)/gm)].map(([, id = '']) => id),
  );
  return new Set([...found, ...names.map((name) => name.replace(/^.*[/\\]|\.(md|markdown)$/g, ''))]);
}
