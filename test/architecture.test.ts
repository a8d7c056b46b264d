import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const free = ['problem', 'html', 'config', 'clock', 'log', 'version'];

/** Which room may import which others; `free` files are open to all. The picture of it is in docs/architecture.md. */
const rooms: Record<string, string[]> = {
  problem: [],
  html: [],
  clock: [],
  log: [],
  version: [],
  config: ['problem'],
  content: [],
  database: [],
  blog: ['content', 'database'],
  media: ['content', 'database'],
  keys: ['content', 'database'],
  federation: ['content', 'blog', 'database', 'keys'],
  feeds: ['content'],
  theme: ['content'],
  web: ['content', 'blog', 'database', 'keys', 'media', 'federation', 'feeds', 'theme'],
  app: ['content', 'blog', 'database', 'keys', 'media', 'federation', 'feeds', 'theme', 'web'],
  commands: ['app', 'content', 'blog', 'database', 'keys', 'media', 'federation', 'web'],
  main: ['commands'],
};

/** Libraries that live in one room; all others are free. */
const libraries: Record<string, string[]> = {
  '@fedify/': ['federation'],
  'better-sqlite3': ['database'],
  'drizzle-orm': ['database', 'blog', 'media', 'keys', 'federation'],
  fastify: ['web'],
  feed: ['feeds'],
  'markdown-it': ['content'],
  postgres: ['database'],
  'sanitize-html': ['content', 'media'],
  sharp: ['media'],
  shiki: ['content'],
  undici: ['federation'],
};

const files = globSync('src/**/*.ts').sort();

describe('the house', () => {
  it.each(files)('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    expect(rooms, `${file} is in a room that has no rule`).toHaveProperty(room);
    const allowed = new Set([room, ...free, ...(rooms[room] ?? [])]);
    const arrows = importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => roomOf(normalize(join(dirname(file), target))));
    expect(arrows.filter((arrow) => !allowed.has(arrow))).toEqual([]);
  });

  it.each(files)('%s keeps each library in its room', (file) => {
    const strangers = importsOf(file).filter((target) => {
      const library = Object.keys(libraries).find(
        (name) => target === name || target.startsWith(`${name.replace(/\/$/, '')}/`),
      );
      return library && !libraries[library]?.includes(roomOf(file));
    });
    expect(strangers).toEqual([]);
  });

  it('sees imports at all', () => {
    expect(importsOf('src/blog/posts.ts')).toContain('../content/post.ts');
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).toEqual(['src/commands/terminal.ts']);
  });

  it('has no file above 300 lines', () => {
    expect(files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 300)).toEqual([]);
  });
});

/** `src/blog/posts.ts` → `blog`; `src/app.ts` → `app`. */
function roomOf(file: string): string {
  const [, first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const statements = source.matchAll(
    /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm,
  );
  return [...statements].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
