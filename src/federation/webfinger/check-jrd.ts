import { isActivityType } from '../accept.ts';
import { activityJson } from '../answer.ts';
import { isObject } from '../inbox/reference.ts';
import { readJson } from '../read-json.ts';
import { type Jrd, type JrdLink, rels } from './jrd.ts';

/** A descriptor whose every field was checked, or why it is not believed. */
export type Checked =
  | { jrd: Jrd; actor: string; elsewhere: boolean }
  /** `calls`: the handle under which the account wants to be known. */
  | { wrong: string; calls?: string };

const maximumAliases = 10;

/**
 * Rebuilds the descriptor of an account on another host from what that host answered. Nothing is taken over as it came:
 * the subject must be that account, links must lead to its own hosts, and what is not known is left out.
 * `elsewhere`: its actor is on another host than its handle, which that host must confirm.
 * @param originOf `https://host`, or `http://host` where the owner allowed that.
 */
export function checkJrd(body: Buffer, handle: string, originOf: (host: string) => string): Checked {
  const said = readJson(body);
  if (!said) return { wrong: 'is no JSON object' };
  const subject = typeof said.subject === 'string' ? said.subject : '';
  if (small(subject) !== small(`acct:${handle}`)) {
    const calls = /^acct:([\w.-]{1,64}@[\w.:-]{1,253})$/.exec(subject)?.[1];
    return { wrong: 'speaks of another account', ...(calls ? { calls } : {}) };
  }
  const host = hostOf(handle);
  const links = Array.isArray(said.links) ? said.links.slice(0, 50).filter(isObject) : [];
  const self = links.find(({ rel, type }) => rel === rels.self && typeof type === 'string' && isActivityType(type));
  const actor = readUrl(self?.href, originOf);
  if (!actor) return { wrong: 'names no actor' };
  const hosts = new Set([host, actor.host]);
  const own = (value: unknown): string | null => {
    const url = readUrl(value, originOf);
    return url && hosts.has(url.host) ? url.href : null;
  };
  const aliases = Array.isArray(said.aliases) ? said.aliases.slice(0, maximumAliases).map(own) : [];
  return {
    actor: actor.href,
    elsewhere: actor.host !== host,
    jrd: {
      subject,
      aliases: [...new Set(aliases.filter((alias) => alias !== null))],
      links: [
        { rel: rels.self, type: activityJson, href: actor.href },
        ...profileOf(links, own),
        ...avatarOf(links, originOf),
        ...subscribeOf(links, own),
      ],
    },
  };
}

/** The host of `user@host`. */
export function hostOf(handle: string): string {
  return handle.slice(handle.indexOf('@') + 1);
}

function profileOf(links: Record<string, unknown>[], own: (value: unknown) => string | null): JrdLink[] {
  const href = own(links.find(({ rel }) => rel === rels.profile)?.href);
  return href ? [{ rel: rels.profile, type: 'text/html', href }] : [];
}

// Pictures are often kept on a host of their own.
function avatarOf(links: Record<string, unknown>[], originOf: (host: string) => string): JrdLink[] {
  const link = links.find(({ rel }) => rel === rels.avatar);
  const href = readUrl(link?.href, originOf)?.href;
  const type = typeof link?.type === 'string' && /^image\/[a-z]{3,5}$/.test(link.type) ? { type: link.type } : {};
  return href ? [{ rel: rels.avatar, ...type, href }] : [];
}

function subscribeOf(links: Record<string, unknown>[], own: (value: unknown) => string | null): JrdLink[] {
  const template = links.find(({ rel }) => rel === rels.subscribe)?.template;
  if (typeof template !== 'string' || template.split('{uri}').length !== 2) return [];
  const [before = '', after = ''] = template.split('{uri}');
  const checked = own(`${before}URI${after}`);
  return checked && checked === `${before}URI${after}` ? [{ rel: rels.subscribe, template }] : [];
}

function readUrl(value: unknown, originOf: (host: string) => string): URL | null {
  if (typeof value !== 'string' || value.length > 1000 || /[\s\\"'`<>\p{Cc}]/u.test(value)) return null;
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return null;
  return url.origin === originOf(url.host) ? url : null;
}

function small(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
