import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { noContact } from './support/comments.ts';
import { configOf, said, siteWith, url } from './support/config.ts';

describe('a file that is in order', () => {
  test('means the defaults of the documentation when it says nothing but the url', async () => {
    const { site, place } = await configOf(url);
    expect(site).toMatchObject({
      origin: 'https://blog.example.com',
      base: '',
      title: 'blog.example.com',
      description: '',
      language: 'en',
      timezone: 'UTC',
      permalink: '/posts/:slug',
      feeds: { rss: [], atom: [], json: [] },
      hub: 'own',
      menu: [{ label: 'Archive', href: '/archive' }],
      icon: null,
      owners: [],
      accounts: [],
      pointers: [],
      publish: { auto: true, settle: 60_000, quiet: 600_000, removal: 86_400_000 },
      comments: {
        rule: 'first-time',
        close: null,
        links: null,
        words: [],
        languages: [],
        tell: 'at-once',
        counts: false,
      },
      quotes: 'everyone',
      contact: noContact,
      blogroll: [],
    });
    expect(place).toEqual({
      host: 'localhost',
      port: 3000,
      database: join(site.folder, 'data/postern.db'),
      role: 'all',
      trustProxy: false,
      allowPrivateAddresses: [],
      webhook: null,
      log: 'pretty',
      logLevel: 'info',
    });
  });

  test('says everything about a blog', async () => {
    const site = await siteWith(`
url: https://Example.com:8443/blog/
title: "Notizen\\u0001 "
description: Was ich lerne
language: de-at
timezone: europe/vienna
permalink: /:year/:month/:slug/
feeds: { rss: /blog/index.xml, json: [/blog/feed.json], hub: https://Hub.example.com }
menu: [ { Archiv: /archive }, { Wiki: "https://wiki.example.org/" } ]
owners: ["@makkes@hachyderm.io"]
accounts:
  - handle: "@james@Example.org"
    id: j
    type: Organization
    name: James
    summary: About
    avatar: ./media/james.jpg
    fields: { Website: https://example.com, Born: 1980 }
    aliases: ["@james@old.example", "https://old.example/users/james"]
    manuallyApprovesFollowers: true
  - handle: makkes
    identityOf: "@makkes@hachyderm.io"
publish: { auto: false, settle: 30s, quiet: 1h, removal: 7d }
comments:
  rule: followers
  close: 730d
  links: 0
  words: [casino, "cheap  pill*", '日本', c++]
  languages: [EN, de-at]
  tell: daily
  counts: true
quotes: nobody
contact:
  name: James Miller
  email: james@example.com
  phone: "+49 30 1234567"
  address: [Example Street 1, 12345 Example]
  responsible: |
    Ada Miller
    Example Street 2
  more: VAT DE123456789
blogroll:
  - { title: "Gates  of Lübeck", url: https://gates.example.com, feed: https://gates.example.com/feed.xml, description: A gate a day. }
  - { title: Doors, url: HTTP://Doors.example/a }
`);
    await site.write('media/james.jpg', 'x');
    const { config, problems } = await readConfig(site.folder, {});
    expect(problems).toEqual([]);
    expect(config?.site).toEqual({
      folder: site.folder,
      origin: 'https://example.com:8443',
      base: '/blog',
      title: 'Notizen',
      description: 'Was ich lerne',
      language: 'de-AT',
      timezone: 'Europe/Vienna',
      permalink: '/:year/:month/:slug/',
      feeds: { rss: ['/blog/index.xml'], atom: [], json: ['/blog/feed.json'] },
      hub: 'https://hub.example.com/',
      menu: [
        { label: 'Archiv', href: '/archive' },
        { label: 'Wiki', href: 'https://wiki.example.org/' },
      ],
      icon: null,
      owners: ['makkes@hachyderm.io'],
      accounts: [
        {
          id: 'j',
          user: 'james',
          host: 'example.org',
          type: 'Organization',
          name: 'James',
          summary: 'About',
          avatar: 'media/james.jpg',
          header: null,
          fields: [
            { name: 'Website', value: 'https://example.com' },
            { name: 'Born', value: '1980' },
          ],
          aliases: ['james@old.example', 'https://old.example/users/james'],
          manuallyApprovesFollowers: true,
        },
      ],
      pointers: [{ user: 'makkes', host: 'example.com:8443', identityOf: 'makkes@hachyderm.io' }],
      publish: { auto: false, settle: 30_000, quiet: 3_600_000, removal: 604_800_000 },
      comments: {
        ...{ rule: 'followers', close: 730 * 86_400_000, links: 0, languages: ['en', 'de-AT'] },
        words: ['casino', 'cheap  pill*', '日本', 'c++'],
        ...{ tell: 'daily', counts: true },
      },
      quotes: 'nobody',
      contact: {
        ...{ name: 'James Miller', email: 'james@example.com', phone: '+49 30 1234567' },
        address: ['Example Street 1', '12345 Example'],
        responsible: ['Ada Miller', 'Example Street 2'],
        more: ['VAT DE123456789'],
      },
      blogroll: [
        {
          ...{ title: 'Gates of Lübeck', url: 'https://gates.example.com/', description: 'A gate a day.' },
          feed: 'https://gates.example.com/feed.xml',
        },
        { title: 'Doors', url: 'http://doors.example/a', feed: null, description: null },
      ],
    });
  });

  test.each([
    ['james', 'james', 'blog.example.com'],
    ['james@example.com', 'james', 'example.com'],
    ['"@james@example.com"', 'james', 'example.com'],
    ['acct:james@example.com:8080', 'james', 'example.com:8080'],
    ['j.o-e_1', 'j.o-e_1', 'blog.example.com'],
    ['james@münchen.example', 'james', 'xn--mnchen-3ya.example'],
  ])('takes the handle %s', async (handle, user, host) => {
    const { site } = await configOf(`${url}accounts: [{ handle: ${handle} }]`);
    expect(site.accounts[0]).toMatchObject({ user, host, id: user, name: user });
  });

  test('treats a key without a value like one that is not there', async () => {
    const { site } = await configOf(`${url}description:\naccounts:\npublish:\n  quiet:\n`);
    expect(site).toMatchObject({ description: '', accounts: [], publish: { quiet: 600_000 } });
  });

  test('keeps the order of menu and fields', async () => {
    const { site } = await configOf(`${url}menu: { Z: /z, A: /a }`);
    expect(site.menu.map(({ label }) => label)).toEqual(['Z', 'A']);
  });
});

describe('the file itself', () => {
  test('is missing', async () => {
    const site = await siteWith(null);
    expect(await readConfig(site.folder, { POSTERN_PORT: '4000' })).toMatchObject({
      state: 'missing',
      config: null,
      place: { port: 4000 },
      problems: [],
    });
  });

  test('has the other ending', async () => {
    const site = await siteWith(url);
    await rename(join(site.folder, 'postern.yaml'), join(site.folder, 'postern.yml'));
    const reading = await readConfig(site.folder, {});
    expect(reading.state).toBe('wrong');
    expect(said(reading)).toEqual([
      'postern.yml  error  The configuration is called postern.yml. Rename it to postern.yaml.',
    ]);
  });

  test('is a folder', async () => {
    const site = await siteWith(null);
    await mkdir(join(site.folder, 'postern.yaml'));
    const reading = await readConfig(site.folder, {});
    expect(said(reading)).toEqual([
      'postern.yaml  error  The file cannot be read (EISDIR). Mend its rights, so that the user who runs Postern may read it.',
    ]);
  });

  test('is not UTF-8', async () => {
    const site = await siteWith(null);
    await writeFile(join(site.folder, 'postern.yaml'), Buffer.from('title: caf\xe9\n', 'latin1'));
    const reading = await readConfig(site.folder, {});
    expect(said(reading)).toEqual(['postern.yaml  error  The file is not UTF-8 text. Save it as UTF-8.']);
  });
});
