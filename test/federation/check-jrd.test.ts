import { describe, expect, it } from 'vitest';
import { checkJrd } from '../../src/federation/webfinger/check-jrd.ts';

const self = { rel: 'self', type: 'application/activity+json', href: 'https://k.example/users/makkes' };
const subscribe = (template: string) => ({ rel: 'http://ostatus.org/schema/1.0/subscribe', template });
const avatar = (own: object) => ({
  rel: 'http://webfinger.net/rel/avatar',
  href: 'https://cdn.example/makkes',
  ...own,
});

/** What is believed when the host of `makkes@k.example` answers its usual with `own` in place. */
function check(own: object) {
  const said = { subject: 'acct:makkes@k.example', links: [self], ...own };
  return checkJrd(Buffer.from(JSON.stringify(said)), 'makkes@k.example', (host) => `https://${host}`);
}

/** The links that are taken over, beside that to the actor. */
function linksOf(...links: object[]): object[] {
  const checked = check({ links: [self, ...links] });
  return 'jrd' in checked ? checked.jrd.links.slice(1) : [checked];
}

describe('what a server says of an account', () => {
  it('may spell its host in capitals, but not with a letter that only looks small', () => {
    expect(check({ subject: 'ACCT:Makkes@K.example' })).toHaveProperty('jrd');
    expect(check({ subject: 'acct:makkes@\u212a.example' })).toHaveProperty('wrong');
  });

  it('names no other account that could not be written into postern.yaml', () => {
    expect(check({ subject: 'acct:other@k.example' })).toHaveProperty('calls', 'other@k.example');
    expect(check({ subject: 'acct:other@k.example\nmend: <b>' })).not.toHaveProperty('calls');
    expect(check({ subject: `acct:${'a'.repeat(65)}@k.example` })).not.toHaveProperty('calls');
  });

  it('is read for fifty links and ten aliases', () => {
    const others = Array.from({ length: 50 }, (_, index) => ({ rel: 'other', href: `https://k.example/${index}` }));
    expect(check({ links: [...others.slice(1), self] })).toHaveProperty('jrd');
    expect(check({ links: [...others, self] })).toHaveProperty('wrong');
    const aliases = others.map(({ href }) => href);
    expect(check({ aliases })).toHaveProperty('jrd.aliases', aliases.slice(0, 10));
  });

  it.each([
    ['a quote', 'https://k.example/users/a"b'],
    ['a backslash', 'https://k.example\\users\\makkes'],
    ['a space before it', ' https://k.example/users/makkes'],
    ['a line break', 'https://k.example/users/\nmakkes'],
    ['more than a thousand characters', `https://k.example/${'a'.repeat(1000)}`],
  ])('names no actor by an address with %s', (_, href) => {
    expect(check({ links: [{ ...self, href }] })).toEqual({ wrong: 'names no actor' });
  });

  it('says of a picture that it is one, or nothing', () => {
    expect(linksOf(avatar({ type: 'image/png' }))).toEqual([avatar({ type: 'image/png' })]);
    expect(linksOf(avatar({ type: 'image/png"><script>' }))).toEqual([avatar({})]);
  });

  it('has one place for an address in the template by which somebody follows', () => {
    const good = subscribe('https://k.example/follow?uri={uri}');
    expect(linksOf(good)).toEqual([good]);
    for (const template of ['https://k.example/follow', 'https://k.example/{uri}?uri={uri}'])
      expect(linksOf(subscribe(template))).toEqual([]);
  });
});
