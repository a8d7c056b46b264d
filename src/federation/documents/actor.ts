import type { webcrypto } from 'node:crypto';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { renderInline } from '../../content/markdown.ts';
import type { Medium } from '../../content/post.ts';
import { mediumPath } from '../../content/post.ts';
import { html, trusted } from '../../html.ts';
import type { Identity } from '../../keys/keys.ts';
import { actorId, keyId, profilePath, sharedInboxPath } from '../addresses.ts';
import { type Pictures, pictureOf } from '../webfinger/jrd.ts';
import { actorContext } from './contexts.ts';

/** The collections of an actor: each lives below it, under its own name. */
const actorCollections = ['inbox', 'outbox', 'followers', 'following', 'featured', 'tags'] as const;
export type ActorCollection = (typeof actorCollections)[number];

/** The whole URL of one of an actor's collections. */
export function collectionId(site: Site, account: Account, name: ActorCollection): string {
  return `${actorId(site, account)}/${name}`;
}

/**
 * The actor of an account, as other servers read it (wire.md, "The actor we send").
 * @param aliases ids of the actors that this account was before.
 */
export async function actorDocument(
  site: Site,
  account: Account,
  identity: Identity,
  { pictures, aliases }: { pictures: Pictures; aliases: string[] },
): Promise<object> {
  const id = actorId(site, account);
  const collection = (name: ActorCollection): string => collectionId(site, account, name);
  return {
    '@context': actorContext,
    id,
    type: account.type,
    preferredUsername: account.user,
    name: account.name,
    ...(account.summary === null ? {} : { summary: summaryOf(site, account.summary) }),
    url: absolute(site, profilePath(account)),
    ...picture('icon', site, pictureOf(account.avatar, pictures)),
    ...picture('image', site, pictureOf(account.header, pictures)),
    inbox: collection('inbox'),
    outbox: collection('outbox'),
    followers: collection('followers'),
    following: collection('following'),
    featured: collection('featured'),
    featuredTags: collection('tags'),
    endpoints: { sharedInbox: absolute(site, sharedInboxPath) },
    publicKey: { id: keyId(site, account), owner: id, publicKeyPem: identity.rsa.publicPem },
    assertionMethod: [
      {
        id: `${id}#ed25519-key`,
        type: 'Multikey',
        controller: id,
        publicKeyMultibase: await multibase(identity.ed25519.publicKey),
      },
    ],
    manuallyApprovesFollowers: account.manuallyApprovesFollowers,
    // Absent counts as false: nobody would find the account by searching.
    discoverable: true,
    indexable: true,
    published: identity.since.toISOString(),
    attachment: account.fields.map(fieldOf),
    ...(aliases.length > 0 ? { alsoKnownAs: aliases } : {}),
    webfinger: `${account.user}@${account.host}`,
    // The hosts whose pages may name this account as their author (`fediverse:creator`).
    attributionDomains: [new URL(site.origin).hostname],
  };
}

function summaryOf(site: Site, summary: string): string {
  const inline = renderInline(summary, {
    language: site.language,
    medium: () => null,
    address: (path) => absolute(site, path),
    tag: (slug) => absolute(site, `/tags/${encodeURIComponent(slug)}`),
  });
  return html`<p>${trusted(inline)}</p>`.toString();
}

function picture(name: 'icon' | 'image', site: Site, medium: Medium | null): object {
  if (!medium) return {};
  const url = absolute(site, mediumPath(medium));
  return { [name]: { type: 'Image', mediaType: medium.type, url, ...sizeOf(medium) } };
}

/** Width and height, where they are known. */
export function sizeOf({ width, height }: Pick<Medium, 'width' | 'height'>): object {
  return width === null || height === null ? {} : { width, height };
}

function fieldOf({ name, value }: { name: string; value: string }): object {
  const link = /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
  const shown = value.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  // rel=me in both directions gives the tick.
  const text = link ? html`<a href="${value}" rel="me nofollow noopener" target="_blank">${shown}</a>` : html`${value}`;
  return { type: 'PropertyValue', name, value: text.toString() };
}

// Loaded when first needed: Fedify is the largest part of a start.
async function multibase(key: webcrypto.CryptoKey): Promise<string> {
  const { exportMultibaseKey } = await import('@fedify/fedify/runtime');
  return exportMultibaseKey(key);
}
