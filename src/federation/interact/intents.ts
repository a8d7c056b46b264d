import { isIP } from 'node:net';
import { isActivityType } from '../accept.ts';
import { readUrl } from '../guard/url.ts';
import { isObject } from '../inbox/reference.ts';
import { readJson } from '../read-json.ts';

/** What a visitor may do on their own server. */
export type Deed = 'reply' | 'like' | 'boost' | 'follow';

/** What it is done to, by the names of FEP-3b86 §3.3. */
export interface Target {
  /** The id of a post, an account or a comment. */
  object: string;
  /** Where the visitor came from, for servers that lead back. */
  back: string;
}

/** What a server tells in WebFinger of the pages on which its people act. Nothing in it is checked yet. */
export interface Doors {
  /** Templates by their relation, in small letters. */
  templates: Map<string, string>;
  /** Where the account's actor is; null: none is named, so this is no server of the fediverse. */
  actor: string | null;
}

/**
 * Where a deed is done: `go`, on the host that was typed, `sure` where that host named the page itself.
 * `elsewhere`: on another host, as this one says. Null: nowhere.
 */
export type Way = { go: string; sure: boolean } | { elsewhere: string } | null;

const fep = 'https://w3id.org/fep/3b86/';
const subscribe = 'http://ostatus.org/schema/1.0/subscribe';

/** By its relation, the parameter without which a template does not lead to what is to be done. */
const needed = new Map([
  // One that cannot take up `inReplyTo` begins a new post, which answers nothing: Mastodon's own is such a one.
  [`${fep}create`, 'inReplyTo'],
  [`${fep}like`, 'object'],
  [`${fep}announce`, 'object'],
  [`${fep}follow`, 'object'],
  [`${fep}object`, 'object'],
  [subscribe, 'uri'],
]);

/** The page for just this deed, else the one on which the thing is opened, else the one that was once for following. */
const chains: Record<Deed, readonly string[]> = {
  reply: [`${fep}create`, `${fep}object`, subscribe],
  like: [`${fep}like`, `${fep}object`, subscribe],
  boost: [`${fep}announce`, `${fep}object`, subscribe],
  follow: [`${fep}follow`, `${fep}object`, subscribe],
};

const mostLinks = 100;
const longest = 2000;

/** Reads the descriptor of an account (RFC 7033 §4.4); null: it is none. */
export function readDoors(body: Buffer): Doors | null {
  const said = readJson(body);
  if (!said) return null;
  const templates = new Map<string, string>();
  let actor: string | null = null;
  for (const link of Array.isArray(said.links) ? said.links.slice(0, mostLinks).filter(isObject) : []) {
    const rel = typeof link.rel === 'string' ? link.rel.toLowerCase().replace(/^https(?=:\/\/ostatus)/, 'http') : '';
    if (rel === 'self' && typeof link.type === 'string' && isActivityType(link.type)) actor ??= short(link.href);
    // The FEP says `href`, and all who follow it write `template`.
    const template = link.template ?? link.href;
    const parameter = needed.get(rel);
    if (parameter === undefined || templates.has(rel)) continue;
    const text = short(template);
    if (text?.includes(`{${parameter}}`)) templates.set(rel, text);
  }
  return { templates, actor };
}

/**
 * The way to a deed, by what a host says: only ever to that host itself.
 * @param origin of the host that was typed.
 */
export function findWay({ templates, actor }: Doors, deed: Deed, target: Target, origin: string): Way {
  let other: string | null = null;
  for (const rel of chains[deed]) {
    const template = templates.get(rel);
    if (template === undefined) continue;
    const url = fill(template, target);
    if (url?.origin === origin) return { go: url.href, sure: true };
    other ??= homeOf(url);
  }
  if (other !== null) return { elsewhere: other };
  const home = readUrl(actor ?? '');
  if (home?.origin !== origin) {
    const host = homeOf(home);
    return host === null ? null : { elsewhere: host };
  }
  return { go: `${origin}/authorize_interaction?uri=${encodeURIComponent(target.object)}`, sure: false };
}

/** A template with everything put in; what is not known is empty (FEP-3b86 §3.2). Null: it leads to no page. */
function fill(template: string, { object, back }: Target): URL | null {
  const values = new Map([
    ...['object', 'uri', 'inReplyTo'].map((name) => [name, object] as const),
    ...['on-success', 'on-cancel'].map((name) => [name, back] as const),
    ['type', 'Note'],
  ]);
  const filled = template.replace(/\{([^{}]*)\}/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ''));
  const url = readUrl(filled);
  // What is put in comes after the host, so that it can never become part of one.
  const begins = readUrl(template.slice(0, template.indexOf('{')));
  if (!url || begins?.origin !== url.origin || url.username !== '' || url.password !== '') return null;
  return url;
}

/** A host on which somebody may have an account, or null. */
function homeOf(url: URL | null): string | null {
  if (url?.protocol !== 'https:' || url.port !== '') return null;
  const { hostname } = url;
  return isIP(hostname) === 0 && /^[^.[\]]+(\.[^.]+)+$/.test(hostname) ? hostname : null;
}

// What is told of a thousand accounts is kept for some minutes.
function short(value: unknown): string | null {
  return typeof value === 'string' && value.length <= longest ? value : null;
}
