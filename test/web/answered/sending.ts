import { answers, type Case, type Lines } from './lines.ts';

const typed = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
const signed = { 'content-type': 'application/activity+json' };

/** Forms and inboxes. @param reply the key of a reply that is shown. */
export function sendCases({ reply }: { reply: number }): Case[] {
  const post = encodeURIComponent('https://blog.example.com/ap/posts/hello');
  const list = (route: string, path: string, lines: Lines): Case => ({ route, path, lines });
  return [
    list('GET /interact', `/interact?uri=${post}`, { ...answers.form, 'referrer-policy': 'no-referrer' }),
    { route: 'GET /interact', path: '/interact?uri=https://other.example/', status: 404, lines: answers.notice },
    {
      route: 'POST /interact',
      path: '/interact',
      method: 'POST',
      headers: typed,
      body: `uri=${post}&deed=reply&handle=x`,
      status: 422,
      lines: { ...answers.form, 'referrer-policy': 'no-referrer' },
    },
    {
      route: 'POST /interact',
      path: '/interact',
      method: 'POST',
      headers: { ...typed, 'sec-fetch-site': 'cross-site' },
      body: `uri=${post}&deed=reply&handle=x`,
      status: 403,
      lines: { ...answers.form, 'referrer-policy': 'no-referrer' },
    },
    {
      route: 'POST /interact',
      path: '/interact',
      method: 'POST',
      headers: typed,
      body: 'uri=x',
      status: 404,
      lines: answers.notice,
    },
    {
      route: 'POST /interact',
      path: '/interact',
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
      status: 415,
      lines: answers.refused,
    },
    {
      route: 'POST /interact',
      path: '/interact',
      method: 'POST',
      headers: typed,
      body: 'x'.repeat(30_000),
      status: 413,
      lines: answers.refused,
    },
    list('GET /report', `/report?reply=${reply}`, answers.form),
    { route: 'GET /report', path: '/report?reply=0', status: 404, lines: answers.notice },
    {
      route: 'POST /report',
      path: '/report',
      method: 'POST',
      headers: typed,
      body: `reply=${reply}`,
      status: 422,
      lines: answers.form,
    },
    ...[200, 200, 200].map((status) => ({
      route: 'POST /report',
      path: '/report',
      method: 'POST',
      headers: typed,
      body: `reply=${reply}&why=rude`,
      status,
      lines: answers.form,
    })),
    {
      route: 'POST /report',
      path: '/report',
      method: 'POST',
      headers: typed,
      body: `reply=${reply}&why=rude`,
      status: 429,
      lines: { ...answers.form, 'retry-after': '60' },
    },
    {
      route: 'POST /report',
      path: '/report',
      method: 'POST',
      headers: {},
      body: 'x',
      status: 415,
      lines: answers.refused,
    },
    ...hubCases,
    ...(['/ap/actors/:id/inbox', '/ap/inbox'] as const).flatMap((route) => {
      const path = route.replace(':id', 'james');
      const post = (status: number, body: string, headers: Lines = signed): Case => ({
        route: `POST ${route}`,
        path,
        method: 'POST',
        headers,
        body,
        status,
        lines: answers.inbox,
      });
      return [
        post(401, '{}'),
        post(415, '{}', { 'content-type': 'text/plain' }),
        post(413, 'x'.repeat(1_048_577)),
        post(401, ''),
      ];
    }),
    {
      route: 'POST /ap/actors/:id/inbox',
      path: '/ap/actors/nobody/inbox',
      method: 'POST',
      headers: signed,
      body: '{}',
      status: 404,
      lines: answers.apart,
    },
  ];
}

const subscription = {
  'hub.mode': 'subscribe',
  'hub.topic': 'https://blog.example.com/feed.xml',
  'hub.callback': 'https://reader.example/in',
};

/** A reader of feeds asks to be told. The callback is never asked: nobody reaches out of a test. */
const hubCases: Case[] = [
  { status: 202, fields: {} },
  { status: 400, fields: { 'hub.callback': 'http://reader.example/' } },
  { status: 404, fields: { 'hub.topic': 'https://blog.example.com/nothing.xml' } },
  { status: 403, fields: {}, headers: { origin: 'https://elsewhere.example' } },
  { status: 415, fields: {}, headers: { 'content-type': 'text/plain' } },
  { status: 413, fields: { more: 'x'.repeat(30_000) } },
].map(({ status, fields, headers = {} }) => ({
  route: 'POST /hub',
  path: '/hub',
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } as Lines,
  body: new URLSearchParams({ ...subscription, ...fields }).toString(),
  status,
  lines: answers.refused,
}));
