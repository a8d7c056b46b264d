import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/stranger.ts';
import { both, byBoth, type Case, cavage, minutes, rfc9421, seconds } from './case.ts';
import { blog } from './company.ts';
import { openWhole, type Whole } from './whole.ts';

const open = (honest: Json): string => JSON.stringify(honest).slice(0, -1);
const sha512 = (text: string): string => createHash('sha512').update(text).digest('base64');

type Honest = Omit<Case, 'status' | 'says'>;

/** What must come in: a gate that lets nobody pass would refuse all the rest too. */
const honest: Honest[] = [
  ...both.flatMap((scheme) => [
    { name: `a signature by ${scheme} at a personal inbox`, scheme },
    { name: `a signature by ${scheme} at the shared inbox`, scheme, inbox: '/ap/inbox' },
  ]),
  { name: 'hs2019, as GoToSocial signs', sign: () => ({ algorithm: 'hs2019' }) },
  { name: 'no algorithm', sign: () => ({ algorithm: null }) },
  { name: 'no alg, as Mastodon 4.5 signs', scheme: rfc9421, sign: () => ({ algorithm: null }) },
  {
    name: 'further headers, as Hollo signs',
    sign: () => ({ covered: ['(request-target)', 'content-type', 'date', 'digest', 'host'] }),
  },
  {
    name: 'host and path for the whole address',
    scheme: rfc9421,
    sign: () => ({ covered: ['@method', '@authority', '@path', 'content-digest'] }),
  },
  {
    name: 'Host and Date beside the rest, as Fedify signs',
    scheme: rfc9421,
    sign: () => ({ covered: ['@method', '@target-uri', '@authority', 'host', 'date', 'content-digest'] }),
  },
  {
    name: '(created) beside a Date, and (expires)',
    sign: (world) => ({
      algorithm: 'hs2019',
      covered: ['(request-target)', '(created)', '(expires)', 'host', 'date', 'digest'],
      created: seconds(world.now),
      expires: seconds(world.now) + 300,
    }),
  },
  { name: 'an end to come', scheme: rfc9421, sign: (world) => ({ expires: seconds(world.now) }) },
  { name: 'a clock that is an hour slow', sign: (world) => ({ date: minutes(world, -60).toUTCString() }) },
  { name: 'a clock that is an hour fast', sign: (world) => ({ date: minutes(world, 60).toUTCString() }) },
  { name: 'a signature of an hour ago', scheme: rfc9421, sign: (world) => ({ created: seconds(minutes(world, -60)) }) },
  { name: 'a signature in an hour', scheme: rfc9421, sign: (world) => ({ created: seconds(minutes(world, 60)) }) },
  ...byBoth({
    name: 'the media type of JSON-LD with its profile',
    sign: () => ({
      headers: { 'content-type': 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' },
    }),
    status: 202,
    says: '',
  }),
  { name: 'a charset', sign: () => ({ headers: { 'content-type': 'application/activity+json; charset=utf-8' } }) },
  { name: 'an encoding that is none', sign: () => ({ headers: { 'content-encoding': 'identity' } }) },
  { name: '32 levels', say: (said) => `${open(said)},"x":${'['.repeat(31)}${']'.repeat(31)}}` },
  {
    name: '2,000 values',
    say: (said) =>
      `${open(said)},"x":[${Array(2_000 - Object.keys(said).length - 2)
        .fill('1')
        .join(',')}]}`,
  },
  { name: 'one key in two objects', say: (said) => `${open(said)},"x":[{"a":1},{"a":1,"b":{"a":1}}]}` },
  { name: 'a key’s words in a value', say: (said) => `${open(said)},"x":"__proto__","y":["type","type"]}` },
  {
    name: 'escapes, emoji and blanks',
    say: (said) => JSON.stringify({ ...said, x: '\\"\n😀\u2028', y: '' }, null, '\t'),
  },
  {
    name: 'several contexts',
    say: (said) => ({ ...said, '@context': [said['@context'], 'https://w3id.org/security/v1'] }),
  },
  { name: 'an id with a fragment', say: (said) => ({ ...said, id: `${said.actor}#follows/1` }) },
  { name: 'an id with a query', say: (said) => ({ ...said, id: `${said.id}?of=x&y=z` }) },
  { name: 'an id with letters beyond ASCII', say: (said) => ({ ...said, id: `${said.id}/grüße` }) },
];

let place: Whole;
beforeAll(async () => {
  place = await openWhole();
});
afterAll(() => place.close());

describe('an activity comes in with', () => {
  it.each(honest)('$name', async (one) => {
    const before = await place.accepted();
    const got = await place.send(place.prepare(one));
    expect(got).toMatchObject({ status: 202, text: 'Accepted.\n' });
    expect(await place.accepted()).toBe(before + 1);
  });

  it('a digest by SHA-512, and with two digests', async () => {
    const before = await place.accepted();
    for (const [scheme, line] of [
      [cavage, (body: string) => `SHA-512=${sha512(body)}`],
      [rfc9421, (body: string) => `sha-512=:${sha512(body)}:`],
      [
        cavage,
        (body: string) => `SHA-512=${sha512(body)},SHA-256=${createHash('sha256').update(body).digest('base64')}`,
      ],
    ] as const) {
      const id = `${place.stranger.origin}/digests/${Math.random()}`;
      const body = JSON.stringify(place.stranger.activity('Follow', `${blog}/ap/actors/james`, { id }));
      const sent = place.prepare({ scheme, say: () => body, sign: () => ({ digest: line(body) }) });
      expect(await place.send(sent)).toMatchObject({ status: 202 });
    }
    expect(await place.accepted()).toBe(before + 3);
  });

  it('a body in pieces', async () => {
    const sent = place.prepare();
    const before = await place.accepted();
    const middle = Math.floor(sent.body.length / 2);
    const pieces = [sent.body.subarray(0, middle), sent.body.subarray(middle), Buffer.alloc(0)];
    sent.body = Buffer.concat(
      pieces.flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
    );
    sent.lines.push(['transfer-encoding', 'chunked']);
    expect(await place.send(sent)).toMatchObject({ status: 202 });
    expect(await place.accepted()).toBe(before + 1);
  });
});
