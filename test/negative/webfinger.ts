import { expect } from 'vitest';
import type { Got } from '../gate/send.ts';
import type { Attempt } from './attempt.ts';

const path = '/.well-known/webfinger';
const host = 'blog.example.com';
const known = `acct:james@${host}`;

/** What is nobody's resource, as it is named. */
const nobody: [string, string][] = [
  ...['nobody', 'root', 'admin', 'postern', 'blog', 'index', '*', '.', '..', '-', '_', 'acct', 'undefined', 'null'].map(
    (user): [string, string] => [`the user ${user}`, `acct:${user}@${host}`],
  ),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'].map((user): [string, string] => [
    `a name that every object has: ${user}`,
    `acct:${user}@${host}`,
  ]),
  ...[
    'JAMES',
    'James',
    'jameſ',
    'jаmes',
    'jаmеs',
    'james​',
    'james­',
    'jame\u0301s',
    'ｊａｍｅｓ',
    'james ',
    ' james',
    'james\t',
    'james\0',
    'james\n',
    'james+x',
    'james.',
    'jam%65s',
  ].map((user): [string, string] => [`james in another spelling: ${JSON.stringify(user)}`, `acct:${user}@${host}`]),
  ...[
    'example.com',
    'www.blog.example.com',
    `${host}.`,
    `${host}:443`,
    `${host}:80`,
    `${host}.evil.example`,
    `evil.example/${host}`,
    '127.0.0.1',
    '[::1]',
    'localhost',
    'bloɡ.example.com',
    'blog。example.com',
    'blog%2eexample.com',
    '',
    '.',
    `${host}/`,
    `${host}#x`,
    `${host}?x`,
    `${host}@evil.example`,
  ].map((other): [string, string] => [`james of another host: ${JSON.stringify(other)}`, `acct:james@${other}`]),
  ...[
    'acct:james',
    'acct:',
    'acct:@',
    `acct:@${host}`,
    `acct:james@@${host}`,
    `acct:james@${host}@`,
    `acct://james@${host}`,
    `acct:/james@${host}`,
    `acct:acct:james@${host}`,
    `acct:@james@${host}`,
    `xmpp:james@${host}`,
    `mailto:james@${host}`,
    `sip:james@${host}`,
    `file:james@${host}`,
  ].map((resource): [string, string] => [`the resource ${resource}`, resource]),
  ...[
    '/',
    '/@nobody',
    '/@James',
    '/@james/',
    '/@james?x=1',
    '/@james#main-key',
    '/@james/..',
    '/ap/actors/james/',
    '/ap/actors/james/inbox',
    '/ap/actors/nobody',
    '/ap/actors/James',
    '/ap/actors/%6aames',
    '/ap/actors/../actors/james',
    '/posts/hello',
    '/posts/draft',
    '/about',
    '/feed.xml',
    '/media/x',
    '/../../etc/passwd',
  ].map((page): [string, string] => [`the page ${page}`, `https://${host}${page}`]),
  ...[
    `http://${host}/@james`,
    `https://${host}:443/@james`,
    `https://${host}./@james`,
    `https://x@${host}/@james`,
    `https://evil.example/@james`,
    `ftp://${host}/@james`,
  ].map((url): [string, string] => [`the address ${url}`, url]),
  ...[
    'file:///etc/passwd',
    'file:../../../../etc/passwd',
    'file:content/posts/draft.md',
    'data:text/html,<script>alert(1)</script>',
    'javascript:alert(1)',
    'php://filter/resource=x',
    'jar:http://evil.example!/x',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:22/',
    'ldap://127.0.0.1/x',
    'urn:uuid:0',
    'x:',
    'a:',
  ].map((url): [string, string] => [`the way out ${url}`, url]),
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE posts; --',
    '<%= 7*7 %>',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '../../../../etc/passwd',
    '..\\..\\windows',
    '%2e%2e%2f',
    '\u202ejames',
    '\ufeffjames',
    'x'.repeat(2_000),
    'a@'.repeat(500),
    '%'.repeat(300),
    '\r\nLocation: https://evil.example/',
    '\u2028',
  ].map((text): [string, string] => [`the text ${JSON.stringify(text.slice(0, 40))}`, `acct:${text}@${host}`]),
];

/** Queries that name no resource, as they stand in the target. */
const unclear: [string, string][] = [
  ['no query', ''],
  ['an empty query', '?'],
  ['an empty resource', '?resource='],
  ['a resource without a value', '?resource'],
  ['another parameter alone', '?rel=self'],
  ['the parameter in capitals', `?RESOURCE=${known}`],
  ['the parameter as a list', `?resource[]=${known}`],
  ['two resources', `?resource=${known}&resource=acct:ann@${host}`],
  ['the same resource twice', `?resource=${known}&resource=${known}`],
  ['a second resource under an encoded name', `?resource=${known}&re%73ource=${known}`],
  ['a hundred resources', `?${Array(100).fill(`resource=${known}`).join('&')}`],
  ['no scheme', `?resource=james@${host}`],
  ['no scheme but an at', `?resource=@james@${host}`],
  ['a path in place of a resource', '?resource=/@james'],
  ['a file in place of a resource', '?resource=../../postern.yaml'],
  ['broken encoding', `?resource=acct:james%ZZ@${host}`],
  ['an encoding that ends too early', `?resource=${known}%`],
  ['bytes that are no UTF-8', `?resource=acct:james%C0%AF@${host}`],
  ['half a surrogate, encoded', `?resource=acct:%ED%A0%80@${host}`],
  ['a leading space', `?resource=%20${known}`],
  ['a semicolon between parameters', `?x=1;resource=${known}`],
];

/** Addresses beside the one that answers. */
const beside = [
  '/.well-known/webfinger/',
  '/.well-known//webfinger',
  '//.well-known/webfinger',
  '/.well-known/Webfinger',
  '/.WELL-KNOWN/webfinger',
  '/.well-known/%77ebfinger',
  '/.well-known/webfinger.json',
  '/.well-known/webfinger/james',
  '/x/../.well-known/webfinger',
  '/.well-known/./webfinger',
  '/.well-known/webfinger;x',
  '/webfinger',
  '/.well-known/',
  '/.well-known/finger',
];

const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

/** No way on, nobody's file, and nothing of what was asked. */
function tellsNothing(asked: string): (got: Got) => void {
  return ({ headers, text }) => {
    expect(headers.location).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
    expect(text.length).toBeLessThan(200);
    const part = /[^\s=&?]{12,}/.exec(asked.replace(/resource|blog\.example\.com/g, ''))?.[0];
    if (part) expect(text).not.toContain(part);
  };
}

let missing: string | null = null;

/** All that are not there are answered with the same bytes, the day and the connection left aside. */
function alike({ headers: { date: _date, ...headers }, text }: Got): void {
  const answer = JSON.stringify([headers, text]);
  missing ??= answer;
  expect(answer).toBe(missing);
}

/** Who is not on the list does not exist, whatever they are called and however they are asked for. */
export const webfinger: readonly Attempt[] = [
  ...nobody.map(
    ([name, resource]): Attempt => ({
      name,
      make: (stand) => stand.ask(`${path}?resource=${encodeURIComponent(resource.toWellFormed())}`),
      status: 404,
      says: 'No such account.',
      check(got) {
        alike(got);
        tellsNothing(resource)(got);
      },
    }),
  ),
  ...unclear.map(
    ([name, query]): Attempt => ({
      name,
      make: (stand) => stand.ask(path + query),
      status: 400,
      check: tellsNothing(query),
    }),
  ),
  ...beside.map(
    (target): Attempt => ({
      name: `an address beside it: ${target}`,
      make: (stand) => stand.ask(`${target}?resource=${known}`),
      status: 404,
      check: ({ headers, text }) => {
        expect(headers.location).toBeUndefined();
        expect(text).not.toContain('subject');
      },
    }),
  ),
  ...methods.map(
    (method): Attempt => ({
      name: `the method ${method}`,
      make: (stand) => stand.ask(`${path}?resource=${known}`, [['content-length', '0']], method),
      status: 405,
      check: ({ headers, text }) => {
        expect(headers.allow).toBe('GET, HEAD');
        expect(text).not.toContain('subject');
      },
    }),
  ),
  ...['evil.example', '127.0.0.1', 'localhost', '', `${host}@evil.example`].map(
    (other): Attempt => ({
      name: `a request for ${JSON.stringify(other)}, whose name must not come back`,
      make: (stand) =>
        stand.send({
          method: 'GET',
          target: `${path}?resource=acct:james@${other || 'x'}`,
          lines: [['host', other]],
          body: Buffer.alloc(0),
        }),
      status: 404,
      says: 'No such account.',
    }),
  ),
];
