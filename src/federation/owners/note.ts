import { randomBytes } from 'node:crypto';
import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import { type Html, html } from '../../html.ts';
import { actorId } from '../addresses.ts';
import { plainContext } from '../documents/contexts.ts';
import type { Outgoing } from '../ledger/ledger.ts';
import type { KnownPerson } from '../people/people.ts';

/** Whoever is written to. */
export type Addressee = Pick<KnownPerson, 'uri' | 'user' | 'host' | 'url' | 'inbox'>;

/** Where a message lives, relative to the blog's address. Nobody can guess it, and nothing is served there. */
export function noticePath(id: string): string {
  return `/ap/notices/${id}`;
}

export function newNoticeId(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * A direct message: the Create of a Note to one person alone, who is mentioned. It goes to the personal inbox, so that no
 * other of that server is asked to keep it.
 * @param about the id of what it answers; null: it answers nothing.
 */
export function directMessage(
  { id, content, to, about, now }: { id: string; content: Html; to: Addressee; about: string | null; now: Date },
  { site, account }: { site: Pick<Site, 'origin' | 'base' | 'language'>; account: Pick<Account, 'id'> },
): Outgoing {
  const path = noticePath(id);
  const [address, actor] = [absolute(site, path), actorId(site, account)];
  const mention = html`<p><span class="h-card"><a href="${to.url}" class="u-url mention">@<span>${to.user}</span></a></span></p>`;
  const text = `${mention}${content}`;
  const published = now.toISOString();
  const document = {
    '@context': plainContext,
    id: `${address}/create`,
    type: 'Create',
    actor,
    published,
    to: [to.uri],
    cc: [],
    object: {
      ...{ id: address, type: 'Note', attributedTo: actor, published, to: [to.uri], cc: [] },
      ...(about === null ? {} : { inReplyTo: about }),
      ...{ content: text, contentMap: { [site.language]: text }, sensitive: false },
      tag: [{ type: 'Mention', href: to.uri, name: `@${to.user}@${to.host}` }],
    },
  };
  return {
    ...{ id: document.id, account: account.id, type: 'Create', subject: path, json: JSON.stringify(document) },
    ...{ audience: { inboxes: [to.inbox] }, signer: null },
  };
}
