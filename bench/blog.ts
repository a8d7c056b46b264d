import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A blog made for measuring, in a folder of its own. */
export interface GeneratedBlog {
  folder: string;
  /** Of one post: its file and its address. */
  file(index: number): string;
  path(index: number): string;
  /** The text of that file; `mark` stands in it as written. */
  text(index: number, mark?: string): string;
}

const words =
  'the gate garden wall hill morning letter goose path river stone light winter paper window small door reader word page evening bread road field rain'.split(
    ' ',
  );

/** Writes a blog of `count` posts, the same at every run: some 450 words and four links each, every tenth with code and a table. */
export async function generateBlog(count: number): Promise<GeneratedBlog> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const posts = join(folder, 'content', 'posts');
  const blog: GeneratedBlog = {
    folder,
    file: (index) => join(posts, `${slug(index)}.md`),
    path: (index) => `/posts/${slug(index)}`,
    text: (index, mark = '') => post(index, mark),
  };
  await mkdir(posts, { recursive: true });
  await writeFile(join(folder, 'postern.yaml'), settings);
  for (let from = 0; from < count; from += 200) {
    const some = Array.from({ length: Math.min(200, count - from) }, (_, offset) => from + offset);
    await Promise.all(some.map((index) => writeFile(blog.file(index), blog.text(index))));
  }
  return blog;
}

const settings =
  'url: https://bench.example.com\ntitle: Bench\ntimezone: Europe/Berlin\naccounts:\n  - handle: bench\n';

function slug(index: number): string {
  return `post-${String(index).padStart(5, '0')}`;
}

function post(index: number, mark: string): string {
  const random = sequence(index);
  // Spread over ten years, one every nine hours.
  const date = new Date(Date.UTC(2016, 0, 1) + index * 9 * 3_600_000).toISOString();
  const head = `---\ntitle: Post number ${index}\ndate: ${date}\ntags: [${pick(random)}, ${pick(random)}]\n---\n\n`;
  const sections = Array.from(
    { length: 4 },
    (_, at) => `## ${pick(random)} ${at}\n\n${paragraph(random)}\n\n${list(random)}`,
  );
  return `${head}${mark}\n\n${sections.join('\n\n')}\n\n${index % 10 === 0 ? extras : ''}`;
}

function paragraph(random: () => number): string {
  const sentences = Array.from({ length: 6 }, () => {
    const text = Array.from({ length: 14 }, () => pick(random)).join(' ');
    return `The ${text}, as they say, *${pick(random)}*.`;
  });
  return `[Somebody](https://example.org/${pick(random)}) wrote: ${sentences.join(' ')}`;
}

function list(random: () => number): string {
  return Array.from({ length: 3 }, () => `- ${pick(random)} and **${pick(random)}**`).join('\n');
}

const extras = [
  '```ts',
  'export function add(left: number, right: number): number {',
  '  return left + right;',
  '}',
  '```',
  '',
  '| a | b |',
  '|---|--:|',
  '| 1 |   2 |',
  '',
].join('\n');

function pick(random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? 'word';
}

/** Numbers from 0 to 1 that follow from the seed (Numerical Recipes' generator). */
function sequence(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
