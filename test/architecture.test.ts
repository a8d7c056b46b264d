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
  conversation: ['database'],
  jobs: ['database'],
  federation: ['content', 'blog', 'conversation', 'database', 'jobs', 'keys'],
  feeds: ['content'],
  search: ['content', 'blog', 'database'],
  theme: ['content'],
  web: ['content', 'blog', 'conversation', 'database', 'keys', 'media', 'federation', 'feeds', 'search', 'theme'],
  app: [
    'content',
    'blog',
    'conversation',
    'database',
    'keys',
    'media',
    'federation',
    'feeds',
    'search',
    'theme',
    'web',
  ],
  dev: ['content', 'blog', 'conversation', 'database', 'media', 'search', 'theme', 'web'],
  commands: [
    'app',
    'dev',
    'content',
    'blog',
    'conversation',
    'database',
    'keys',
    'media',
    'federation',
    'theme',
    'web',
  ],
  'command-line': ['commands'],
  main: ['commands', 'command-line'],
};

/** The rooms in which each library lives. What is not here is imported nowhere. */
const libraries: Record<string, string[]> = {
  '@fedify/fedify': ['federation'],
  '@shikijs/engine-oniguruma': ['content'],
  '@shikijs/langs': ['content'],
  '@shikijs/primitive': ['content'],
  'better-sqlite3': ['database'],
  'drizzle-orm': ['database', 'blog', 'search'],
  'fastest-levenshtein': ['config', 'content'],
  fastify: ['web'],
  feed: ['feeds'],
  'markdown-it': ['content'],
  'markdown-it-footnote': ['content'],
  postgres: ['database'],
  'sanitize-html': ['content', 'conversation', 'media'],
  sharp: ['media'],
  temml: ['content'],
  'temporal-polyfill': ['federation'],
  undici: ['federation'],
  yaml: ['config', 'content', 'commands'],
  zod: ['config'],
};

/** What reaches out of the process stands in few places too: one way in, one way out. All other modules of Node are free. */
const guarded: Record<string, string[]> = {
  // The author's editor.
  'node:child_process': ['commands'],
  'node:dgram': [],
  'node:dns': ['federation'],
  'node:dns/promises': [],
  'node:http': ['web'],
  'node:http2': [],
  'node:https': [],
  'node:inspector': [],
  // Loads Drizzle (docs/decisions/drizzle-is-required.md), and the author's own theme.
  'node:module': ['database', 'theme'],
  'node:net': ['config', 'federation'],
  'node:sqlite': [],
  'node:tls': [],
  'node:vm': [],
  'node:worker_threads': ['content'],
};

const files = globSync('src/**/*.ts').sort();

describe('the house', () => {
  it.each(files)('%s imports only what its room may', (file) => {
    expect(rooms, `${file} is in a room that has no rule`).toHaveProperty(roomOf(file));
    expect(strangers(file, readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each([
    ['src/feeds/text.ts', "import { makeBody } from '../web/body.ts';", '../web/body.ts'],
    ['src/feeds/text.ts', 'import "../web/body.ts";', '../web/body.ts'],
    ['src/feeds/text.ts', "import {\n  a,\n  b,\n} from '../web/body.ts';", '../web/body.ts'],
    ['src/feeds/text.ts', "export * from '../blog/posts.ts';", '../blog/posts.ts'],
    ['src/feeds/text.ts', "const x = await import(\n  '../web/body.ts'\n);", '../web/body.ts'],
    ['src/feeds/text.ts', 'const x = await import(`../web/body.ts`);', '../web/body.ts'],
    ['src/feeds/text.ts', "type Row = import('../database/schema.ts').Tables;", '../database/schema.ts'],
    ['src/feeds/text.ts', "new Worker(new URL('../web/body.ts', import.meta.url));", '../web/body.ts'],
    ['src/web/pages.ts', "import { startApp } from '../app.ts';", '../app.ts'],
    ['src/config/read.ts', "import { createLog } from '../main.ts';", '../main.ts'],
    ['src/problem.ts', "import type { Config } from './config.ts';", './config.ts'],
    ['src/web/pages.ts', "import { startBlog } from '../../test/support/blog.ts';", '../../test/support/blog.ts'],
    ['src/web/pages.ts', "import { z } from 'zod';", 'zod'],
    ['src/feeds/text.ts', "import { Agent } from 'undici/lib/x.js';", 'undici/lib/x.js'],
    ['src/feeds/text.ts', "import { ActivityPub } from '@fedify/vocab';", '@fedify/vocab'],
    ['src/database/sqlite.ts', "import pg from 'pg';", 'pg'],
    ['src/web/pages.ts', "import { exec } from 'node:child_process';", 'node:child_process'],
    ['src/feeds/text.ts', "import { request } from 'node:https';", 'node:https'],
    ['src/feeds/text.ts', "import { request } from 'http';", 'http'],
  ])('would not have %s with %s', (file, line, stranger) => {
    expect(strangers(file, `${line}\n`)).toEqual([stranger]);
  });

  it('names no library that is not installed, and installs none for nothing', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    // Fedify's own part, pinned for its version (platform: its newest release cannot be resolved without).
    // And the fonts of preview cards, which are files.
    const silent = ['@fedify/vocab', 'dejavu-fonts-ttf'];
    const used = new Set(files.flatMap((file) => importsOf(readFileSync(file, 'utf8'))).map(libraryOf));
    expect(Object.keys(libraries).filter((name) => used.has(name))).toEqual(Object.keys(libraries));
    expect(Object.keys(dependencies).filter((name) => !silent.includes(name))).toEqual(Object.keys(libraries));
  });

  it('has one way out: the guard', () => {
    // Node's own ways; `people.fetch` is one of ours, and goes by the guard.
    const ways = /(?<!\bpeople\.)\bfetch\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/;
    // What a browser runs in `postern dev`, and asks its own server.
    const ours = files.filter((file) => file !== 'src/dev/reload.ts');
    expect(ours.filter((file) => ways.test(readFileSync(file, 'utf8')))).toEqual([]);
    const asking = files.filter((file) => importsOf(readFileSync(file, 'utf8')).map(libraryOf).includes('undici'));
    expect(asking.filter((file) => !file.startsWith('src/federation/guard/'))).toEqual([]);
    const dialling = files.filter((file) =>
      /\b(?:connect|createConnection|Socket|lookup)\b[^;]*from 'node:/.test(readFileSync(file, 'utf8')),
    );
    expect(dialling.filter((file) => !file.startsWith('src/federation/guard/'))).toEqual([]);
  });

  it('lets Fedify ask nobody: what it is given to load with is ours', () => {
    // Its own loaders and look-ups lack our fences, and its contexts and inboxes would use them.
    const ways =
      /\b(?:lookupObject|lookupWebFinger|getNodeInfo|getRemoteDocument|getDocumentLoader|getAuthenticatedDocumentLoader|fetchDocumentLoader|traverseCollection|MemoryKvStore|createFederationBuilder|loadExtension)\b|import[^;]*createFederation[^;]*@fedify/;
    expect(files.filter((file) => ways.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('starts no other program but the editor', () => {
    const starting = files.filter((file) => importsOf(readFileSync(file, 'utf8')).includes('node:child_process'));
    expect(starting).toEqual(['src/commands/comments/editor.ts']);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).toEqual(['src/commands/terminal.ts']);
  });

  it('has no file above 300 lines', () => {
    expect(files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 300)).toEqual([]);
  });
});

/** What a file imports that its room may not. */
function strangers(file: string, source: string): string[] {
  const room = roomOf(file);
  // What is free to all knows of the others only what its own line says.
  const allowed = new Set([room, ...(free.includes(room) ? [] : free), ...(rooms[room] ?? [])]);
  return importsOf(source).filter((target) => {
    if (target.startsWith('.')) {
      const path = normalize(join(dirname(file), target));
      return !path.startsWith('src/') || !allowed.has(roomOf(path));
    }
    if (target.startsWith('node:')) return guarded[target]?.includes(room) === false;
    return !libraries[libraryOf(target)]?.includes(room);
  });
}

/** `src/blog/posts.ts` → `blog`; `src/app.ts` → `app`. */
function roomOf(file: string): string {
  const [, first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

/** `markdown-it/lib/token.mjs` → `markdown-it`, `@fedify/fedify/runtime` → `@fedify/fedify`. */
function libraryOf(target: string): string {
  const parts = target.split('/');
  return parts.slice(0, target.startsWith('@') ? 2 : 1).join('/');
}

/** Whatever names a module: import, export … from, import(), and files that are started or read beside the code. */
function importsOf(source: string): string[] {
  const code = source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const named = code.matchAll(
    /^(?:import|export)\s[^;]*?from\s+(['"`])(.+?)\1|^import\s+(['"`])(.+?)\3|\b(?:import|require)\(\s*(['"`])(.+?)\5|\bnew URL\((['"`])(\..+?\.[jt]s)\7/gm,
  );
  return [...named].map((match) => match[2] ?? match[4] ?? match[6] ?? match[8] ?? '');
}
