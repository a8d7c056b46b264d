import type { Account, Site } from '../../config.ts';
import { absolute } from '../../config.ts';
import type { Medium } from '../../content/post.ts';
import { mediumPath } from '../../content/post.ts';
import { actorId, profilePath } from '../addresses.ts';
import { activityJson } from '../answer.ts';

/** One link of a JSON Resource Descriptor (RFC 7033 §4.4.4). */
export interface JrdLink {
  rel: string;
  type?: string;
  href?: string;
  template?: string;
}

/** What WebFinger says of an account (RFC 7033 §4.4). */
export interface Jrd {
  subject: string;
  aliases: string[];
  links: JrdLink[];
}

export const rels = {
  self: 'self',
  profile: 'http://webfinger.net/rel/profile-page',
  avatar: 'http://webfinger.net/rel/avatar',
  subscribe: 'http://ostatus.org/schema/1.0/subscribe',
};

/** Looks up a picture that `postern.yaml` names, by its path there. */
export type Pictures = (path: string) => Medium | null;

// What Mastodon takes as an avatar: a drawing (SVG) is none.
const avatarTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** A picture of an account, if it exists and is of a kind that other servers show. */
export function pictureOf(path: string | null, pictures: Pictures): Medium | null {
  const medium = path === null ? null : pictures(path);
  return medium && avatarTypes.has(medium.type) ? medium : null;
}

/** `acct:james@example.com`: one spelling, whoever asks and however. */
export function subjectOf({ user, host }: Pick<Account, 'user' | 'host'>): string {
  return `acct:${user}@${host}`;
}

/** The descriptor of an account that has its actor here. */
export function accountJrd(site: Site, account: Account, pictures: Pictures): Jrd {
  const profile = absolute(site, profilePath(account));
  const actor = actorId(site, account);
  const avatar = pictureOf(account.avatar, pictures);
  return {
    subject: subjectOf(account),
    aliases: [profile, actor],
    links: [
      { rel: rels.self, type: activityJson, href: actor },
      { rel: rels.profile, type: 'text/html', href: profile },
      ...(avatar ? [{ rel: rels.avatar, type: avatar.type, href: absolute(site, mediumPath(avatar)) }] : []),
    ],
  };
}
