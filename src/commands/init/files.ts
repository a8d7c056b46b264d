import { stringify } from 'yaml';
import { zonedDate } from '../new/zoned-date.ts';
import type { Answers } from './answers.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { Words } from './words.ts';

const languages: Record<string, Words> = { de: german, en: english };

/** The files of a new blog: path → text. In German where it is asked for, else in English. */
export function newBlog(answers: Answers, now: Date): Record<string, string> {
  const words = languages[answers.language.split('-')[0] ?? ''] ?? english;
  const { hello, about } = words;
  const { day, instant } = zonedDate(now, answers.timezone);
  const first = `content/posts/${day}-${hello.slug}.md`;
  return {
    'postern.yaml': words.configuration(quoted(answers), contactOf(answers)),
    [first]: file({ title: hello.title, date: instant, id: `${day}-${hello.slug}` }, hello.body(first)),
    [`content/pages/${about.slug}.md`]: file({ title: about.title, id: about.slug }, about.body(answers)),
    'content/notes/.gitkeep': '',
    'public/.gitkeep': '',
    '.gitignore': '# The database of the blog; back it up in another way.\n/data/\n',
    'README.md': words.readme(answers),
  };
}

function file(frontMatter: Record<string, string>, body: string): string {
  return `---\n${stringify(frontMatter, { lineWidth: 0 })}---\n\n${body}`;
}

/** The lines of postern.yaml about who is behind the blog; empty where nothing is to be known. */
function contactOf({ contact: name, email, address }: Answers): string {
  const lines = address
    .split(',')
    .map((line) => line.trim())
    .filter(Boolean);
  const said = { ...(name && { name }), ...(email && { email }), ...(lines.length > 0 && { address: lines }) };
  return Object.keys(said).length === 0 ? '' : stringify({ contact: said }, { lineWidth: 0 }).trimEnd();
}

/** Each answer as it may stand behind a colon. */
function quoted(answers: Answers): Answers {
  const entries = Object.entries(answers).map(([key, value]) => [key, stringify(value, { lineWidth: 0 }).trimEnd()]);
  return Object.fromEntries(entries) as unknown as Answers;
}
