import { describe, expect, it } from 'vitest';
import { type Deed, findWay, readDoors } from '../../../src/federation/interact/intents.ts';

const origin = 'https://social.example';
const target = { object: 'https://blog.example/ap/posts/a&b', back: 'https://blog.example/posts/a' };
const encoded = encodeURIComponent(target.object);
const fep = 'https://w3id.org/fep/3b86/';
const subscribe = 'http://ostatus.org/schema/1.0/subscribe';
const self = { rel: 'self', type: 'application/activity+json', href: `${origin}/users/ana` };

type Link = Record<string, unknown>;
const doorsOf = (links: unknown) => readDoors(Buffer.from(JSON.stringify({ subject: 'acct:x@y.example', links })));
function way(deed: Deed, ...links: Link[]) {
  const doors = doorsOf([self, ...links]);
  return doors && findWay(doors, deed, target, origin);
}
const link = (rel: string, template: string): Link => ({ rel, template });

/** What Mastodon 4.6 tells of an account. */
const mastodon = [
  link(subscribe, `${origin}/authorize_interaction?uri={uri}`),
  link(`${fep}Create`, `${origin}/share?text={content}`),
  link(`${fep}Object`, `${origin}/authorize_interaction?uri={object}`),
];

describe('the way to a deed', () => {
  it.each(['reply', 'like', 'boost', 'follow'] as const)('on Mastodon is where the post is opened: %s', (deed) => {
    const go = `${origin}/authorize_interaction?uri=${encoded}`;
    expect(way(deed, ...mastodon)).toEqual({ go, sure: true });
    expect(way(deed, mastodon[0] ?? {})).toEqual({ go, sure: true });
  });

  it.each([
    ['reply', 'Create', 'r={inReplyTo}&c={content}&t={type}', `r=${encoded}&c=&t=Note`],
    ['like', 'Like', 'id={object}', `id=${encoded}`],
    ['boost', 'announce', 'id={object}&done={on-success}', `id=${encoded}&done=${encodeURIComponent(target.back)}`],
    ['follow', 'FOLLOW', 'id={object}&x={unheard-of}&y={}', `id=${encoded}&x=&y=`],
  ] as const)('is the page for just that: %s', (deed, name, query, filled) => {
    const intent = link(fep + name, `${origin}/intents?${query}`);
    expect(way(deed, ...mastodon, intent)).toEqual({ go: `${origin}/intents?${filled}`, sure: true });
    const { template, ...others } = intent;
    expect(way(deed, ...mastodon, { ...others, href: template })).toEqual({
      go: `${origin}/intents?${filled}`,
      sure: true,
    });
  });

  it('is a guess where a server of the fediverse names none', () => {
    const guess = { go: `${origin}/authorize_interaction?uri=${encoded}`, sure: false };
    expect(way('reply')).toEqual(guess);
    expect(way('reply', link(`${fep}Create`, `${origin}/share?text={content}`))).toEqual(guess);
  });

  it('is nowhere where there is no such server', () => {
    expect(doorsOf([])).toEqual({ templates: new Map(), actor: null });
    for (const links of [[], [{ rel: 'self', type: 'text/html', href: self.href }], 'x', null, [null, 3, [self]]])
      expect(findWay(doorsOf(links) ?? never(), 'reply', target, origin)).toBeNull();
    for (const text of ['', '[]', 'null', '"x"', '{', '<html>', '\xff'])
      expect(readDoors(Buffer.from(text, 'latin1'))).toBeNull();
  });
});

describe('a template', () => {
  const guess = { go: `${origin}/authorize_interaction?uri=${encoded}`, sure: false };

  it.each([
    'javascript:alert(1)//{uri}',
    'JavaScript:alert({uri})',
    'data:text/html,{uri}',
    `http://social.example/x?uri={uri}`,
    `${origin}:8443/x?uri={uri}`,
    `https://ana:secret@social.example/x?uri={uri}`,
    `${origin}/x?uri=%7Buri%7D`,
    `${origin}/x`,
    `${origin}{uri}`,
    'https://{uri}/x',
    'https://{type}.example/x?uri={uri}',
    '{uri}',
    '//social.example/x?uri={uri}',
    '/x?uri={uri}',
    `${origin}\\@evil.example/x?uri={uri}`,
    `${origin}/x y?uri={uri}`,
    `${origin}/x\n?uri={uri}`,
    `${origin}/${'x'.repeat(2000)}?uri={uri}`,
  ])('that leads to no page of that host is none: %j', (template) => {
    expect(way('reply', link(subscribe, template))).toEqual(guess);
  });

  it.each([
    ['https://evil.example/x?uri={uri}', 'evil.example'],
    ['https://social.example.evil.example/x?uri={uri}', 'social.example.evil.example'],
    ['https://social.example@evil.example/x?uri={uri}', null],
    ['https://127.0.0.1/x?uri={uri}', null],
    ['https://[::1]/x?uri={uri}', null],
    ['https://localhost/x?uri={uri}', null],
    ['https://evil.example:8443/x?uri={uri}', null],
  ])('on another host leads nobody there: %j', (template, elsewhere) => {
    expect(way('reply', link(subscribe, template))).toEqual(elsewhere === null ? guess : { elsewhere });
  });

  it('of the host itself comes before one on another', () => {
    const other = link(`${fep}Object`, 'https://evil.example/x?o={object}');
    expect(way('like', other, mastodon[0] ?? {})).toMatchObject({ sure: true });
  });

  it('is not missed where the actor is on another host', () => {
    const actor = { ...self, href: 'https://home.example/users/ana' };
    expect(findWay(doorsOf([actor]) ?? never(), 'follow', target, origin)).toEqual({ elsewhere: 'home.example' });
    const near = { ...self, href: 'https://10.0.0.1/users/ana' };
    expect(findWay(doorsOf([near]) ?? never(), 'follow', target, origin)).toBeNull();
  });

  it('and what else is told is read up to 2,000 signs', () => {
    const long = { ...self, href: `${origin}/${'x'.repeat(2000)}` };
    expect(doorsOf([long])).toEqual({ templates: new Map(), actor: null });
  });

  it('is read from so many links and no more', () => {
    const many = Array.from({ length: 100 }, () => ({ rel: 'x' }));
    expect(way('like', ...many, mastodon[0] ?? {})).toEqual(guess);
  });
});

function never(): never {
  throw new Error('It is a descriptor.');
}
