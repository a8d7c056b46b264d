import { createPublicKey } from 'node:crypto';
import { type Endpoints, isActor, Object as Thing } from '@fedify/vocab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Site } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { engines } from '../support/databases.ts';
import { avatar, blogSite, james, postsOf, type Served, serve } from './sample.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const [sqlite] = engines;
const mary = {
  ...james,
  id: 'm',
  user: 'mary',
  type: 'Organization' as const,
  avatar: 'media/mary.svg',
  summary: null,
  fields: [],
};
const site: Site = { ...blogSite, accounts: [{ ...james, header: 'media/hills.jpg' }, mary] };
const pictures: Record<string, typeof avatar> = {
  'media/james.jpg': avatar,
  'media/hills.jpg': { ...avatar, name: 'hills.jpg', width: null, height: null },
  'media/mary.svg': { ...avatar, name: 'mary.svg', type: 'image/svg+xml' },
};
const id = 'https://blog.example.com/ap/actors/james';

let database: Database;
let served: Served;
let document: Record<string, unknown>;

beforeAll(async () => {
  if (!sqlite) throw new Error('no engine');
  database = await sqlite.open();
  served = await serve(database, { site, posts: postsOf([]), medium: (path) => pictures[path] ?? null });
  document = await served.json('/ap/actors/james');
});
afterAll(async () => {
  await served.close();
  await database.close();
});

describe('another server that reads an account', () => {
  it('finds every field where Mastodon looks for it, as plain strings and numbers', () => {
    expect(document).toMatchObject({
      id,
      type: 'Person',
      preferredUsername: 'james',
      name: 'James',
      url: 'https://blog.example.com/@james',
      inbox: `${id}/inbox`,
      outbox: `${id}/outbox`,
      followers: `${id}/followers`,
      following: `${id}/following`,
      featured: `${id}/featured`,
      featuredTags: `${id}/tags`,
      endpoints: { sharedInbox: 'https://blog.example.com/ap/inbox' },
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      published: '2026-11-21T12:00:00.000Z',
      webfinger: 'james@blog.example.com',
      attributionDomains: ['blog.example.com'],
    });
    expect(document.summary).toBe('<p>I write about <strong>doors</strong>.</p>');
    expect(document).not.toHaveProperty('alsoKnownAs');
    expect(document).not.toHaveProperty('movedTo');
  });

  it('finds pictures only of kinds that it shows, with whole addresses', async () => {
    const url = (name: string) => `https://blog.example.com/media/${avatar.hash}/${name}`;
    expect(document.icon).toEqual({
      type: 'Image',
      mediaType: 'image/jpeg',
      url: url('james.jpg'),
      width: 400,
      height: 400,
    });
    expect(document.image).toEqual({ type: 'Image', mediaType: 'image/jpeg', url: url('hills.jpg') });
    expect(await served.json('/ap/actors/m')).not.toHaveProperty('icon');
  });

  it('finds an RSA key at <actor>#main-key and an Ed25519 key beside it', () => {
    const { publicKey, assertionMethod } = document as {
      publicKey: { id: string; owner: string; publicKeyPem: string };
      assertionMethod: Record<string, string>[];
    };
    expect(publicKey).toMatchObject({ id: `${id}#main-key`, owner: id });
    expect(createPublicKey(publicKey.publicKeyPem).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(assertionMethod).toEqual([
      { id: `${id}#ed25519-key`, type: 'Multikey', controller: id, publicKeyMultibase: expect.stringMatching(/^z6Mk/) },
    ]);
  });

  it('finds links among the fields as rel=me, and text as text', () => {
    expect(document.attachment).toEqual([
      {
        type: 'PropertyValue',
        name: 'Website',
        value: '<a href="https://blog.example.com/" rel="me nofollow noopener" target="_blank">blog.example.com</a>',
      },
      { type: 'PropertyValue', name: 'Pronouns', value: 'he &lt;him&gt;' },
    ]);
  });

  it('reads the same by its JSON-LD context, from contexts that every server carries', async () => {
    const contexts = (document['@context'] as unknown[]).filter((context) => typeof context === 'string');
    expect(contexts).toEqual(['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1']);
    const loaders = await served.federation.loaders();
    const actor = await Thing.fromJsonLd(document, { ...loaders, documentLoader: loaders.forOneTask(0) });
    if (!isActor(actor)) throw new Error('no actor');
    expect([actor.preferredUsername, actor.discoverable, actor.indexable]).toEqual(['james', true, true]);
    expect(actor.featuredId?.href).toBe(`${id}/featured`);
    expect((actor.endpoints as Endpoints).sharedInbox?.href).toBe('https://blog.example.com/ap/inbox');
    const key = await actor.getPublicKey(loaders);
    expect([key?.id?.href, key?.ownerId?.href]).toEqual([`${id}#main-key`, id]);
    expect(key?.publicKey?.algorithm.name).toBe('RSASSA-PKCS1-v1_5');
    const [multikey] = await all(actor.getAssertionMethods(loaders));
    expect(multikey?.publicKey?.algorithm.name).toBe('Ed25519');
    const [field] = await all(actor.getAttachments(loaders));
    expect(field?.name).toBe('Website');
  });

  it('gets it as activity+json with an ETag, unsigned, and 304 the second time', async () => {
    const response = await served.get('/ap/actors/james');
    expect(response.headers.get('content-type')).toBe('application/activity+json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=60');
    const tag = response.headers.get('etag') ?? '';
    expect((await served.get('/ap/actors/james', { 'if-none-match': tag })).status).toBe(304);
  });

  it('finds an account by the id in its address, whatever its handle is', async () => {
    expect(await served.json('/ap/actors/m')).toMatchObject({
      type: 'Organization',
      preferredUsername: 'mary',
      url: 'https://blog.example.com/@mary',
    });
  });

  it.each([
    '/ap/actors/mary',
    '/ap/actors/nobody',
    '/ap/actors/James',
    '/ap/actors/james/',
    '/ap/actors/%6aames',
    '/ap/actors/james%00',
    '/ap/actors/',
    '/ap/actors',
    '/ap/actors/nobody/outbox',
    '/ap/actors/nobody/inbox',
    '/ap/actors/james/liked',
    '/ap/actors/james/constructor',
    '/ap/actors/__proto__',
    '/ap',
    '/ap/anything',
  ])('finds nobody at %s', async (path) => {
    expect((await served.get(path)).status).toBe(404);
  });

  it('is asked to try again later at inboxes where nothing is taken in', async () => {
    for (const path of ['/ap/inbox', '/ap/actors/james/inbox']) {
      const response = await served.get(path, { 'content-type': 'application/activity+json' }, 'POST');
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      const read = await served.get(path);
      expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it.each(['/ap/actors/james', '/ap/actors/james/outbox', '/.well-known/nodeinfo', '/nodeinfo/2.1'])(
    'may only read %s',
    async (path) => {
      const response = await served.get(path, {}, 'POST');
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    },
  );
});

describe('a page of an account', () => {
  it.each(['/@james', '/'])('%s leads a server to the actor, and a reader to the page', async (path) => {
    const response = await served.get(path, { accept: 'application/activity+json' });
    expect([response.status, response.headers.get('location')]).toEqual([303, id]);
    expect(response.headers.get('vary')).toContain('Accept');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await (await served.get(path, { accept: 'text/html,*/*;q=0.8' })).text()).toBe('a page');
  });
});

describe('NodeInfo and host-meta', () => {
  it('say what runs here and where to ask', async () => {
    expect(await served.json('/.well-known/nodeinfo')).toEqual({
      links: [
        {
          rel: 'http://nodeinfo.diaspora.software/ns/schema/2.1',
          href: 'https://blog.example.com/nodeinfo/2.1',
        },
      ],
    });
    expect(await served.json('/nodeinfo/2.1')).toMatchObject({
      version: '2.1',
      software: { name: 'postern' },
      protocols: ['activitypub'],
      openRegistrations: false,
      usage: { users: { total: 2 }, localPosts: 0 },
      metadata: { nodeName: 'Notes' },
    });
    const response = await served.get('/.well-known/host-meta');
    expect(response.headers.get('content-type')).toBe('application/xrd+xml; charset=utf-8');
    expect(await response.text()).toContain('template="https://blog.example.com/.well-known/webfinger?resource={uri}"');
  });
});
