import { expect } from 'vitest';
import type { Got } from '../gate/send.ts';
import type { Attempt } from './attempt.ts';
import type { Stand } from './stand.ts';

/** What lies beside what is served, and a word that only stands in it. */
const files: [path: string, word: string][] = [
  ['postern.yaml', 'accounts:'],
  ['content/posts/hello.md', 'id: hello'],
  ['content/posts/draft.md', 'Secret of the draft'],
  ['content/posts/later.md', 'Secret of later'],
  ['content/.postern/identities.json', '"version"'],
  ['data/postern.db', 'SQLite format 3'],
  ['data/postern.db-wal', 'SQLite'],
  ['data/erased.txt', 'erased'],
  ['exits.txt', '\n127.0.0.1:'],
  ['public/.secret', 'Secret of a hidden file'],
  ['package.json', '"postern"'],
  ['src/main.ts', 'import'],
  ['etc/passwd', 'root:'],
  ['proc/self/environ', 'WATCHED_EXITS'],
];

const climbs = [
  '..',
  '%2e%2e',
  '%2E.',
  '.%2e',
  '..%2f..',
  '..%5c',
  '%252e%252e',
  '..;',
  '....//',
  '%c0%ae%c0%ae',
  '%EF%BC%8E%EF%BC%8E',
  '..\\..',
  '.%00.',
  '%uff0e%uff0e',
];

/** Where a way down might begin. */
const doors = [
  '/',
  '/public',
  '/media',
  '/media/x',
  '/posts',
  '/posts/hello',
  '/tags',
  '/@james',
  '/ap/posts',
  '/.well-known',
  '/theme',
  '/emoji',
];

const untold = files.map(([, word]) => word);

/** Answers nobody's file, leads nowhere, and repeats nothing of what was asked. */
function keepsAll({ headers, text }: Got): void {
  for (const word of untold) expect(text).not.toContain(word);
  expect(headers.location).toBeUndefined();
}

const get = (name: string, target: string, status = 404): Attempt => ({
  name,
  make: (stand: Stand) => stand.ask(target),
  status,
  check: keepsAll,
});

const direct = files.flatMap(([file]) => [
  `/${file}`,
  `//${file}`,
  `/${file.toUpperCase()}`,
  `/${file}%00.html`,
  `/./${file}`,
]);
const climbing = doors.flatMap((door) =>
  climbs.map((climb) => `${door === '/' ? '' : door}/${climb}/${climb}/postern.yaml`),
);
const byName = files.flatMap(([file]) => [
  `/posts/${encodeURIComponent(`../../${file}`)}`,
  `/media/0/${encodeURIComponent(file)}`,
  `/public/${file}`,
]);

/** The names that scanners try, on every address they find. */
const scanners = [
  '/.git/config',
  '/.git/HEAD',
  '/.env',
  '/.env.production',
  '/.htaccess',
  '/.htpasswd',
  '/.ssh/id_rsa',
  '/.aws/credentials',
  '/.DS_Store',
  '/.npmrc',
  '/wp-login.php',
  '/wp-admin/',
  '/xmlrpc.php',
  '/phpinfo.php',
  '/server-status',
  '/actuator/env',
  '/debug/pprof/',
  '/console',
  '/graphql',
  '/api/v1/instance',
  '/api/v2/search?q=x',
  '/admin',
  '/login',
  '/cgi-bin/sh',
  '/config.json',
  '/backup.zip',
  '/dump.sql',
  '/node_modules/fastify/package.json',
  '/package-lock.json',
  '/Dockerfile',
  '/docker-compose.yml',
  '/swagger.json',
  '/metrics',
  '/users/james',
  '/@james@evil.example',
  '/users/james.json',
  '/inbox',
  '/outbox',
  '/favicon.ico',
  '/sitemap.xml.gz',
];

/** What is written and not public, under every address that it might have, and will have. */
const hidden = ['draft', 'later', 'never'].flatMap((id) => [
  `/posts/${id}`,
  `/posts/${id}/`,
  `/posts/${id}.html`,
  `/posts/${id}.md`,
  `/posts/${id}?preview=1`,
  `/notes/${id}`,
  `/${id}`,
  `/preview/${id}`,
  `/posts/${id}/comments.xml`,
  `/posts/${id}/feed.xml`,
  `/posts/${id}/replies/2`,
  `/ap/posts/${id}`,
  `/ap/posts/${id}/create`,
  `/ap/posts/${id}/replies`,
  `/ap/posts/${id}/likes`,
  `/ap/posts/${id}/shares`,
  `/ap/posts/${id}/context`,
  `/ap/posts/${id}/2`,
]);

/** Addresses that are almost one that is there. */
const almost = [
  '/posts/hello%20',
  '/posts/hello%00',
  '/posts/hello.',
  '/posts/hello;x',
  '/posts//hello',
  '/posts/./hello',
  '/posts/x/../hello',
  '/posts/hellо',
  '/tags/TREES',
  '/tags/',
  '/page/0',
  '/page/1',
  '/page/-1',
  '/page/999999999999',
  '/page/1e3',
  '/page/02',
  '/@JAMES',
  '/@james/@ann',
  '/@',
  '/ap',
  '/ap/',
  '/ap/actors',
  '/ap/actors/',
  '/ap/actors/nobody',
  '/ap/actors/__proto__',
  '/ap/actors/constructor',
  '/ap/actors/james/keys',
  '/ap/actors/james/followers/1',
  '/ap/posts',
  '/ap/posts/',
  '/ap/posts/__proto__',
  '/ap/posts/hello/0',
  '/ap/posts/hello/1',
  '/ap/posts/hello/02',
  '/ap/posts/hello/99',
  '/ap/posts/hello/delete',
  '/ap/quotes/x',
  `/ap/quotes/${'0'.repeat(32)}`,
  '/media',
  '/media/',
  '/media/x',
  `/media/${'0'.repeat(64)}/x.png`,
  '/media/__proto__/x',
  '/theme-.css',
  '/theme-0.css',
  '/nodeinfo',
  '/nodeinfo/2.0',
  '/nodeinfo/2.1/',
  '/archive/1999',
  '/series/none',
  '/comments',
  '/comments/feed.xml/',
  '/robots.txt/',
  '/*',
  '/%',
  '/%zz',
  '/%ff',
  '/%ed%a0%80',
  `/${'a'.repeat(2_000)}`,
  `/${'a/'.repeat(500)}`,
  '/\u007f',
  '/%0d%0aLocation:%20https://evil.example/',
  '/https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/?url=https://evil.example/x',
  '/redirect?to=https://evil.example/',
];

/** Not what they name: a page whose query or method changes nothing. */
const answered = new Set(['/?url=https://evil.example/x']);

export const paths: readonly Attempt[] = [
  ...[...new Set(direct)].map((target) => get(`the file ${target}`, target)),
  ...climbing.map((target) => get(`a way out of ${target}`, target)),
  ...byName.map((target) => get(`a file by a name: ${target}`, target)),
  ...scanners.map((target) => get(`what a scanner asks for: ${target}`, target)),
  ...hidden.map((target) => get(`what is not public: ${target}`, target)),
  ...almost.map((target) =>
    get(
      `almost an address: ${target.slice(0, 60)}`,
      encodeURI(target).replaceAll('%25', '%'),
      answered.has(target) ? 200 : 404,
    ),
  ),
];
