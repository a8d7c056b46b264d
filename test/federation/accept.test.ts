import { describe, expect, it } from 'vitest';
import { asksForActivity, isActivityType } from '../../src/federation/accept.ts';

const profile = 'https://www.w3.org/ns/activitystreams';

describe('an Accept line', () => {
  it.each([
    ['that of Mastodon', `application/activity+json, application/ld+json; profile="${profile}", text/html;q=0.1`],
    ['that of Misskey', `application/activity+json, application/ld+json; profile="${profile}"`],
    ['the shortest', 'application/activity+json'],
    ['in capitals', 'APPLICATION/ACTIVITY+JSON'],
    ['with anything after it', 'application/activity+json, */*;q=0.1'],
    ['that wants it as much, and first', 'application/activity+json, text/html'],
    ['that wants it as much, by weight, and first', 'application/activity+json; q=0.5 , text/html; q=0.5'],
    ['for JSON-LD of this profile', `application/ld+json; profile="${profile}"`],
    ['for JSON-LD of this profile, unquoted', `application/ld+json;profile=${profile}`],
    [
      'for JSON-LD of several profiles',
      `application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted ${profile}"`,
    ],
    ['for JSON-LD with a charset before its profile', `application/ld+json; charset=utf-8; profile="${profile}"`],
    ['for any JSON-LD', 'application/ld+json'],
  ])('asks for ActivityPub: %s', (_, line) => {
    expect(asksForActivity(line)).toBe(true);
  });

  it.each([
    ['none', ''],
    ['anything', '*/*'],
    ['any application', 'application/*'],
    ['that of Firefox', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
    ['that of a feed reader', 'application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, */*;q=0.1'],
    ['any JSON', 'application/json'],
    ['that wants a page more', 'application/activity+json;q=0.1, text/html'],
    ['that wants a page more, in capitals', 'application/activity+json;Q=0.1, TEXT/HTML;Q=0.9'],
    ['that wants a page as much, and first', 'text/html, application/activity+json'],
    ['that wants XHTML as much, and first', 'application/xhtml+xml, application/activity+json'],
    ['that refuses it', 'application/activity+json;q=0'],
    ['that refuses it and takes anything', 'application/activity+json;q=0, */*'],
    ['with a weight that is none', 'application/activity+json;q=abc'],
    ['with a weight beyond all', 'application/activity+json;q=2'],
    ['of another profile', 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"'],
    ['of a profile that begins like it', `application/ld+json; profile="${profile}2"`],
    ['of a type that begins like it', 'application/activity+jsonx'],
  ])('asks for a page: %s', (_, line) => {
    expect(asksForActivity(line)).toBe(false);
  });
});

describe('a media type', () => {
  it.each([
    'application/activity+json',
    'application/activity+json; charset=utf-8',
    `application/ld+json; profile="${profile}"`,
    `application/ld+json;profile=${profile};charset=utf-8`,
    `application/ld+json; profile="${profile} https://w3id.org/security/v1"`,
  ])('is ActivityPub’s: %s', (type) => {
    expect(isActivityType(type)).toBe(true);
  });

  it.each([
    '',
    'application/json',
    'application/ld+json',
    'application/ld+json; profile=""',
    'application/ld+json; profile="https://example.com/"',
    'text/html; profile="application/activity+json"',
    `text/plain; profile="${profile}"`,
  ])('is not: %s', (type) => {
    expect(isActivityType(type)).toBe(false);
  });
});
