import { expect } from 'vitest';
import { blog } from '../../gate/company.ts';
import type { Got, Sent } from '../../gate/send.ts';
import type { Attempt } from '../attempt.ts';
import { account, noticeTo, post, unread } from '../furnish.ts';
import type { Stand } from '../stand.ts';
import { bare } from './doors.ts';

type Fields = [name: string, value: string][];
type Lines = Sent['lines'];

const type: Lines[number] = ['content-type', 'application/x-www-form-urlencoded'];
const own: Lines = [
  ['origin', blog],
  ['sec-fetch-site', 'same-origin'],
];

const posted = (stand: Stand, path: string, fields: Fields | string, lines: Lines = [type, ...own]): Promise<Got> =>
  stand.ask(path, lines, 'POST', typeof fields === 'string' ? fields : new URLSearchParams(fields).toString());

/** The number of what the first victim wrote. */
function numberOf(stand: Stand, name: string): string {
  const { victim } = stand.towns[0] ?? {};
  return String(stand.rows.of('remarks').find(({ uri }) => uri === `${victim?.id}/notes/${name}`)?.key);
}

/** Who says that a form of ours comes from elsewhere, or that it might. */
const sites: Record<string, Lines> = {
  'from another site': [['sec-fetch-site', 'cross-site']],
  'from a neighbouring site': [['sec-fetch-site', 'same-site']],
  'from a site in capitals': [['sec-fetch-site', 'SAME-ORIGIN']],
  'from another site, by an Origin of ours': [
    ['sec-fetch-site', 'cross-site'],
    ['origin', blog],
  ],
  'from another Origin': [['origin', 'https://evil.example']],
  'from an Origin that begins like ours': [['origin', `${blog}.evil.example`]],
  'from an Origin that ends like ours': [['origin', 'https://evil-blog.example.com']],
  'from ours by http': [['origin', blog.replace('https', 'http')]],
  'from ours at another port': [['origin', `${blog}:8443`]],
  'from ours with a path': [['origin', `${blog}/`]],
};

/** Where it comes from nobody knows: that is enough to be asked for a server, and not to write here. */
const unknown: Lines[] = [[], [['origin', 'null']], [['sec-fetch-site', 'none']]];

const types = [
  ...[
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/xml',
    'application/activity+json',
  ],
  ...['application/x-www-form-urlencoded-too', 'application/x-www-form-urlencodedx', '*/*', 'x'],
];

const numbers = [
  ...['', '0', '-1', '01', '1e0', '1.0', ' 1', '1 ', '0x1', '1,2', '١', '１', '1\0', 'NaN', '9999999999', '999999999'],
  ...["1' OR '1'='1", '1; DROP TABLE remarks', '../1', 'constructor', '__proto__', '[object Object]', '<script>'],
];

const handles = [
  ...[
    '',
    ' ',
    '@',
    '@@',
    '@a',
    'a',
    '@a@',
    'a@b@c.example',
    '@a@b@c',
    '@a b@c.example',
    '@a@c example',
    'a@\u2028c.example',
  ],
  ...['@a@localhost', '@a@127.0.0.1', '@a@[::1]', '@a@10.0.0.1', '@a@169.254.169.254', '@a@2130706433', '@a@0x7f.1'],
  ...[
    '@a@0177.0.0.1',
    '@a@[::ffff:127.0.0.1]',
    '@a@１２７.0.0.1',
    '@a@intranet',
    '@a@c.example:22',
    '@a@c.example:443',
  ],
  ...['@a@localhost.', '@a@.', '@a@..', '@a@c..example', '@a@c.example%2f', '@a@c.example\\', '@a@c.example#x'],
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://a:b@c.example/@a',
    'https://127.0.0.1/@a',
  ],
  ...[
    'http://localhost/@a',
    'https://[::1]/@a',
    'https://c.example/',
    'https://c.example/../@a/x/y',
    '//c.example',
    '@a@c.example/..',
  ],
  ...['a\u0000@c.example', 'a\r\nX: y@c.example', '<script>@c.example', `@${'a'.repeat(65)}@c.example`],
  ...[`@a@${'c'.repeat(250)}.example`, `@a@${'c.'.repeat(200)}example`, 'a'.repeat(501), '@james@blog.example.com'],
  ...['@JAMES@BLOG.EXAMPLE.COM', 'james@blog.example.com', '@ann@blog.example.com', '@nobody@blog.example.com'],
  ...[
    '@jаmes@blog.example.com',
    '@james@blog.example.com.',
    '@james@ｂlog.example.com',
    'acct:james@blog.example.com',
    `${blog}/@james`,
  ],
];

const uris = [
  ...[
    '',
    'x',
    '//evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
    'data:,x',
    'file:///etc/passwd',
    '/posts/hello',
  ],
  ...[
    `${blog}@evil.example/`,
    `${blog}.evil.example/posts/hello`,
    'https://evil.example/posts/hello',
    `${blog}:8443/posts/hello`,
  ],
  ...[
    `${blog}/`,
    `${blog}/about`,
    `${blog}/feed.xml`,
    `${blog}/posts/hello?x`,
    `${blog}/posts/hello\n`,
    `${blog}/ap/inbox`,
  ],
  ...[noticeTo('makkes'), `${account}/followers`, `${blog}/${'x'.repeat(3000)}`],
  ...unread.flatMap((id) => [`${blog}/ap/posts/${id}`, `${blog}/posts/${id}`]),
];

const methods = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

/** Nobody is led anywhere. */
function leadsNowhere({ text, headers }: Got): void {
  expect(headers.location).toBeUndefined();
  expect(headers.refresh).toBeUndefined();
  expect(text).not.toMatch(/http-equiv/i);
  expect(text).not.toMatch(/<(?:a|form)\b[^>]*(?:evil\.example|javascript:|c\.example)/i);
  expect(text).not.toContain('<script>');
}

const why: Fields = [['why', 'It is rude.']];
const wish: Fields = [
  ['deed', 'reply'],
  ['handle', '@a@c.example'],
];

const report: Attempt[] = [
  ...[
    ...Object.entries(sites),
    ...unknown.map((lines, index): [string, Lines] => [`from nobody knows where (${index})`, lines]),
  ].map(
    ([name, lines]): Attempt => ({
      name: `a report ${name}`,
      status: 403,
      make: (stand) => posted(stand, '/report', [['reply', numberOf(stand, 'own')], ...why], [type, ...lines]),
    }),
  ),
  ...types.map(
    (media): Attempt => ({
      name: `a report as ${media}`,
      status: 415,
      make: (stand) =>
        posted(stand, '/report', [['reply', numberOf(stand, 'own')], ...why], [['content-type', media], ...own]),
    }),
  ),
  { name: 'a report of no type', status: 415, make: (stand) => posted(stand, '/report', 'reply=1&why=x', own) },
  ...numbers.flatMap((reply): Attempt[] => [
    {
      name: `a report of the number ${JSON.stringify(reply)}`,
      status: 404,
      make: (stand) => posted(stand, '/report', [['reply', reply], ...why]),
    },
    {
      name: `the form to report the number ${JSON.stringify(reply)}`,
      status: 404,
      make: (stand) => stand.ask(`/report?reply=${encodeURIComponent(reply)}`),
    },
  ]),
  ...['held', 'direct', 'never'].map(
    (name): Attempt => ({
      name: `a report of what is not shown: ${name}`,
      status: 404,
      async make(stand) {
        const key = name === 'never' ? '99999' : numberOf(stand, name);
        const [never, got] = [
          await posted(stand, '/report', [['reply', '88888'], ...why]),
          await posted(stand, '/report', [['reply', key], ...why]),
        ];
        expect(bare(got)).toEqual(bare(never));
        expect(bare(await stand.ask(`/report?reply=${key}`))).toEqual(bare(await stand.ask('/report?reply=88888')));
        return got;
      },
    }),
  ),
  ...['', ' ', '\n\r\t', '\u0000\u0007', '\u202e\u2066', '\ufeff'].map(
    (text): Attempt => ({
      name: `a report that says ${JSON.stringify(text)}`,
      status: 422,
      make: (stand) =>
        posted(stand, '/report', [
          ['reply', numberOf(stand, 'own')],
          ['why', text],
        ]),
    }),
  ),
  {
    name: 'a report of two',
    status: 404,
    make: (stand) =>
      posted(stand, '/report', [['reply', numberOf(stand, 'own')], ['reply', numberOf(stand, 'quoting')], ...why]),
  },
  { name: 'a report of nothing', status: 404, make: (stand) => posted(stand, '/report', why) },
  { name: 'a report in the address alone', status: 404, make: (stand) => posted(stand, `/report?reply=1&why=x`, '') },
  {
    name: 'a report by GET',
    status: 200,
    make: (stand) => stand.ask(`/report?reply=${numberOf(stand, 'own')}&why=rude`, own),
  },
  {
    name: 'a report of ten thousand fields',
    status: 404,
    make: (stand) => posted(stand, '/report', `${'a=b&'.repeat(1500)}why=x`),
  },
  {
    name: 'a report of a megabyte',
    status: 413,
    make: (stand) => posted(stand, '/report', `reply=1&why=${'x'.repeat(1024 * 1024)}`),
  },
  ...methods.map(
    (method): Attempt => ({
      name: `a report by ${method}`,
      status: 405,
      make: (stand) => stand.ask('/report', [type, ...own], method, `reply=${numberOf(stand, 'own')}&why=x`),
    }),
  ),
];

const interact: Attempt[] = [
  ...Object.entries(sites).map(
    ([name, lines]): Attempt => ({
      name: `a visitor sent away ${name}`,
      status: 403,
      make: (stand) => posted(stand, '/interact', [['uri', `${blog}/posts/hello`], ...wish], [type, ...lines]),
      check: leadsNowhere,
    }),
  ),
  ...handles.map(
    (handle): Attempt => ({
      name: `a visitor by the handle ${JSON.stringify(handle.slice(0, 80))}`,
      status: 422,
      make: (stand) =>
        posted(stand, '/interact', [
          ['uri', `${blog}/posts/hello`],
          ['deed', 'reply'],
          ['handle', handle],
        ]),
      check: leadsNowhere,
    }),
  ),
  {
    name: 'a visitor of a server that is blocked',
    status: 422,
    make: (stand) =>
      posted(stand, '/interact', [
        ['uri', post],
        ['deed', 'like'],
        ['handle', `@ada@${stand.blocked.server.host}`],
      ]),
    check: leadsNowhere,
  },
  ...uris.flatMap((uri): Attempt[] => [
    {
      name: `a visitor who wants to answer ${JSON.stringify(uri.slice(0, 80))}`,
      status: 404,
      make: (stand) => posted(stand, '/interact', [['uri', uri], ...wish]),
      check: leadsNowhere,
    },
    {
      name: `the form to answer ${JSON.stringify(uri.slice(0, 80))}`,
      status: 404,
      make: (stand) => stand.ask(`/interact?uri=${encodeURIComponent(uri)}&next=https://evil.example/`),
      check: leadsNowhere,
    },
  ]),
  ...['held', 'direct'].map(
    (name): Attempt => ({
      name: `a visitor who wants to answer what is not shown: ${name}`,
      status: 404,
      async make(stand) {
        const { victim } = stand.towns[0] ?? {};
        const never = await posted(stand, '/interact', [['uri', `${victim?.id}/notes/never`], ...wish]);
        const got = await posted(stand, '/interact', [['uri', `${victim?.id}/notes/${name}`], ...wish]);
        expect(bare(got)).toEqual(bare(never));
        const [asked, other] = [
          await stand.ask(`/interact?reply=${numberOf(stand, name)}`),
          await stand.ask('/interact?reply=88888'),
        ];
        expect(bare(asked)).toEqual(bare(other));
        return got;
      },
    }),
  ),
  ...numbers.map(
    (reply): Attempt => ({
      name: `the form to answer the number ${JSON.stringify(reply)}`,
      status: 404,
      make: (stand) => stand.ask(`/interact?reply=${encodeURIComponent(reply)}`),
      check: leadsNowhere,
    }),
  ),
  ...['', 'follow', 'LIKE', 'delete', 'constructor', '__proto__', 'reply,like'].map(
    (deed): Attempt => ({
      name: `a visitor who wants to do ${JSON.stringify(deed)}`,
      status: 200,
      make: (stand) =>
        posted(stand, '/interact', [
          ['uri', post],
          ['deed', deed],
          ['handle', '@a@c.example'],
        ]),
      check: leadsNowhere,
    }),
  ),
  {
    name: 'a visitor who wants to answer two',
    status: 404,
    make: (stand) => posted(stand, '/interact', [['uri', post], ['uri', post], ...wish]),
  },
  { name: 'a visitor who wants nothing', status: 404, make: (stand) => posted(stand, '/interact', wish) },
  {
    name: 'a visitor of ten thousand fields',
    status: 404,
    make: (stand) => posted(stand, '/interact', 'a=b&'.repeat(1500)),
  },
  {
    name: 'a visitor of a megabyte',
    status: 413,
    make: (stand) => posted(stand, '/interact', `uri=${post}&handle=${'x'.repeat(1024 * 1024)}`),
  },
  ...types.map(
    (media): Attempt => ({
      name: `a visitor as ${media}`,
      status: 415,
      make: (stand) => posted(stand, '/interact', [['uri', post], ...wish], [['content-type', media], ...own]),
    }),
  ),
  ...methods.map(
    (method): Attempt => ({
      name: `a visitor by ${method}`,
      status: 405,
      make: (stand) => stand.ask('/interact', [type, ...own], method, `uri=${post}&deed=reply&handle=@a@c.example`),
    }),
  ),
];

/** The two forms that everybody may fill in, filled in by whoever wants something else. */
export const forms: readonly Attempt[] = [...report, ...interact];
