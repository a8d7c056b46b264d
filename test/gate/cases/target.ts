import { byBoth, type Case, drop, set } from '../case.ts';

/** A request that was meant for another server. */
const hosts: Case[] = [
  'elsewhere.example',
  'blog.example.com:8443',
  'blog.example.com.',
  'www.blog.example.com',
  'blog.example.com@elsewhere.example',
  '127.0.0.1',
  'BLOG.example.com',
].map((host) => ({
  name: `a request for ${host}`,
  sign: () => ({ host }),
  status: 421,
  says: 'must name this blog',
}));

export const target: Case[] = [
  ...hosts,
  ...byBoth({
    name: 'a Host that was changed on its way',
    tamper: (sent) => set(sent, 'host', 'elsewhere.example'),
    status: 421,
    says: 'must name this blog',
  }),
  {
    name: 'two Host lines',
    tamper: (sent) => sent.lines.push(['host', 'elsewhere.example']),
    status: 421,
    says: 'must name this blog',
  },
  ...byBoth({
    name: 'a request that was signed for another inbox',
    tamper(sent) {
      sent.target = '/ap/inbox';
    },
    status: 401,
    says: 'does not fit',
  }),
  ...byBoth({
    name: 'a request that was signed as a PUT',
    sign: () => ({ method: 'PUT' }),
    tamper(sent) {
      sent.method = 'POST';
    },
    status: 401,
    says: 'does not fit',
  }),
];

/** Addresses that are spelt otherwise than they are named, and methods that are not answered. */
export const route: Case[] = [
  ['a query behind the inbox', '/ap/inbox?x=1'],
  ['an inbox with a slash behind it', '/ap/inbox/'],
  ['an inbox with an escaped letter', '/ap/%69nbox'],
  ['an inbox in capitals', '/ap/INBOX'],
  ['an account with an escaped letter', '/ap/actors/%6aames/inbox'],
  ['an account in capitals', '/ap/actors/James/inbox'],
  ['an account with a slash behind it', '/ap/actors/james/inbox/'],
  ['an account that is not here', '/ap/actors/nobody/inbox'],
  ['an account of every object', '/ap/actors/__proto__/inbox'],
  ['an account with a dot before it', '/ap/actors/../actors/james/inbox'],
  ['a collection', '/ap/actors/james/followers/inbox'],
].map(([name = '', path = '']) => ({
  name,
  tamper(sent) {
    sent.target = path;
  },
  status: 404,
  says: '',
}));

route.push(
  {
    name: 'an inbox with two slashes before it',
    tamper(sent) {
      sent.target = '//ap/inbox';
    },
    status: 405,
    says: 'not answered here',
  },
  ...['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map(
    (method): Case => ({
      name: `a ${method} of an inbox`,
      tamper(sent) {
        sent.method = method;
      },
      status: 405,
      says: method === 'HEAD' ? '' : 'not answered here',
    }),
  ),
);

/** Headers that are covered, and are not there once. */
export const once: Case[] = [
  {
    name: 'a covered header twice',
    sign: () => ({ covered: ['(request-target)', 'host', 'date', 'digest', 'x-thing'], headers: { 'x-thing': 'one' } }),
    tamper: (sent) => sent.lines.push(['x-thing', 'two']),
    status: 401,
    says: 'must be there once',
  },
  {
    name: 'a covered header that was taken away',
    sign: () => ({ covered: ['(request-target)', 'host', 'date', 'digest', 'x-thing'], headers: { 'x-thing': 'one' } }),
    tamper: (sent) => drop(sent, 'x-thing'),
    status: 401,
    says: 'must be there once',
  },
  {
    name: 'a covered header twice, by rfc9421',
    scheme: 'rfc9421',
    sign: () => ({
      covered: ['@method', '@target-uri', 'content-digest', 'user-agent'],
      headers: { 'user-agent': 'one' },
    }),
    tamper: (sent) => sent.lines.push(['user-agent', 'two']),
    status: 401,
    says: 'must be there once',
  },
  {
    name: 'two Date lines',
    tamper: (sent) => sent.lines.push(['date', 'Sat, 21 Nov 2026 12:00:00 GMT']),
    status: 401,
    says: '',
  },
];
