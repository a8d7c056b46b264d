import { expect } from 'vitest';
import type { Got, Sent } from '../../gate/send.ts';
import type { Attempt } from '../attempt.ts';
import { feedOf } from '../furnish.ts';
import type { Stand } from '../stand.ts';

/** Addresses of the private feed that are none, made from the one that is. */
const spellings: Record<string, (path: string) => string> = {
  'another token': (path) => path.replace(/[^/]{43}/, 'A'.repeat(43)),
  'no token': () => '/held/.xml',
  'no file': () => '/held/',
  'no folder': () => '/held',
  'all but the last letter': (path) => path.replace('.xml', '').slice(0, -1).concat('.xml'),
  'all but the first letter': (path) => path.replace(/\/held\/./, '/held/'),
  'one letter more': (path) => path.replace('.xml', 'A.xml'),
  'another last letter': (path) => path.replace(/.\.xml$/, (end) => (end[0] === 'A' ? 'B.xml' : 'A.xml')),
  'small letters': (path) => path.toLowerCase(),
  'capital letters': (path) => path.toUpperCase(),
  'capitals in its ending': (path) => path.replace('.xml', '.XML'),
  'no ending': (path) => path.replace('.xml', ''),
  'another ending': (path) => path.replace('.xml', '.atom'),
  'two endings': (path) => `${path}.xml`,
  'a slash behind it': (path) => `${path}/`,
  'an encoded ending': (path) => path.replace('.xml', '%2e%78ml%00'),
  'a NUL in it': (path) => path.replace('.xml', '%00.xml'),
  'a blank behind it': (path) => path.replace('.xml', '%20.xml'),
  'a folder in capitals': (path) => path.replace('/held', '/HELD'),
  'another folder': (path) => path.replace('/held', '/feed'),
  'a folder below': (path) => path.replace('/held', '/held/held'),
  'the token as a query': (path) => `/held/?${path.slice(6)}`,
  'the token in its other alphabet': (path) => path.replace(/[-_]|(?<=\/held\/)./g, '+'),
  'stars in its place': () => '/held/*.xml',
  'a list of letters': () => '/held/[A-Za-z0-9_-]{43}.xml',
  'names of every object': () => '/held/__proto__.xml',
};

const secrets = ['held 1', '/notes/held', '/notes/direct', 'postern comments approve'];

function keepsAll({ text, headers }: Got): void {
  for (const word of secrets) expect(text).not.toContain(word);
  expect(headers.location).toBeUndefined();
  expect(headers['set-cookie']).toBeUndefined();
}

/** What programs for other servers try, and what our own commands are called. */
const places = [
  ...['/admin', '/admin/', '/login', '/wp-admin/', '/wp-login.php', '/dashboard', '/manage', '/console', '/_admin'],
  ...['/comments', '/comments/1/approve', '/comments/approve/1', '/postern', '/postern/comments', '/held/1/approve'],
  ...[
    '/api',
    '/api/v1/accounts/verify_credentials',
    '/api/v1/statuses',
    '/api/v1/instance',
    '/oauth/token',
    '/graphql',
  ],
  ...['/ap/actors/james/block', '/ap/comments', '/ap/notices', '/ap/notices/notice-to-makkes', '/ap/jobs', '/ap/keys'],
  ...['/block', '/publish', '/plan', '/deliveries', '/followers', '/people', '/reports', '/config', '/accounts'],
  ...['/.git/config', '/.env', '/server-status', '/metrics', '/debug', '/debug/pprof', '/actuator/env', '/shutdown'],
  ...[
    '/report/1/close',
    '/interact/admin',
    '/data/postern.db',
    '/postern.yaml',
    '/backup',
    '/xmlrpc.php',
    '/cgi-bin/sh',
  ],
];

const body: Sent['lines'] = [['content-type', 'application/x-www-form-urlencoded']];

/** What only the owner reads, and what only the owner does at their own machine. */
export const doors: readonly Attempt[] = [
  ...Object.entries(spellings).map(
    ([name, spell]): Attempt => ({
      name: `the private feed by ${name}`,
      status: 404,
      make: (stand) => stand.ask(spell(feedOf(stand))),
      check: keepsAll,
    }),
  ),
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'].map(
    (method): Attempt => ({
      name: `the private feed by ${method}`,
      status: 405,
      make: (stand) => stand.ask(feedOf(stand), body, method),
      check: keepsAll,
    }),
  ),
  {
    name: 'the difference between the private feed by another token and an address that there never was',
    status: 404,
    async make(stand) {
      const wrong = await stand.ask(`/held/${'A'.repeat(43)}.xml`);
      const never = await stand.ask('/never/was.xml');
      expect(bare(wrong)).toEqual(bare(never));
      return wrong;
    },
  },
  ...places.flatMap((path) =>
    ['GET', 'POST'].map(
      (method): Attempt => ({
        name: `${method} ${path}`,
        status: method === 'POST' && !path.startsWith('/ap/') ? 405 : 404,
        make: (stand: Stand) =>
          stand.ask(path, method === 'POST' ? body : [], method, method === 'POST' ? 'id=1&do=approve' : ''),
        check: keepsAll,
      }),
    ),
  ),
];

/** The whole answer but for the clock. */
export function bare({ status, headers: { date: _, ...headers }, text }: Got): object {
  return { status, headers, text };
}
